import { defineText } from '../text/text.ts';

export const unsavedText = defineText('unsaved', {
  title: ['There are unsaved changes', '有未保存的修改'],
  hint: ['They are lost when you leave this page.', '离开页面后修改将丢失。'],
  leave: ['Leave', '离开'],
  stay: ['Stay', '留在此页'],
});
