import { defineText } from '../../text/text.ts';

export const keysText = defineText('keys', {
  title: ['Signing keys', '签名密钥'],
  description: [
    'What this instance says of people to applications is signed with these keys. Nobody sees their private halves.',
    '本实例提供给应用的身份信息由这些密钥签名，私钥不可查看。',
  ],
  oidc: ['OpenID Connect: ID tokens', 'OIDC：ID token'],
  saml: ['SAML 2.0: assertions', 'SAML 2.0：断言'],
  oidcHint: [
    'Applications read the public keys by themselves. A new key has to be published for an hour before it signs.',
    '应用会自行读取公钥。新密钥发布满一小时后方可用于签名。',
  ],
  samlHint: [
    'Each application has the certificate. One that has only the present one refuses every sign-in from the switch on.',
    '每个应用都保存了证书。仅持有当前证书的应用，在切换后将拒绝所有登录。',
  ],
  dependents_one: [
    '{{count}} application depends on them: {{names}}',
    '{{count}} 个应用依赖这些密钥：{{names}}',
  ],
  dependents_other: [
    '{{count}} applications depend on them: {{names}}',
    '{{count}} 个应用依赖这些密钥：{{names}}',
  ],
  noDependents: ['No application that is switched on depends on them.', '没有已启用的应用依赖这些密钥。'],
  list: ['Keys of {{use}}', '{{use}}的密钥'],
  state: ['State', '状态'],
  current: ['Signs', '签名中'],
  next: ['Next', '待切换'],
  previous: ['Before', '已替换'],
  kid: ['Key', '密钥 ID'],
  fingerprint: ['Fingerprint of the certificate (SHA-256)', '证书指纹（SHA-256）'],
  since: ['Signs since', '开始签名'],
  until: ['Valid until', '证书有效期至'],
  certificate: ['Certificate', '证书'],
  downloadOf: ['Download the certificate of {{kid}}', '下载 {{kid}} 的证书'],
  prepare: ['Prepare the next key', '准备新密钥'],
  switch: ['Switch to the next key', '切换到新密钥'],
  retire: ['Retire the key before', '停用已替换的密钥'],
  prepareHint: [
    'A new key is made and published beside the present one. Nothing else changes: sign-in goes on as it is.',
    '生成新密钥并与当前密钥一同发布，登录不受影响。',
  ],
  switchOidc: [
    'From now on ID tokens are signed with the next key. The one before stays published until what it signed has expired.',
    '此后 ID token 由新密钥签名；原密钥继续发布，直至其签发的内容全部过期。',
  ],
  switchSaml: [
    'From now on assertions are signed with the next key. Each of these applications must have its certificate by now, or nobody can sign in to it:',
    '此后断言由新密钥签名。以下应用须已导入新证书，否则将无法登录：',
  ],
  retireHint: [
    'The key before is taken away. What it signed and has not expired yet is refused from then on.',
    '撤下已替换的密钥，其签发且尚未过期的内容将被拒绝。',
  ],
  force: ['Do not wait: a key is no longer secret', '立即执行：密钥已泄露'],
  forceHint: [
    'Skips the time that applications need to read the new key.',
    '跳过应用读取新密钥所需的等待时间。',
  ],
  prepared: ['The next key is published', '新密钥已发布'],
  switched: ['The next key signs now', '已切换到新密钥'],
  retired: ['The key before is gone', '已停用旧密钥'],
});
