/** Words of the log-on page itself (web/people/logon/logon-text.ts), in the language of the preview instead of the reader's. */
import type { Language, Pair } from '../../text/text.ts';

const WORDS = {
  logOn: ['Log on', '登录'],
  to: ['to {{company}}', '{{company}}'],
  username: ['User name', '用户名'],
  password: ['Password', '密码'],
  forgot: ['Forgot password', '忘记密码'],
  with: ['Continue with {{name}}', '使用{{name}}登录'],
} as const satisfies Record<string, Pair>;

export function previewWord(
  key: keyof typeof WORDS,
  language: Language,
  values: Record<string, string> = {},
): string {
  return WORDS[key][language === 'zh' ? 1 : 0].replace(
    /\{\{(\w+)\}\}/g,
    (_, name: string) => values[name] ?? '',
  );
}
