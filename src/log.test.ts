import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLog } from './log.ts';

test('what others wrote cannot steer the terminal, nor pass for a line of the log', () => {
  let out = '';
  const log = openLog(
    { MUSTER_LOG_LEVEL: 'info', MUSTER_LOG_FORMAT: 'pretty' },
    {
      write(text) {
        out += text;
      },
    },
  );
  log.info({ name: 'a\u001b[2J\nb', list: ['\u202e'] }, 'read\u009b');
  log.error({ err: new Error('refused\u001b[31m\n00:00:00 info  all is well') }, 'failed');
  for (const steering of ['\u001b', '\u009b', '\u202e']) assert.ok(!out.includes(steering));
  assert.match(out, /^\d\d:\d\d:\d\d info {2}read\ufffd {2}name=a\ufffd\[2J b list=\["\ufffd"\]$/m);
  assert.doesNotMatch(out, /^00:00:00/m);
  assert.match(out, /^ {4}.*at /m);
});
