import { defineText } from '../../text/text.ts';

export const callbackText = defineText('source-callback', {
  title: ['Changes as they happen', '实时变更'],
  hint: [
    'Enter this address in the vendor’s console where changes are told by calls to this server; what comes over a connection of ours counts here too.',
    '若由厂商调用本服务器通知变更，请在其控制台填写此地址；通过长连接收到的事件也计入此处。',
  ],
  url: ['Callback address', '回调地址'],
  probe: ['Last tried by the vendor', '最近一次厂商验证'],
  event: ['Last event', '最近一次事件'],
  refused: ['Last refused', '最近一次被拒绝'],
  waiting: ['Events waiting', '待处理事件'],
});
