/** The ways to log on, in the order of the log-on page: each with its state, what it needs and what can be done. */
import { ArrowDownOutlined, ArrowUpOutlined, PlusOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button, Descriptions, Dropdown, Flex, Modal, Skeleton, Typography, theme } from 'antd';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { LogonMethod, LogonMethodFacts, LogonSettings } from '../../api/generated.ts';
import { useInstanceId } from '../../app/instance.tsx';
import { useMay } from '../../app/session.tsx';
import { useAction } from '../../parts/action.ts';
import { ConfirmByName } from '../../parts/confirm.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemAlert, useTellProblem } from '../../parts/problem.tsx';
import { common } from '../../text/common.ts';
import { pick, useLanguage, useText } from '../../text/text.ts';
import { Heading, Panel } from '../sources/heading.tsx';
import { Address } from './address.tsx';
import {
  logonKey,
  useLogonFacts,
  useLogonMethods,
  useLogonSettings,
  useSaveSettings,
} from './logon-queries.ts';
import { logonText } from './logon-text.ts';
import { MethodFields, useMethodForm } from './method-form.tsx';
import { MethodLogo } from './method-logo.tsx';
import { asksDirectory, MethodState } from './method-state.tsx';
import { MethodSwitch } from './method-switch.tsx';
import { methodsText } from './methods-text.ts';
import { OidcDrawer } from './oidc-drawer.tsx';

/** What is open: the drawer of a new or known OpenID provider, the settings of a method, the question before it goes. */
type Open = { what: 'oidc'; method?: LogonMethod } | { what: 'settings' | 'remove'; method: LogonMethod };

export function LogonMethods() {
  const t = useText(methodsText);
  const instance = useInstanceId();
  const may = useMay();
  const [open, setOpen] = useState<Open>();
  const methods = useLogonMethods(instance);
  const settings = useLogonSettings(instance);
  const error = methods.error ?? settings.error;
  const close = () => setOpen(undefined);
  return (
    <Page
      title={t('title')}
      description={t('description')}
      actions={
        may.admin && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen({ what: 'oidc' })}>
            {t('addOidc')}
          </Button>
        )
      }
    >
      <Addresses instance={instance} />
      <Heading>{t('list')}</Heading>
      {error && (
        <ProblemAlert
          error={error}
          onRetry={() => {
            void methods.refetch();
            void settings.refetch();
          }}
        />
      )}
      {methods.data && settings.data ? (
        <Methods instance={instance} methods={methods.data.items} settings={settings.data} onOpen={setOpen} />
      ) : (
        !error && <Skeleton active title={false} paragraph={{ rows: 6 }} />
      )}
      {open?.what === 'oidc' && <OidcDrawer method={open.method} onClose={close} />}
      {open?.what === 'settings' && <SettingsDialog method={open.method} onClose={close} />}
      {open?.what === 'remove' && <Remove method={open.method} onClose={close} />}
    </Page>
  );
}

function Addresses({ instance }: { instance: string }) {
  const t = useText(methodsText);
  const names = useText(logonText);
  const { data, error, refetch } = useLogonFacts(instance);
  const rows = [
    ['logon', names('logonPage'), data?.logonUrl],
    ['portal', names('portal'), data?.portalUrl],
  ] as const;
  if (error && !data) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  return (
    <Panel width={1000}>
      <Heading first>{t('addresses')}</Heading>
      <Typography.Paragraph type="secondary">{t('addressesHint')}</Typography.Paragraph>
      <Descriptions
        size="small"
        column={1}
        styles={{ label: { width: 96 } }}
        items={rows.map(([key, label, url]) => ({
          key,
          label,
          children: url ? <Address label={label} url={url} page /> : '…',
        }))}
      />
    </Panel>
  );
}

interface MethodsProps {
  instance: string;
  methods: LogonMethod[];
  settings: LogonSettings;
  onOpen: (open: Open) => void;
}

function Methods({ instance, methods, settings, onOpen }: MethodsProps) {
  const t = useText(methodsText);
  const { token } = theme.useToken();
  const facts = useLogonFacts(instance).data?.methods;
  const order = useSaveSettings(instance, settings);
  const tell = useTellProblem();
  const move = (from: number, by: 1 | -1) => {
    const ids = methods.map(({ id }) => id);
    ids.splice(from + by, 0, ...ids.splice(from, 1));
    order.mutate({ methodOrder: ids }, { onError: tell });
  };
  return (
    <ol
      aria-label={t('list')}
      style={{
        listStyle: 'none',
        margin: 0,
        padding: 0,
        maxWidth: 1000,
        background: token.colorBgContainer,
        border: `1px solid ${token.colorBorderSecondary}`,
        borderRadius: token.borderRadiusLG,
      }}
    >
      {methods.map((method, index) => (
        <li
          key={method.id}
          style={{
            padding: '14px clamp(12px, 2vw, 20px)',
            borderTop: index > 0 ? `1px solid ${token.colorBorderSecondary}` : undefined,
          }}
        >
          <MethodRow
            instance={instance}
            method={method}
            facts={facts?.find(({ id }) => id === method.id)}
            onMove={(by) => move(index, by)}
            canMove={{ up: index > 0, down: index < methods.length - 1 }}
            moving={order.isPending}
            onOpen={onOpen}
          />
        </li>
      ))}
    </ol>
  );
}

