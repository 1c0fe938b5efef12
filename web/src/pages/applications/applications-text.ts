import { defineText } from '../../text/text.ts';

/** List and catalogue of applications, and the frame of one. */
export const applicationsText = defineText('applications', {
  intro: [
    'Applications that accounts are pushed to: Alibaba Cloud RAM, DingTalk and others.',
    '向应用同步账户，例如阿里云 RAM、钉钉。',
  ],
  add: ['Add Application', '添加应用'],
  label: ['Applications', '应用列表'],
  signInOnly: ['Sign-in only', '仅单点登录'],
  empty: ['No application yet', '尚无应用'],
  emptyHint: [
    'Add one from a template, e.g. Alibaba Cloud RAM, then push the accounts of this directory to it.',
    '从模板添加应用（如阿里云 RAM），即可将本目录的账户同步过去。',
  ],
  template: ['Template', '模板'],
  provisioning: ['Provisioning', '账户同步'],
  paused: ['Paused', '已暂停'],
  adminsOnly: ['Only an administrator may add an application', '仅管理员可添加应用'],
  pausedUntil: ['Paused until', '暂停至'],
  accountsAtTarget: ['Accounts at the target', '目标账户'],
  noneYet: ['Nothing pushed yet', '尚未推送'],
  lastPush: ['Last push', '最近推送'],
  // Catalogue
  chooseTemplate: ['Choose a template', '选择模板'],
  chooseTemplateHint: [
    'A template brings addresses, field mapping and what the target understands; all of it can be changed.',
    '模板预置地址、字段映射及目标支持的能力，均可修改。',
  ],
  searchTemplate: ['Search templates', '搜索模板'],
  noTemplate: ['No template of this name', '没有匹配的模板'],
  otherTemplate: ['Choose another template', '更换模板'],
  newFrom: ['Add {{template}}', '添加 {{template}}'],
  newHint: [
    'Give it a name and fill in what the target’s console shows. Test Connectivity works before saving.',
    '填写名称以及目标控制台提供的信息，保存前即可测试连接。',
  ],
  nameHint: ['Shown in lists and logs; can be changed later.', '用于列表和日志，之后可以修改。'],
  added: ['Application added', '应用已添加'],
  // Settings
  settings: ['Settings', '设置'],
  applicationId: ['Application ID', '应用 ID'],
  deleteApplication: ['Delete application', '删除应用'],
  deleteHint: [
    'Muster forgets the application and what it knows of its users; nothing changes at the target.',
    'Muster 将移除该应用及其关联信息，目标端的用户保持不变。',
  ],
  deleteSays_one: [
    'Provisioning of {{count}} account ends. Its user at the target stays as it is and is no longer kept in step: a leaver keeps access.',
    '将停止 {{count}} 个账户的同步。目标用户保留且不再更新，离职人员仍可访问。',
  ],
  deleteSays_other: [
    'Provisioning of {{count}} accounts ends. Their users at the target stay as they are and are no longer kept in step: leavers keep access.',
    '将停止 {{count}} 个账户的同步。目标用户保留且不再更新，离职人员仍可访问。',
  ],
  deleted: ['Application deleted', '应用已删除'],
});
