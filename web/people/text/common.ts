import { defineText } from './text.ts';

/** Words of both pages. */
export const common = defineText('people', {
  save: ['Save', '保存'],
  cancel: ['Cancel', '取消'],
  close: ['Close', '关闭'],
  back: ['Back', '返回'],
  continue: ['Continue', '继续'],
  retry: ['Try again', '重试'],
  copy: ['Copy', '复制'],
  copied: ['Copied', '已复制'],
  copyFailed: ['Select the text and copy it by hand.', '请选中文本后手动复制。'],
  download: ['Download', '下载'],
  remove: ['Remove', '移除'],
  loading: ['Loading', '加载中'],
  username: ['User name', '用户名'],
  password: ['Password', '密码'],
  showPassword: ['Show password', '显示密码'],
  hidePassword: ['Hide password', '隐藏密码'],
  capsLock: ['Caps Lock is on.', '大写锁定已开启。'],
  fillIn: ['Please fill in.', '请填写此项。'],
  language: ['Language', '语言'],
  problem: ['Problem', '错误'],
  warning: ['Note', '注意'],
  request: ['Request {{id}}', '请求编号 {{id}}'],
  unreachable: ['The server cannot be reached.', '无法连接服务器。'],
  unreachableRemedy: [
    'Check your network and try again. What you have typed is still here.',
    '请检查网络后重试，已填写的内容不会丢失。',
  ],
  passkeyKnown: ['This device already has a passkey for your account.', '此设备已有该账户的通行密钥。'],
  passkeyKnownRemedy: [
    'Use the one it has, or add one on another device.',
    '请使用已有的通行密钥，或在其他设备上添加。',
  ],
  passkeyFailed: ['The passkey did not work in this browser.', '通行密钥在此浏览器中无法使用。'],
  passkeyFailedRemedy: [
    'Try again, use another browser or device, or choose another way.',
    '请重试，更换浏览器或设备，或选择其他方式。',
  ],
  passkeyNone: [
    'No passkey was used. Try again, or choose another way.',
    '未使用通行密钥。请重试，或选择其他方式。',
  ],
  broken: ['This page could not be shown.', '页面无法显示。'],
  brokenRemedy: [
    'Load it again. If that does not help, tell your administrator.',
    '请重新加载；若仍无法显示，请联系管理员。',
  ],
  reload: ['Load again', '重新加载'],
  opensElsewhere: ['opens in a new tab', '在新标签页打开'],
});
