import { defineText } from '../../text/text.ts';

export const catalogueText = defineText('catalogue', {
  category: ['Kind of application', '应用类型'],
  all: ['All', '全部'],
  provisioning: ['Provisioning', '账户同步'],
  cloud: ['Cloud', '云平台'],
  development: ['Development', '研发'],
  operations: ['Operations', '运维'],
  office: ['Office', '办公'],
  standard: ['Any application', '标准协议'],
  scim: ['SCIM 2.0', 'SCIM 2.0'],
  api: ['Vendor API', '厂商 API'],
  oidc: ['OpenID Connect', 'OpenID Connect'],
  saml: ['SAML 2.0', 'SAML 2.0'],
  pushOnly: ['Accounts and groups are pushed to it.', '将账户与组同步到该应用。'],
  tested: ['Tested', '已测试'],
  testedWith: ['Tested with: {{what}}', '测试环境：{{what}}'],
  newHint: [
    'Nobody signs in before you switch sign-in on at the next step.',
    '在下一步开启单点登录之前，任何人都不能登录。',
  ],
  comesWith: [
    'Accounts can be pushed to it too: see the tab Provisioning afterwards.',
    '也可向其同步账户：添加后见“账户同步”页。',
  ],
  noParameters: ['It asks for nothing more.', '无需填写其他参数。'],
  parameterWrong: [
    'This is not of the form that is asked for, such as {{example}}',
    '格式不符，示例：{{example}}',
  ],
  parameterDefault: ['Left empty: {{value}}', '不填则为：{{value}}'],
  create: ['Add', '添加'],
  begin: ['Set up sign-in', '配置单点登录'],
  beginHint: [
    'Choose what the application is; the settings follow from it and can be changed.',
    '选择应用类型，设置由其生成，之后可修改。',
  ],
  choose: ['Application', '应用'],
  fitting: ['Fits this application', '适合该应用'],
  others: ['Others', '其他'],
});
