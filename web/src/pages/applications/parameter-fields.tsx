/** The values that an entry of the catalogue asks for. */
import { Form, Input, Select } from 'antd';
import type { CatalogueParameter } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { common } from '../../text/common.ts';
import { useLanguage, useText } from '../../text/text.ts';
import { useCloudAccounts } from '../cloud/cloud-queries.ts';
import { catalogueText } from './catalogue-text.ts';

export function ParameterFields({ parameters }: { parameters: CatalogueParameter[] }) {
  const t = useText(catalogueText);
  const words = useText(common);
  const language = useLanguage();
  return parameters.map(({ name, title, help, pattern, example, default: otherwise }) => (
    <Form.Item
      key={name}
      name={['parameters', name]}
      label={title[language]}
      extra={
        otherwise === null || otherwise.includes('{')
          ? help[language]
          : `${help[language]} ${t('parameterDefault', { value: otherwise })}`
      }
      rules={[
        ...(otherwise === null ? [{ required: true, message: words('required') }] : []),
        { pattern: new RegExp(`^(?:${pattern})$`), message: t('parameterWrong', { example }) },
      ]}
    >
      {name === 'cloudAccount' ? (
        <CloudAccountSelect />
      ) : (
        <Input placeholder={example} maxLength={300} autoComplete="off" />
      )}
    </Form.Item>
  ));
}

/** Form.Item gives a control its id, value and onChange. */
function CloudAccountSelect(given: { id?: string; value?: string; onChange?: (id: string) => void }) {
  const instance = useInstanceId();
  const { data, isPending } = useCloudAccounts(instance);
  return (
    <Select
      {...given}
      loading={isPending}
      options={(data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
}

/** Values that were left empty are left out, so that the entry's defaults hold. */
export function givenParameters(values: Record<string, string | undefined> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  );
}
