/** Who may sign in to an application: the rule, how many it lets in, what it is assigned to, and everybody by name. */
import { Flex, Radio, Segmented, Typography } from 'antd';
import { api, ifMatch } from '../../../api/client.ts';
import type { Application, ApplicationSsoDetails, ApplicationSsoPatch } from '../../../api/generated.ts';
import { useInstanceId } from '../../../app/instance.tsx';
import { useMay } from '../../../app/session.tsx';
import { useFilters } from '../../../app/use-search.ts';
import { useAction } from '../../../parts/action.ts';
import { ProblemAlert } from '../../../parts/problem.tsx';
import { Loading } from '../../../parts/states.tsx';
import { useText } from '../../../text/text.ts';
import { ssoKey, useSso } from '../application-queries.ts';
import { ssoText } from '../sso-text.ts';
import { accessText } from './access-text.ts';
import { AssignmentTable } from './assignment-table.tsx';
import { PeopleTable } from './people-table.tsx';
import { UserCounts } from './user-counts.tsx';

export function AuthorisationTab({ application }: { application: Application }) {
  const t = useText(accessText);
  const instance = useInstanceId();
  const { data, error, refetch } = useSso(instance, application.id);
  const [{ view }, setFilters] = useFilters();
  if (error && !data) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const shown = view === 'people' ? view : 'assignments';
  return (
    <Flex vertical gap={16}>
      <Who sso={data} />
      <UserCounts sso={data} />
      <Segmented
        aria-label={t('view')}
        value={shown}
        style={{ alignSelf: 'start' }}
        onChange={(next) => setFilters({ view: next === 'people' ? next : undefined, kind: undefined })}
        options={(['assignments', 'people'] as const).map((value) => ({ value, label: t(value) }))}
      />
      {shown === 'people' ? <PeopleTable sso={data} /> : <AssignmentTable sso={data} />}
    </Flex>
  );
}

function Who({ sso }: { sso: ApplicationSsoDetails }) {
  const t = useText(accessText);
  const words = useText(ssoText);
  const may = useMay();
  const instance = useInstanceId();
  const change = useAction(
    (patch: ApplicationSsoPatch) =>
      api.applications.updateSso(instance, sso.applicationId, patch, ifMatch(sso.version)),
    { touches: [ssoKey(instance)] },
  );
  return (
    <Flex vertical gap={4}>
      <Radio.Group
        aria-label={words('authorisation')}
        value={sso.authorisation}
        disabled={!may.admin || change.isPending}
        onChange={({ target }) => change.mutate({ authorisation: target.value })}
        options={(['everyone', 'assigned'] as const).map((value) => ({ value, label: words(value) }))}
      />
      <Typography.Text type="secondary">
        {t(sso.authorisation === 'everyone' ? 'openHint' : 'whoHint')}
      </Typography.Text>
    </Flex>
  );
}
