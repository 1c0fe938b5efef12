/** What people may change of themselves in the portal. */
import { Link } from '@tanstack/react-router';
import { Checkbox, Flex, Form, Skeleton, Typography } from 'antd';
import type { CustomField, LogonSettings } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { useText } from '../../text/text.ts';
import { PortalPermission } from '../accounts/fields/portal-permission.tsx';
import { useCustomFields } from '../accounts/model/queries.ts';
import { Section } from '../applications/section.tsx';
import { Address } from './address.tsx';
import { useLogonFacts } from './logon-queries.ts';
import { logonText } from './logon-text.ts';
import { portalText } from './portal-text.ts';
import { SettingsForm } from './settings-form.tsx';

const FIELDS: readonly LogonSettings['portalFields'][number][] = [
  'displayName',
  'preferredLanguage',
  'email',
  'phone',
  'description',
];

export function PortalSettings() {
  const t = useText(portalText);
  const names = useText(logonText);
  const { data: facts } = useLogonFacts(useInstanceId());
  return (
    <Page title={t('title')} description={t('description')}>
      {facts && <Address label={names('portal')} url={facts.portalUrl} page />}
      <SettingsForm parts={['portalFields']}>
        {() => (
          <Section title={t('fields')} hint={t('fieldsHint')}>
            <Form.Item name="portalFields">
              <Checkbox.Group aria-label={t('fields')} style={{ display: 'block' }}>
                <Flex vertical gap={8}>
                  {FIELDS.map((field) => (
                    <Checkbox key={field} value={field}>
                      {t(field === 'description' ? 'description_field' : field)}
                      {field === 'email' && facts?.mail === false && (
                        <Typography.Text type="warning" style={{ display: 'block', fontSize: 13 }}>
                          {t('noMail')}
                        </Typography.Text>
                      )}
                    </Checkbox>
                  ))}
                </Flex>
              </Checkbox.Group>
            </Form.Item>
          </Section>
        )}
      </SettingsForm>
      <div style={{ marginTop: 24 }}>
        <CustomFields />
      </div>
    </Page>
  );
}

/** Saved one by one: each belongs to its field. */
function CustomFields() {
  const t = useText(portalText);
  const instance = useInstanceId();
  const { data, error, refetch } = useCustomFields();
  return (
    <Section title={t('custom')} hint={t('customHint')}>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton active title={false} />}
      {data?.items.length === 0 && (
        <Typography.Paragraph type="secondary">{t('noCustom')}</Typography.Paragraph>
      )}
      <Flex vertical gap={10} style={{ marginBottom: 16 }}>
        {data?.items.map((field) => (
          <FieldLine key={field.id} field={field} />
        ))}
      </Flex>
      <Typography.Paragraph>
        <Link to="/i/$instance/fields" params={{ instance }}>
          {t('manage')}
        </Link>
      </Typography.Paragraph>
    </Section>
  );
}

function FieldLine({ field }: { field: CustomField }) {
  const t = useText(portalText);
  const may = useMay();
  return (
    <Flex gap={12} align="center" justify="space-between" wrap>
      <span style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
        {field.title}{' '}
        <Typography.Text type="secondary" className="mono">
          {field.id}
        </Typography.Text>
      </span>
      <PortalPermission field={field} disabled={!may.admin} label={t('permission', { name: field.title })} />
    </Flex>
  );
}
