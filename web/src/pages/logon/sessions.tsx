/** Who is logged on, and how long that lasts. */
import { Button, Input, Skeleton } from 'antd';
import { useFilters } from '../../app/use-search.ts';
import type { FieldSchema } from '../../form/schema.ts';
import { SchemaFields } from '../../form/schema-fields.tsx';
import { Page } from '../../parts/page.tsx';
import { PageTabs } from '../../parts/page-tabs.tsx';
import { useText } from '../../text/text.ts';
import { Section } from '../applications/section.tsx';
import { useLogonSchemas } from './logon-queries.ts';
import { SessionTable } from './session-table.tsx';
import { sessionsText } from './sessions-text.ts';
import { SettingsForm } from './settings-form.tsx';

export function Sessions() {
  const t = useText(sessionsText);
  const [{ tab, account }, setFilters] = useFilters();
  return (
    <Page title={t('title')} description={t('description')}>
      <PageTabs
        activeKey={tab === 'limits' ? 'limits' : 'live'}
        onChange={(key) => setFilters({ tab: key === 'limits' ? key : undefined, account: undefined })}
        destroyOnHidden
        items={[
          {
            key: 'live',
            label: t('live'),
            children: <SessionTable account={account} toolbar={<Filter />} />,
          },
          { key: 'limits', label: t('limits'), children: <Limits /> },
        ]}
      />
    </Page>
  );
}

function Filter() {
  const t = useText(sessionsText);
  const [{ account }, setFilters] = useFilters();
  return (
    <>
      <Input.Search
        key={account ?? ''}
        aria-label={t('filter')}
        placeholder={t('filter')}
        defaultValue={account}
        allowClear
        style={{ width: 260, maxWidth: '100%' }}
        onSearch={(typed) => setFilters({ account: typed.trim() })}
      />
      {account && (
        <Button type="link" onClick={() => setFilters({ account: undefined })}>
          {t('clear')}
        </Button>
      )}
    </>
  );
}

function Limits() {
  const t = useText(sessionsText);
  const { data } = useLogonSchemas();
  if (!data) return <Skeleton active title={false} />;
  return (
    <SettingsForm parts={['session']}>
      {(_, disabled) => (
        <Section title={t('limits')} hint={t('limitsHint')}>
          <SchemaFields schema={data.session as FieldSchema} name={['session']} disabled={disabled} />
        </Section>
      )}
    </SettingsForm>
  );
}
