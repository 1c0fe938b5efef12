/** The frame around every page: navigation, instance, search, language, appearance, the person. */
import { DownOutlined, LogoutOutlined, MenuOutlined, SearchOutlined, UserOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useLocation, useNavigate, useParams } from '@tanstack/react-router';
import {
  Layout as AntLayout,
  Button,
  Drawer,
  Dropdown,
  Flex,
  Grid,
  Menu,
  type MenuProps,
  Typography,
  theme,
} from 'antd';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { api } from '../api/client.ts';
import { ApiProblem } from '../api/problem.ts';
import { icons, Wordmark } from '../parts/icons.tsx';
import { common } from '../text/common.ts';
import { useText } from '../text/text.ts';
import { NoInstance } from './errors.tsx';
import { preferredInstance, rememberInstance, useInstances } from './instance.tsx';
import { navigation } from './navigation.ts';
import { AppearanceSwitch, LanguageSwitch } from './preferences.tsx';
import { useSession } from './session.tsx';
import { useCtrlK } from './use-ctrl-k.ts';
import { useScrollByKeyboard } from './use-scroll-by-keyboard.ts';

const CommandPalette = lazy(() => import('./command-palette.tsx'));
const OwnPassword = lazy(() => import('./own-password.tsx'));

export function Layout() {
  const t = useText(common);
  const wide = Grid.useBreakpoint().lg !== false;
  const [menuOpen, setMenuOpen] = useState(false);
  const [searching, setSearching] = useState(false);
  useCtrlK(() => setSearching(true));
  const content = useRef<HTMLElement>(null);
  useScrollByKeyboard(content);
  const { token } = theme.useToken();
  const border = `1px solid ${token.colorBorderSecondary}`;
  const { pathname } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: closes whenever the page changes
  useEffect(() => setMenuOpen(false), [pathname]);
  return (
    <AntLayout className="shell">
      <a className="skip" href="#content">
        {t('skipToContent')}
      </a>
      <AntLayout.Header style={{ height: 52, lineHeight: '52px', padding: '0 16px', borderBottom: border }}>
        <Flex align="center" justify="space-between" gap={8} style={{ height: '100%' }}>
          <Flex align="center" gap={wide ? 20 : 6} style={{ minWidth: 0 }}>
            {!wide && (
              <Button
                type="text"
                icon={<MenuOutlined />}
                aria-label={t('menu')}
                onClick={() => setMenuOpen(true)}
              />
            )}
            <Link to="/" aria-label="Muster" style={{ display: 'flex' }}>
              <Wordmark compact={!wide} />
            </Link>
            <InstanceSwitch />
          </Flex>
          <Flex align="center" gap={2} style={{ flex: 'none' }}>
            {wide ? (
              <Button
                icon={<SearchOutlined />}
                onClick={() => setSearching(true)}
                style={{ width: 220, justifyContent: 'flex-start' }}
              >
                <Typography.Text type="secondary">{t('search')}</Typography.Text>
                <Typography.Text keyboard style={{ marginInlineStart: 'auto', fontSize: 12 }}>
                  Ctrl K
                </Typography.Text>
              </Button>
            ) : (
              <Button
                type="text"
                icon={<SearchOutlined />}
                aria-label={t('search')}
                onClick={() => setSearching(true)}
              />
            )}
            <LanguageSwitch />
            <AppearanceSwitch />
            <Person />
          </Flex>
        </Flex>
      </AntLayout.Header>
      <AntLayout>
        {wide ? (
          <AntLayout.Sider width={228} style={{ borderRight: border, overflow: 'auto' }}>
            <Navigation />
          </AntLayout.Sider>
        ) : (
          <Drawer
            open={menuOpen}
            onClose={() => setMenuOpen(false)}
            placement="left"
            size={260}
            title={<Wordmark />}
            styles={{ body: { padding: 0 } }}
          >
            <Navigation />
          </Drawer>
        )}
        <AntLayout.Content ref={content} id="content" role="main" tabIndex={-1} className="shell-main">
          <InstancePages />
        </AntLayout.Content>
      </AntLayout>
      <Suspense fallback={null}>
        {searching && <CommandPalette onClose={() => setSearching(false)} />}
      </Suspense>
    </AntLayout>
  );
}

