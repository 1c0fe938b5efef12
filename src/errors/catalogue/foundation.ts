import type { Catalogue } from '../catalogue.ts';

export const foundation = {
  internal: {
    status: 500,
    en: [
      'Something went wrong inside Muster.',
      'Look in the log of the server for the request id, and report it.',
    ],
    zh: ['Muster 内部出错。', '请在服务器日志中按请求 ID 查找原因并反馈。'],
  },
} as const satisfies Catalogue;
