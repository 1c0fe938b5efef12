/**
 * User-based SSO of RAM, both sites and our own RAM side. RAM asks for a signed assertion with one NameID, the UPN of a
 * RAM user; the sample has the persistent format (“SAML assertion attributes for user-based SSO”).
 */
import type { Words } from '../../model/application-catalogue.ts';
import { BY_USERNAME, DIGITS, DOMAIN, ENTITY, type Entry, PLAIN_NAME, parameter, words } from './entry.ts';

const ACCOUNT_ID = parameter(
  'accountId',
  words('Alibaba Cloud account ID', '阿里云主账号 ID'),
  words('The number in the console’s account menu.', '控制台右上角账号菜单中的数字 ID。'),
  DIGITS,
  '1234567890123456',
);
const SUFFIX = parameter(
  'suffix',
  words('Domain of RAM users', 'RAM 用户域名后缀'),
  words(
    'What follows the @ of a RAM user: the default domain, the domain alias or the auxiliary domain.',
    'RAM 用户登录名 @ 之后的部分：默认域名、域别名或辅助域名。',
  ),
  DOMAIN,
  '1234567890123456.onaliyun.com',
  '{accountId}.onaliyun.com',
);

function ramUserSso(
  entry: Pick<Entry, 'id' | 'title' | 'parameters' | 'guide' | 'tested' | 'description'> & Partial<Entry>,
  spEntityId: string,
  acsUrls: string[],
): Entry {
  return {
    category: 'cloud',
    icon: { letters: 'RAM', colour: '#c2571a' },
    settings: {
      protocol: 'saml',
      saml: {
        spEntityId,
        acsUrls,
        nameIdFormat: 'persistent',
        nameId: 'Append(Lower(appUser.username), "@{suffix}")',
        signAssertion: true,
      },
    },
    applicationUsername: BY_USERNAME,
    authorisation: 'everyone',
    accounts: PLAIN_NAME,
    target: { template: 'alibaba-ram' },
    ...entry,
  };
}

const description: Words = words(
  'People sign in to the Alibaba Cloud console as the RAM users they were pushed as.',
  '员工以同步到 RAM 的用户身份登录阿里云控制台。',
);

const guide = (site: string, siteZh: string): Entry['guide'] => ({
  en: [
    `On the ${site} site, open the RAM console: Integrations > SSO > User-based SSO, and compare its SP metadata with the SP entity ID and ACS shown here.`,
    'Save the metadata of this application ({metadataUrl}) to a file and upload it there as the metadata of the identity provider.',
    'Push the accounts to RAM first (Provisioning): switching SSO on ends log-on by password for all RAM users of the account.',
    'Switch the SSO status on, then sign in from the portal with one account before everybody does.',
  ],
  zh: [
    `在${siteZh}的 RAM 控制台打开“集成管理 > SSO 管理 > 用户 SSO”，将其 SP 元数据与此处的 SP Entity ID、ACS 地址核对。`,
    '将本应用的元数据（{metadataUrl}）保存为文件，并作为身份提供商元数据上传。',
    '请先通过账户同步将账户推送到 RAM：开启 SSO 后，该账号下所有 RAM 用户都不能再用密码登录。',
    '开启 SSO 状态，先用一个账户从门户登录验证，再推广给所有人。',
  ],
});

export const alibabaUserSso = ramUserSso(
  {
    id: 'alibaba-cloud-user-sso',
    title: words('Alibaba Cloud user SSO (China)', '阿里云用户 SSO（中国站）'),
    description,
    parameters: [ACCOUNT_ID, SUFFIX],
    guide: guide('China', '中国站'),
    tested: null,
  },
  'https://signin.aliyun.com/{accountId}/saml/SSO',
  ['https://signin.aliyun.com/saml/SSO', 'https://signin.aliyun.com/{accountId}/saml/SSO'],
);

export const alibabaUserSsoInternational = ramUserSso(
  {
    id: 'alibaba-cloud-user-sso-intl',
    title: words('Alibaba Cloud user SSO (International)', '阿里云用户 SSO（国际站）'),
    description,
    parameters: [
      ACCOUNT_ID,
      SUFFIX,
      parameter(
        'entityId',
        words('SP entity ID', 'SP Entity ID'),
        words(
          'entityID in RAM’s SP metadata, where it differs.',
          'RAM 的 SP 元数据中的 entityID（如不同）。',
        ),
        ENTITY,
        'https://signin-intl.aliyun.com/1234567890123456/saml/SSO',
        'https://signin-intl.aliyun.com/{accountId}/saml/SSO',
      ),
    ],
    guide: guide('International', '国际站'),
    tested: null,
  },
  '{entityId}',
  ['https://signin-intl.aliyun.com/saml/SSO', 'https://signin-intl.aliyun.com/{accountId}/saml/SSO'],
);

/** The RAM side of this installation, so that the whole way can be gone on one machine. */
export const ownCloudUserSso = ramUserSso(
  {
    id: 'muster-cloud-user-sso',
    title: words('Muster’s own cloud account (user SSO)', 'Muster 云账号（用户 SSO）'),
    description: words(
      'People sign in to a cloud account of this installation as the RAM users they were pushed as.',
      '员工以同步的 RAM 用户身份登录本系统的云账号。',
    ),
    parameters: [
      parameter(
        'cloudAccount',
        words('Cloud account', '云账号'),
        words('ID of a cloud account of this installation.', '本系统中云账号的 ID。'),
        'ca_[0-9a-z]{26}',
        'ca_01k9xv2m4q00abcdefghjkmnpq',
      ),
      { ...SUFFIX, default: '{cloudDomain}' },
    ],
    target: {
      template: 'alibaba-ram',
      settings: {
        baseUrl: '{publicUrl}/ram/{cloudAccount}/scim',
        tokenUrl: '{publicUrl}/ram/{cloudAccount}/oauth/v1/token',
      },
    },
    guide: {
      en: [
        'Open the cloud account, tab User SSO, and upload the metadata of this application ({metadataUrl}).',
        'Push the accounts to it (Provisioning), then switch user SSO on.',
        'Sign in from the portal, or with an OAuth application of the cloud account.',
      ],
      zh: [
        '打开云账号的“用户 SSO”页，上传本应用的元数据（{metadataUrl}）。',
        '通过账户同步推送账户，然后开启用户 SSO。',
        '从门户登录，或使用该云账号的 OAuth 应用登录。',
      ],
    },
    tested: {
      with: words('A cloud account of this installation', '本系统的云账号'),
      test: 'test/applications/sign-in.test.ts',
    },
  },
  '{publicUrl}/ram/{cloudAccount}/saml',
  ['{publicUrl}/ram/{cloudAccount}/saml/SSO'],
);
