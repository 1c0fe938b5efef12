import type { Catalogue } from '../catalogue.ts';

export const sync = {
  run_active: {
    status: 409,
    en: [
      'A run of this source or application is already under way.',
      'Wait for it to end, or cancel it, then start again.',
    ],
    zh: ['该身份提供方或应用已有正在执行的任务。', '请等待其结束或取消后重试。'],
  },
  run_ended: {
    status: 409,
    en: ['Run {id} has already ended ({state}).', 'Nothing to do; start a new run if you need one.'],
    zh: ['任务 {id} 已结束（{state}）。', '无需操作；如有需要请发起新任务。'],
  },
  run_cancelled: {
    status: 409,
    en: [
      'The run was cancelled.',
      'What it had applied until then stays; the next run carries on from there.',
    ],
    zh: ['任务已取消。', '取消前已写入的变更保留，下次任务会继续。'],
  },
} as const satisfies Catalogue;