/** The page; of an instance that does not exist one word about that, not one for each of its calls. */
function InstancePages() {
  const { instance } = useParams({ strict: false });
  const { error } = useQuery({
    queryKey: ['instance', instance],
    queryFn: () => api.instances.getInstance(instance!),
    enabled: instance !== undefined,
    staleTime: 60_000,
  });
  if (instance !== undefined && error instanceof ApiProblem && error.problem.status === 404)
    return <NoInstance error={error} />;
  return <Outlet />;
}

function Navigation() {
  const t = useText(common);
  const { pathname } = useLocation();
  const session = useSession();
  const instances = useInstances();
  const here =
    useParams({ strict: false }).instance ??
    preferredInstance(instances.data?.items.map(({ id }) => id) ?? []);
  const sections = navigation(here, session);
  const current = sections
    .flatMap(({ items }) => items)
    .filter(({ to }) => pathname === to || pathname.startsWith(`${to}/`))
    .sort((a, b) => b.to.length - a.to.length)[0];
  return (
    <nav aria-label={t('menu')}>
      <Menu
        mode="inline"
        selectedKeys={current ? [current.to] : []}
        style={{ borderInlineEnd: 0, padding: '10px 0' }}
        items={sections.flatMap<NonNullable<MenuProps['items']>[number]>(({ title, items }) => {
          const links = items.map(({ to, label, icon }) => {
            const Icon = icons[icon];
            return { key: to, icon: <Icon aria-hidden />, label: <Link to={to}>{t(label)}</Link> };
          });
          return title ? [{ key: title, type: 'group' as const, label: t(title), children: links }] : links;
        })}
      />
    </nav>
  );
}

function InstanceSwitch() {
  const t = useText(common);
  const { data } = useInstances();
  const { instance } = useParams({ strict: false });
  const navigate = useNavigate();
  useEffect(() => {
    if (instance) rememberInstance(instance);
  }, [instance]);
  if (!data || data.items.length === 0) return null;
  const name = data.items.find(({ id }) => id === instance)?.name;
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        selectable: true,
        selectedKeys: instance ? [instance] : [],
        style: { maxHeight: 420, overflow: 'auto' },
        items: data.items.map(({ id, name }) => ({ key: id, label: name })),
        onClick: ({ key }) => navigate({ to: '/i/$instance/quick-start', params: { instance: key } }),
      }}
    >
      <Button
        color="default"
        variant="filled"
        style={{ maxWidth: 240, minWidth: 0 }}
        aria-label={`${t('instance')}: ${name ?? t('chooseInstance')}`}
      >
        <span style={{ overflow: 'hidden', textOverflow: 'ellipsis' }}>{name ?? t('chooseInstance')}</span>
        <DownOutlined style={{ fontSize: 10 }} />
      </Button>
    </Dropdown>
  );
}

function Person() {
  const t = useText(common);
  const session = useSession();
  const queries = useQueryClient();
  const [changing, setChanging] = useState(false);
  const logOff = async () => {
    await api.session.logOff().catch(() => undefined);
    queries.clear();
    location.assign('/console/');
  };
  return (
    <>
      <Dropdown
        trigger={['click']}
        placement="bottomRight"
        menu={{
          items: [
            { key: 'who', label: t('you', { name: session.name }), disabled: true },
            { type: 'divider' },
            { key: 'password', label: t('changePassword'), onClick: () => setChanging(true) },
            { key: 'logOff', icon: <LogoutOutlined />, label: t('logOff'), onClick: () => void logOff() },
          ],
        }}
      >
        <Button type="text" icon={<UserOutlined />} aria-label={t('you', { name: session.name })} />
      </Dropdown>
      <Suspense fallback={null}>{changing && <OwnPassword onClose={() => setChanging(false)} />}</Suspense>
    </>
  );
}