interface MethodRowProps {
  instance: string;
  method: LogonMethod;
  facts: LogonMethodFacts | undefined;
  onMove: (by: 1 | -1) => void;
  canMove: { up: boolean; down: boolean };
  moving: boolean;
  onOpen: (open: Open) => void;
}

function MethodRow({ instance, method, facts, onMove, canMove, moving, onOpen }: MethodRowProps) {
  const t = useText(methodsText);
  const words = useText(common);
  const language = useLanguage();
  const may = useMay();
  const name = pick(method.shownTitle, language);
  const edit = () => onOpen({ what: method.kind === 'oidc' ? 'oidc' : 'settings', method });
  return (
    <Flex gap={14} align="start">
      <MethodLogo method={method} />
      <div style={{ flex: 1, minWidth: 0 }}>
        <Flex justify="space-between" align="start" gap="6px 12px" wrap>
          <div style={{ flex: '1 1 240px', minWidth: 0 }}>
            <Typography.Text strong style={{ overflowWrap: 'anywhere' }}>
              {name}
            </Typography.Text>
            <Typography.Paragraph type="secondary" style={{ margin: 0, fontSize: 13 }}>
              {t(kindWord(method))}
              {method.sourceId !== null && (
                <>
                  {' · '}
                  <Link to="/i/$instance/sources/$source" params={{ instance, source: method.sourceId }}>
                    {t('source')}
                  </Link>
                </>
              )}
            </Typography.Paragraph>
          </div>
          <Flex gap={4} align="center">
            <MethodSwitch method={method} />
            {may.admin && (
              <>
                <Button
                  type="text"
                  icon={<ArrowUpOutlined />}
                  aria-label={t('up', { name })}
                  disabled={!canMove.up || moving}
                  onClick={() => onMove(-1)}
                />
                <Button
                  type="text"
                  icon={<ArrowDownOutlined />}
                  aria-label={t('down', { name })}
                  disabled={!canMove.down || moving}
                  onClick={() => onMove(1)}
                />
                <Dropdown
                  trigger={['click']}
                  menu={{
                    items: [
                      { key: 'edit', label: words('edit'), onClick: edit },
                      ...(method.kind === 'oidc'
                        ? [
                            {
                              key: 'remove',
                              label: words('remove'),
                              danger: true,
                              onClick: () => onOpen({ what: 'remove', method }),
                            },
                          ]
                        : []),
                    ],
                  }}
                >
                  <Button type="text" aria-label={t('actionsOf', { name })}>
                    ···
                  </Button>
                </Dropdown>
              </>
            )}
          </Flex>
        </Flex>
        <div style={{ marginTop: 6 }}>
          <MethodState method={method} facts={facts} />
        </div>
      </div>
    </Flex>
  );
}

function kindWord(method: LogonMethod) {
  if (method.kind === 'source') return asksDirectory(method) ? 'kindDirectory' : 'kindVendor';
  return ({ password: 'kindPassword', passkey: 'kindPasskey', oidc: 'kindOidc' } as const)[method.kind];
}

function SettingsDialog({ method, onClose }: { method: LogonMethod; onClose: () => void }) {
  const t = useText(methodsText);
  const words = useText(common);
  const language = useLanguage();
  const edited = useMethodForm(method, onClose);
  return (
    <Modal
      open
      title={t('settingsOf', { name: pick(method.shownTitle, language) })}
      okText={words('save')}
      cancelText={words('cancel')}
      confirmLoading={edited.busy}
      onOk={() => edited.form.submit()}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <MethodFields method={method} {...edited} />
    </Modal>
  );
}

function Remove({ method, onClose }: { method: LogonMethod; onClose: () => void }) {
  const t = useText(methodsText);
  const words = useText(common);
  const language = useLanguage();
  const instance = useInstanceId();
  const name = pick(method.shownTitle, language);
  const remove = useAction(() => api.logonMethods.deleteLogonMethod(instance, method.id), {
    tell: false,
    done: t('removed', { name }),
    touches: [logonKey(instance)],
  });
  return (
    <ConfirmByName
      open
      title={t('removeTitle', { name })}
      name={name}
      action={words('remove')}
      onConfirm={() => remove.mutateAsync(undefined)}
      onClose={onClose}
    >
      {t('removeHint')}
    </ConfirmByName>
  );
}
