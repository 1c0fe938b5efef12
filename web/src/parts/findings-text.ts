import { defineText } from '../text/text.ts';

export const findingsText = defineText('findings', {
  running: ['Testing …', '正在测试…'],
  passed: ['Everything was found as it should be.', '测试连接成功，各项检查均通过。'],
  stopped: ['The test found a problem.', '测试发现问题。'],
  again: ['Test again', '重新测试'],
  steps: ['Steps of the test', '测试步骤'],
  ok: ['passed', '通过'],
  notOk: ['failed', '失败'],
  remedy: ['What to do', '处理方法'],
  step_dns: ['Name resolution', '域名解析'],
  step_tcp: ['Network connection', '网络连接'],
  step_tls: ['Encryption (TLS)', '加密（TLS）'],
  step_bind: ['Log-on', '登录认证'],
  step_base: ['Where to read from', '读取节点'],
  step_count: ['What is there', '数据统计'],
  step_sample: ['A sample', '样例数据'],
  step_settings: ['Settings', '配置'],
  step_token: ['Access token', '访问令牌'],
  step_scope: ['Permission (scope)', '权限（scope）'],
  step_read: ['Reading', '读取'],
  step_test: ['Test', '测试'],
});
