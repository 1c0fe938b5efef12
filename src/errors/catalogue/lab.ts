import type { Catalogue } from '../catalogue.ts';

/** Failures of the lab, the example company to try things with. */
export const lab = {
  lab_off: {
    status: 403,
    en: [
      'This server may not run a lab.',
      'Set MUSTER_LAB to “on” and have one process be both web and worker (MUSTER_ROLES), then restart; or connect a directory of your own.',
    ],
    zh: [
      '该服务器不允许运行实验环境。',
      '请将 MUSTER_LAB 设为“on”，并让同一进程同时承担 web 和 worker（MUSTER_ROLES），然后重启；或连接您自己的目录。',
    ],
  },
  lab_absent: {
    status: 409,
    en: [
      'The instance {instance} has no source that reads the example company.',
      'Set up the lab first, then let people change.',
    ],
    zh: ['实例 {instance} 没有读取示例公司的身份源。', '请先设置实验环境，再变更人员。'],
  },
  lab_changes_over: {
    status: 409,
    en: [
      'The example company remembers at most {limit} changes of people, and this would be more.',
      'Set up the lab in a new instance.',
    ],
    zh: ['示例公司最多记录 {limit} 次人员变更，本次操作将超过上限。', '请在新的实例中设置实验环境。'],
  },
} as const satisfies Catalogue;
