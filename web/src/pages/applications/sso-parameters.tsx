/** The values that the application's template asked for; settings that follow from them move along. */
import { Button, Form } from 'antd';
import { useState } from 'react';
import { api, ifMatch } from '../../api/client.ts';
import type { ApplicationSsoDetails, CatalogueEntry } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { useAction } from '../../parts/action.ts';
import { ProblemAlert, showFieldErrors } from '../../parts/problem.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/text.ts';
import { ssoKey } from './application-queries.ts';
import { givenParameters, ParameterFields } from './parameter-fields.tsx';

interface SsoParametersProps {
  sso: ApplicationSsoDetails;
  entry: CatalogueEntry;
}

interface Values {
  parameters: Record<string, string | undefined>;
}

export function SsoParameters({ sso, entry }: SsoParametersProps) {
  const words = useText(common);
  const may = useMay();
  const instance = useInstanceId();
  const [form] = Form.useForm<Values>();
  const [changed, setChanged] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const save = useAction(
    ({ parameters }: Values) =>
      api.applications.updateSso(
        instance,
        sso.applicationId,
        { parameters: givenParameters(parameters) },
        ifMatch(sso.version),
      ),
    { tell: false, touches: [ssoKey(instance)], done: words('saved'), onDone: () => setChanged(false) },
  );
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      disabled={!may.admin}
      initialValues={{ parameters: sso.parameters }}
      onValuesChange={() => setChanged(true)}
      onFinish={(values) => {
        setFailure(undefined);
        save.mutate(values, { onError: (error) => showFieldErrors(form, error) || setFailure(error) });
      }}
      style={{ maxWidth: 760 }}
    >
      <ParameterFields parameters={entry.parameters} />
      {failure !== undefined && <ProblemAlert error={failure} />}
      {may.admin && (
        <Button htmlType="submit" loading={save.isPending} disabled={!changed}>
          {words('save')}
        </Button>
      )}
    </Form>
  );
}
