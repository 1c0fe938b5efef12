/** One icon for each thing of the product, used everywhere. */
import {
  ApartmentOutlined,
  AppstoreOutlined,
  AuditOutlined,
  BgColorsOutlined,
  CloudOutlined,
  DashboardOutlined,
  DeleteOutlined,
  FileSearchOutlined,
  HomeOutlined,
  IdcardOutlined,
  KeyOutlined,
  LaptopOutlined,
  LockOutlined,
  ProfileOutlined,
  RocketOutlined,
  SafetyCertificateOutlined,
  SafetyOutlined,
  SettingOutlined,
  SyncOutlined,
  TeamOutlined,
  UserOutlined,
} from '@ant-design/icons';
import { Flex, Typography, theme } from 'antd';

export const icons = {
  person: UserOutlined,
  org: ApartmentOutlined,
  group: TeamOutlined,
  source: IdcardOutlined,
  application: AppstoreOutlined,
  cloud: CloudOutlined,
  run: SyncOutlined,
  log: AuditOutlined,
  settings: SettingOutlined,
  dashboard: DashboardOutlined,
  quickStart: RocketOutlined,
  bin: DeleteOutlined,
  fields: ProfileOutlined,
  page: FileSearchOutlined,
  method: KeyOutlined,
  password: LockOutlined,
  factor: SafetyOutlined,
  session: LaptopOutlined,
  look: BgColorsOutlined,
  portal: HomeOutlined,
  key: SafetyCertificateOutlined,
} as const;

/** The mark (rows of a roll-call, the last one ticked) and the name. */
export function Wordmark({ compact = false }: { compact?: boolean }) {
  const { token } = theme.useToken();
  return (
    <Flex align="center" gap={10}>
      <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="7" fill={token.colorPrimary} />
        <g fill={token.colorBgContainer}>
          <circle cx="9.5" cy="10" r="2.6" />
          <rect x="15" y="8.4" width="9" height="3.2" rx="1.6" />
          <circle cx="9.5" cy="16" r="2.6" />
          <rect x="15" y="14.4" width="9" height="3.2" rx="1.6" />
          <path
            d="M6.4 21.8l2.4 2.5 4.3-4.6"
            fill="none"
            stroke="#7fe0c3"
            strokeWidth="2.2"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
          <rect x="15" y="20.4" width="9" height="3.2" rx="1.6" fill="#7fe0c3" />
        </g>
      </svg>
      {!compact && (
        <Typography.Text strong style={{ fontSize: 17, letterSpacing: 0.2 }}>
          Muster
        </Typography.Text>
      )}
    </Flex>
  );
}

/** Drawn by us for each kind of source; a kind without a drawing gets its initial. */
const SOURCE_DRAWINGS: Record<string, { colour: string; paths: string }> = {
  ad: { colour: '#2f6f9f', paths: 'M16 5l10 6v10l-10 6-10-6V11zM16 5v22M6 11l10 5 10-5' },
  ldap: { colour: '#7a5a2e', paths: 'M16 6v7M9 19v-3h14v3M16 13v3M6 19h6v6H6zM13 19h6v6h-6zM20 19h6v6h-6z' },
  dingtalk: { colour: '#2b6fd6', paths: 'M7 7c6 4 12 5 18 6l-6 6h4L13 28l2-7h-4c-2-4-3-9-4-14z' },
  wecom: {
    colour: '#2a7f62',
    paths: 'M6 14a8 7 0 1 1 6 6.700l-4 2.300.5-4A7 7 0 0 1 6 14zM21 15a6 5 0 1 1 3 9.500l-3 1.500.3-2.500',
  },
  lark: {
    colour: '#1f8a8a',
    paths: 'M6 9c7 3 12 8 14 14M10 6c5 1 10 6 11 11 2-3 4-4 6-4-3 6-7 12-21 12 3-1 6-2 8-4',
  },
};

export function SourceLogo({ kind, size = 32 }: { kind: string; size?: number }) {
  const drawing = SOURCE_DRAWINGS[kind];
  const colour = drawing?.colour ?? '#5a6871';
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" style={{ flex: 'none' }}>
      <rect width="32" height="32" rx="7" fill={colour} fillOpacity="0.13" />
      {drawing ? (
        <path
          d={drawing.paths}
          fill="none"
          stroke={colour}
          strokeWidth="1.8"
          strokeLinejoin="round"
          strokeLinecap="round"
        />
      ) : (
        <text x="16" y="21" textAnchor="middle" fontSize="14" fontWeight="600" fill={colour}>
          {kind.slice(0, 1).toUpperCase()}
        </text>
      )}
    </svg>
  );
}
