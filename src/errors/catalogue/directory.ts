import type { Catalogue } from '../catalogue.ts';

export const directory = {
  not_found: {
    status: 404,
    en: ['There is no {what} {id}.', 'Check the id or name; it may have been deleted.'],
    zh: ['{what} {id} 不存在。', '请检查 ID 或名称，它可能已被删除。'],
  },
} as const satisfies Catalogue;
