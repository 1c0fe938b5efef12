import type { Catalogue } from '../catalogue.ts';

/** Signing keys and OpenID Connect. */
export const oidc = {
  signing_key_prepared: {
    status: 409,
    en: [
      'A next signing key is published already.',
      'Switch to it, once all partners have it; or wait for who is doing so.',
    ],
    zh: ['下一个签名密钥已经发布。', '待所有对接方都已获取该密钥后再切换，或等待正在进行的轮转完成。'],
  },
  signing_key_not_prepared: {
    status: 409,
    en: [
      'There is no next signing key to switch to.',
      'Prepare one first, and give partners time to read it.',
    ],
    zh: ['没有可切换的下一个签名密钥。', '请先准备新密钥，并给对接方留出获取的时间。'],
  },
  signing_key_too_new: {
    status: 409,
    en: [
      'The next signing key has been published for less than an hour.',
      'Wait, since applications keep the published keys for a while; force the step only where the current key is no longer secret.',
    ],
    zh: [
      '下一个签名密钥发布还不到一小时。',
      '应用会缓存已发布的密钥，请稍后再切换；仅当当前密钥已泄露时才强制执行。',
    ],
  },
  signing_key_previous_needed: {
    status: 409,
    en: [
      'What the previous signing key has signed may still be checked.',
      'Wait until a day has passed since the switch; retire it with force only where it is no longer secret.',
    ],
    zh: [
      '上一个签名密钥签发的内容可能仍在验证期内。',
      '请在切换一天之后再停用；仅当该密钥已泄露时才强制停用。',
    ],
  },
  signing_key_no_previous: {
    status: 409,
    en: ['There is no previous signing key to retire.', 'Nothing is left to do.'],
    zh: ['没有需要停用的上一个签名密钥。', '无需任何操作。'],
  },
  oidc_not_used: {
    status: 409,
    en: [
      'The application {application} does not sign people in by OpenID Connect.',
      'Choose OpenID Connect as its protocol first.',
    ],
    zh: ['应用 {application} 未使用 OpenID Connect 登录。', '请先将其单点登录协议设为 OpenID Connect。'],
  },
  oidc_public_client: {
    status: 409,
    en: [
      'The application is a public client and has no secret.',
      'Choose client_secret_basic or client_secret_post as its client authentication first.',
    ],
    zh: [
      '该应用为公开客户端，不使用密钥。',
      '请先将客户端认证方式设为 client_secret_basic 或 client_secret_post。',
    ],
  },
  oidc_secret_limit: {
    status: 409,
    en: ['The application has {max} secrets already.', 'Delete the one that is not used any more first.'],
    zh: ['该应用已有 {max} 个密钥。', '请先删除不再使用的密钥。'],
  },
} as const satisfies Catalogue;
