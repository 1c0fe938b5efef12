import { useEntityWord, useOpWord } from '../../parts/run/op-tag.tsx';
import { defineText, useText } from '../../text/text.ts';

const ACTIONS = {
  'logon.ok': ['Logged on', '登录成功'],
  'logon.refused': ['Log-on refused', '登录被拒绝'],
  'logon.factor_refused': ['Second factor refused', '二次认证被拒绝'],
  'administrator.logon': ['Administrator logged on', '管理员登录'],
  'administrator.logon_refused': ['Administrator refused', '管理员登录被拒绝'],
  'password.filled': ['Password taken from the directory', '密码已由目录密码填充'],
  'password.changed': ['Password changed', '修改密码'],
  'password.reset_asked': ['New password asked for', '申请重置密码'],
  'password.reset': ['Password reset by mail', '通过邮件重置密码'],
  'session.ended': ['Session ended', '会话结束'],
  'session.logged_out': ['Logged out', '退出登录'],
  'sso.given': ['Signed in to an application', '登录应用'],
  'sso.refused': ['Application refused', '登录应用被拒绝'],
  'sso.consent': ['Consent', '用户授权确认'],
  'sso.logout': ['Logged out by an application', '应用发起登出'],
  'ram.signin.ok': ['Logged on to the cloud account', '登录云账号'],
  'ram.signin.refused': ['Cloud account refused', '登录云账号被拒绝'],
  'ram.signout': ['Logged out of the cloud account', '退出云账号'],
  'sync.success': ['Synchronized', '同步成功'],
  'sync.partial_success': ['Synchronized, not all', '部分同步成功'],
  'sync.failed': ['Synchronization failed', '同步失败'],
  'sync.cancelled': ['Synchronization cancelled', '同步已取消'],
  'sync.planned': ['Synchronization planned', '同步计划已生成'],
  'sync.awaiting_confirmation': ['Synchronization held', '同步等待确认'],
  'sync.discarded': ['Synchronization discarded', '同步已放弃'],
  'sync.digest': ['Digest of what was changed', '变更摘要'],
  'push.success': ['Pushed', '推送成功'],
  'push.partial_success': ['Pushed, not all', '部分推送成功'],
  'push.failed': ['Push failed', '推送失败'],
  'push.cancelled': ['Push cancelled', '推送已取消'],
  'push.planned': ['Push planned', '推送计划已生成'],
  'push.awaiting_confirmation': ['Push held', '推送等待确认'],
  'push.discarded': ['Push discarded', '推送已放弃'],
  'push.digest': ['Digest of what was changed', '变更摘要'],
} as const;

const actionText = defineText('auditActions', ACTIONS);

/** What an action is called: its own words, or those of what was done to what; a name we do not know stays itself. */
export function useActionWord(): (action: string) => string {
  const t = useText(actionText);
  const op = useOpWord();
  const entity = useEntityWord();
  return (action) => {
    if (Object.hasOwn(ACTIONS, action)) return t(action as keyof typeof ACTIONS);
    const [what = '', done = ''] = action.split('.');
    return entity(what) === what || done === '' ? action : `${entity(what)}: ${op(done)}`;
  };
}
