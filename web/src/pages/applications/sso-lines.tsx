/** The lists in the settings of sign-in: addresses, claims and attributes, certificates. */
import { UploadOutlined } from '@ant-design/icons';
import { Button, Flex, Form, Input, Select, Upload } from 'antd';
import { Lines } from '../../form/lines.tsx';
import type { FieldSchema } from '../../form/schema.ts';
import { common } from '../../text/common.ts';
import { useLanguage, useText } from '../../text/text.ts';
import { ssoText } from './sso-text.ts';

interface ListProps {
  schema: FieldSchema;
  name: string[];
  disabled: boolean;
}

/** Errors stand below the field, so a row grows with them. */
const ITEM = { marginBottom: 0, flex: '1 1 220px', minWidth: 0 } as const;

function useLabel({ title = '', zh = title }: FieldSchema) {
  return useLanguage() === 'zh' ? zh : title;
}

export function AddressLines(props: ListProps) {
  const t = useText(ssoText);
  const words = useText(common);
  const label = useLabel(props.schema);
  return (
    <Lines {...props} add={t('addAddress')} fresh="">
      {(at, n) => (
        <Form.Item name={at} style={ITEM} rules={[{ required: true, message: words('required') }]}>
          <Input aria-label={`${label} ${n}`} className="mono" maxLength={2000} autoComplete="off" />
        </Form.Item>
      )}
    </Lines>
  );
}

export function ExpressionLines({ of, ...props }: ListProps & { of: 'claim' | 'attribute' }) {
  const t = useText(ssoText);
  const words = useText(common);
  const language = useLanguage();
  const format = props.schema.items?.properties?.format;
  const rules = [{ required: true, message: words('required') }];
  return (
    <Lines
      {...props}
      add={t(of === 'claim' ? 'addClaim' : 'addAttribute')}
      fresh={of === 'claim' ? { name: '', expression: '' } : { name: '', expression: '', format: 'basic' }}
    >
      {(at, n) => (
        <>
          <Form.Item name={[at, 'name']} style={ITEM} rules={rules}>
            <Input
              aria-label={t('lineName', { n })}
              placeholder={t('name')}
              className="mono"
              maxLength={300}
              autoComplete="off"
            />
          </Form.Item>
          {format && (
            <Form.Item name={[at, 'format']} style={{ marginBottom: 0, flex: '0 0 120px' }}>
              <Select
                aria-label={t('lineFormat', { n })}
                options={(format.enum ?? []).map((value) => ({
                  value,
                  label: format.labels?.[String(value)]?.[language] ?? String(value),
                }))}
              />
            </Form.Item>
          )}
          <Form.Item name={[at, 'expression']} style={ITEM} rules={rules}>
            <Input
              aria-label={t('lineExpression', { n })}
              placeholder={t('expression')}
              className="mono"
              maxLength={2000}
              autoComplete="off"
            />
          </Form.Item>
        </>
      )}
    </Lines>
  );
}

export function CertificateLines(props: ListProps) {
  const t = useText(ssoText);
  const words = useText(common);
  const form = Form.useFormInstance();
  const label = useLabel(props.schema);
  return (
    <Lines {...props} add={t('addCertificate')} fresh="">
      {(at, n) => (
        <Flex vertical gap={6} style={{ flex: '1 1 320px', minWidth: 0 }}>
          <Form.Item
            name={at}
            style={{ marginBottom: 0 }}
            rules={[{ required: true, message: words('required') }]}
          >
            <Input.TextArea
              aria-label={`${label} ${n}`}
              className="mono"
              maxLength={20_000}
              autoSize={{ minRows: 3, maxRows: 8 }}
            />
          </Form.Item>
          <Upload
            accept=".pem,.crt,.cer"
            showUploadList={false}
            disabled={props.disabled}
            beforeUpload={(file) => {
              void file.text().then((text) => form.setFieldValue([...props.name, at], text.trim()));
              return false;
            }}
          >
            <Button size="small" icon={<UploadOutlined />} disabled={props.disabled}>
              {t('chooseFile')}
            </Button>
          </Upload>
        </Flex>
      )}
    </Lines>
  );
}
