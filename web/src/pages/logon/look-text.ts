import { defineText } from '../../text/text.ts';

export const lookText = defineText('logon-look', {
  title: ['Look of the log-on page', '登录页外观'],
  description: [
    'What people see before they log on. The portal has the same name, logo and colour.',
    '用户登录前看到的页面。门户使用相同的名称、徽标和主题色。',
  ],
  company: ['Company', '企业信息'],
  companyName: ['Name of the company', '公司名称'],
  companyNameHint: ['Empty: the name of the instance.', '留空时使用实例名称。'],
  logo: ['Logo', '徽标'],
  logoHint: [
    'PNG, JPEG, WebP or GIF, at most 100 kB. It stands on white, 44 px high.',
    'PNG、JPEG、WebP 或 GIF，不超过 100 kB。显示在白色底上，高 44 像素。',
  ],
  choose: ['Choose a file', '选择文件'],
  replace: ['Choose another file', '更换文件'],
  logoAlt: ['The logo as it is now', '当前徽标'],
  tooLarge: ['The file is larger than 100 kB.', '文件超过 100 kB。'],
  wrongType: ['This is no PNG, JPEG, WebP or GIF.', '不是 PNG、JPEG、WebP 或 GIF 文件。'],
  colour: ['Colour', '主题色'],
  colourHint: [
    'Where letters could not be read on it, a lighter or darker shade is taken by itself.',
    '若文字在该颜色上难以辨认，将自动使用更浅或更深的色调。',
  ],
  colourPick: ['Pick a colour', '选取颜色'],
  colourRule: ['A colour like #0d5c6b', '请输入类似 #1677ff 的颜色值'],
  notice: ['Notice', '公告'],
  noticeHint: [
    'Stands below the form, such as who helps with log-on problems. Plain text.',
    '显示在登录表单下方，例如登录问题的联系人。仅支持纯文本。',
  ],
  noticeEn: ['Notice (English)', '公告（英文）'],
  noticeZh: ['Notice (Chinese)', '公告（中文）'],
  preview: ['Preview', '预览'],
  previewOf: ['The log-on page as it would look', '登录页预览'],
  appearance: ['Appearance of the preview', '预览外观'],
  light: ['Light', '浅色'],
  dark: ['Dark', '深色'],
  language: ['Language of the preview', '预览语言'],
});
