import { defineText } from '../text/text.ts';

export const formText = defineText('form', {
  advanced: ['More settings', '更多设置'],
  secretStored: ['Stored; leave empty to keep it', '已保存，留空则保持不变'],
  removeLine: ['{{list}}: remove line {{n}}', '{{list}}：删除第 {{n}} 行'],
  listHint: ['Type a value and press Enter', '输入后按回车添加'],
});
