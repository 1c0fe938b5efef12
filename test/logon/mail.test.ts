/** Mails against a real SMTP server: what arrives, and what must not leave. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { after, before, beforeEach, describe, it, test } from 'node:test';
import { createTransport } from 'nodemailer';
import { pino } from 'pino';
import { loadConfig } from '../../src/config.ts';
import { MusterError } from '../../src/errors/error.ts';
import { type Mail, type MailDeps, sendMail, sendMailSoon } from '../../src/mail/mail.ts';
import { mailConfigured, openMailer, serverOf } from '../../src/mail/mailer.ts';
import { codeMail, noticeMail, resetMail } from '../../src/mail/texts.ts';
import { type TestDb, testDb } from '../db.ts';
import { type MailServer, startMailServer } from './mail-server.ts';

const FROM = 'Muster 登录 <muster@example.com>';
const MAIL: Mail = { to: 'alice@example.com', subject: 'Hello', text: 'A text.\n', html: '<p>A text.</p>' };

let database: TestDb;
let server: MailServer;
let lines: string[];
let deps: MailDeps;

function depsFor(url: string, from = FROM): MailDeps {
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  return { db: database.db, log, mail: openMailer({ MUSTER_SMTP_URL: url, MUSTER_MAIL_FROM: from }) };
}

before(async () => {
  database = await testDb();
  server = await startMailServer();
});
after(async () => {
  await server.close();
  await database.drop();
});
beforeEach(async () => {
  lines = [];
  server.mails.length = 0;
  server.refuse = false;
  await database.db.query('DELETE FROM mail_sent');
  deps = depsFor(server.url);
});

describe('sendMail', () => {
  it('delivers text and HTML to one recipient', async () => {
    assert.equal(await sendMail(deps, MAIL), 'sent');
    const [mail] = server.mails;
    assert.deepEqual([mail!.from, mail!.to], ['muster@example.com', ['alice@example.com']]);
    assert.equal(mail!.headers.get('from'), FROM);
    assert.equal(mail!.headers.get('subject'), 'Hello');
    assert.equal(mail!.headers.get('auto-submitted'), 'auto-generated');
    assert.equal(mail!.text.trim(), 'A text.');
    assert.equal(mail!.html.trim(), '<p>A text.</p>');
  });

  it('says that no server is set, and sends nothing', async () => {
    assert.equal(await sendMail({ db: deps.db, log: deps.log }, MAIL), 'not_configured');
    assert.equal(openMailer({ MUSTER_SMTP_URL: server.url, MUSTER_MAIL_FROM: undefined }), undefined);
    assert.equal(server.mails.length, 0);
  });

  it('never throws for a server that refuses, hangs up or is not there; the log knows', async () => {
    server.refuse = true;
    assert.equal(await sendMail(deps, MAIL), 'failed');
    const rude: Server = createServer((socket: Socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(rude, 'listening');
    const { port } = rude.address() as AddressInfo;
    assert.equal(await sendMail(depsFor(`smtp://127.0.0.1:${port}`), MAIL), 'failed');
    rude.close();
    await once(rude, 'close');
    assert.equal(await sendMail(depsFor(`smtp://user:s3cret-pass@127.0.0.1:${port}`), MAIL), 'failed');
    assert.equal(lines.length, 3);
    assert.doesNotMatch(lines.join(), /s3cret-pass/);
  });

  it('sends in the background, and closing waits for it', async () => {
    sendMailSoon(deps, MAIL);
    await deps.mail!.close();
    assert.equal(server.mails.length, 1);
  });

  it('stops after ten mails an hour to one address, in any case of its letters and at once', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 14 }, (_, i) =>
        sendMail(deps, { ...MAIL, to: i % 2 ? 'Bob@Example.com' : 'bob@example.com' }),
      ),
    );
    assert.equal(outcomes.filter((outcome) => outcome === 'sent').length, 10);
    assert.equal(outcomes.filter((outcome) => outcome === 'limited').length, 4);
    assert.equal(server.mails.length, 10);
    assert.equal(await sendMail(deps, { ...MAIL, to: 'carol@example.com' }), 'sent');
    await database.db.query(`UPDATE mail_sent SET sent_at = sent_at - interval '61 minutes'`);
    assert.equal(await sendMail(deps, { ...MAIL, to: 'bob@example.com' }), 'sent');
  });

  it('stops after thirty a day', async () => {
    for (let hour = 0; hour < 3; hour++) {
      for (let i = 0; i < 10; i++) assert.equal(await sendMail(deps, MAIL), 'sent');
      await database.db.query(`UPDATE mail_sent SET sent_at = sent_at - interval '61 minutes'`);
    }
    assert.equal(await sendMail(deps, MAIL), 'limited');
  });
});

describe('nothing gets into a mail that does not belong there', () => {
  const addresses = [
    'a@example.com\r\nRCPT TO:<eve@example.com>',
    'a@example.com\nBcc: eve@example.com',
    'a@example.com, eve@example.com',
    'a@example.com;eve@example.com',
    'Alice <a@example.com>',
    '<a@example.com>',
    '"eve@example.com\\" "@example.com',
    'a@example.com> SIZE=1',
    'a @example.com',
    '',
    'a',
    `${'a'.repeat(130)}@example.com`,
  ];
  for (const to of addresses)
    it(`no mail to ${JSON.stringify(to.slice(0, 50))}`, async () => {
      assert.equal(await sendMail(deps, { ...MAIL, to }), 'failed');
      assert.equal(server.mails.length, 0);
    });

  const subjects = [
    'Hi\r\nBcc: eve@example.com',
    'Hi\nBcc: eve@example.com\n\nAnother body',
    'Hi\u2028Bcc: eve@example.com',
    'Hi\u0000\u0085Bcc: eve@example.com',
  ];
  for (const subject of subjects)
    it(`a subject stays one line: ${JSON.stringify(subject)}`, async () => {
      assert.equal(await sendMail(deps, { ...MAIL, subject }), 'sent');
      const [mail] = server.mails;
      assert.deepEqual(mail!.to, ['alice@example.com']);
      assert.equal(mail!.headers.has('bcc'), false);
      assert.match(mail!.headers.get('subject')!, /^Hi Bcc: eve@example\.com/);
      assert.equal(mail!.text.trim(), 'A text.');
    });

  it('a body neither ends the mail early nor names a file to be read', async () => {
    const text = 'One.\r\n.\r\nMAIL FROM:<eve@example.com>\r\nTwo.';
    assert.equal(await sendMail(deps, { ...MAIL, text }), 'sent');
    assert.equal(server.mails.length, 1);
    assert.match(server.mails[0]!.text, /One\.\r\n\.\r\nMAIL FROM/);
    const file = { path: '/etc/hostname' } as unknown as string;
    assert.equal(await sendMail(deps, { ...MAIL, text: file }), 'failed');
    assert.equal(server.mails.length, 1);
  });
});

describe('encryption', () => {
  it('is required of every server but one on this machine', () => {
    const shape = (url: string) => {
      const { host, port, secure, requireTLS, ignoreTLS } = serverOf(url);
      return { host, port, secure, requireTLS, ignoreTLS };
    };
    assert.deepEqual(shape('smtp://mail.example.com'), {
      host: 'mail.example.com',
      port: 587,
      secure: false,
      requireTLS: true,
      ignoreTLS: false,
    });
    assert.deepEqual(shape('smtps://mail.example.com:4465'), {
      host: 'mail.example.com',
      port: 4465,
      secure: true,
      requireTLS: false,
      ignoreTLS: false,
    });
    for (const url of [
      'smtp://127.0.0.1:25',
      'smtp://[::1]:25',
      'smtp://localhost:25',
      'smtp://LOCALHOST:25',
    ])
      assert.equal(shape(url).requireTLS, false, url);
    // The name of this machine is not looked up, where somebody else could answer.
    assert.equal(shape('smtp://localhost').host, '127.0.0.1');
    for (const host of ['127.0.0.1.example.com', 'localhost.example.com', '[::2]', '10.0.0.1', '0.0.0.0'])
      assert.equal(shape(`smtp://${host}`).requireTLS, true, host);
  });

  it('a server that offers none hears neither password nor mail', async () => {
    let tried = false;
    const plain = await startMailServer({
      authOptional: false,
      onAuth(_auth, _session, callback) {
        tried = true;
        callback(null, { user: 'user' });
      },
    });
    // As a server elsewhere is spoken to, with this one answering in its place.
    const options = {
      ...serverOf('smtp://user:password@mail.example.com'),
      host: '127.0.0.1',
      port: plain.port,
    };
    const transport = createTransport(options);
    await assert.rejects(transport.sendMail({ from: 'a@example.com', ...MAIL }), /STARTTLS|TLS/i);
    transport.close();
    assert.deepEqual([tried, plain.mails.length], [false, 0]);
    await plain.close();
  });

  it('user and password are decoded, and never part of the address', () => {
    assert.deepEqual(serverOf('smtps://us%40er:p%2Fa%3As@mail.example.com').auth, {
      user: 'us@er',
      pass: 'p/a:s',
    });
  });

  it('a server with a certificate that nobody vouches for gets neither password nor mail', async () => {
    let tried = false;
    const secure = await startMailServer({
      secure: true,
      authOptional: false,
      onAuth(_auth, _session, callback) {
        tried = true;
        callback(null, { user: 'user' });
      },
    });
    const own = depsFor(`smtps://user:password@127.0.0.1:${secure.port}`);
    assert.equal(await sendMail(own, MAIL), 'failed');
    assert.deepEqual([tried, secure.mails.length], [false, 0]);
    await secure.close();
  });
});

describe('settings', () => {
  const wrong = (settings: Record<string, string>, field: string) =>
    assert.throws(
      () => loadConfig(settings),
      (error) =>
        error instanceof MusterError && error.code === 'config_invalid' && error.params.field === field,
    );
  const fine = { MUSTER_SMTP_URL: 'smtps://mail.example.com', MUSTER_MAIL_FROM: 'muster@example.com' };

  it('come in two, or not at all', () => {
    assert.equal(mailConfigured(loadConfig(fine).config), true);
    assert.equal(mailConfigured(loadConfig({}).config), false);
    wrong({ MUSTER_SMTP_URL: fine.MUSTER_SMTP_URL }, 'MUSTER_MAIL_FROM');
  });

  for (const url of [
    'http://mail.example.com',
    'mail.example.com:25',
    'smtp://',
    'smtp://mail.example.com/?requireTLS=false',
    'smtp://mail.example.com?tls.rejectUnauthorized=false',
    'smtps://mail.example.com/path',
  ])
    it(`no server is ${url}`, () => wrong({ ...fine, MUSTER_SMTP_URL: url }, 'MUSTER_SMTP_URL'));

  for (const from of ['Muster', 'a@b, c@d', 'A <a@b>\nBcc: c@d', 'A\r\nB <a@b>', '<a@b', 'A "x" <a@b>'])
    it(`no sender is ${JSON.stringify(from)}`, () =>
      wrong({ ...fine, MUSTER_MAIL_FROM: from }, 'MUSTER_MAIL_FROM'));

  it('a sender has a name, or only an address', () => {
    for (const from of [FROM, 'muster@example.com', 'Muster <muster@example.com>'])
      assert.equal(loadConfig({ ...fine, MUSTER_MAIL_FROM: from }).config.MUSTER_MAIL_FROM, from);
  });
});

test('mails speak the language of their reader, or both where it is not known', () => {
  const about = { purpose: 'logon' as const, code: '123456', instance: 'Acme', minutes: 10 };
  assert.match(codeMail('en-GB', about).text, /^The code to log on to Acme is:\n\n {4}123456\n/);
  assert.match(codeMail('zh-CN', about).text, /^您登录 Acme 的验证码为：\n\n {4}123456\n/);
  const both = codeMail(null, about);
  assert.match(both.text, /验证码[\s\S]*The code/);
  assert.equal(both.subject, 'Acme：登录验证码 / Acme: your log-on code');
  for (const mail of [
    codeMail('zh', about),
    resetMail('zh', { link: 'l', instance: 'A', username: 'u', minutes: 1 }),
  ])
    assert.match(mail.text + mail.subject, /\p{Script=Han}/u);
});

test('names stand in the HTML as text', () => {
  const mails = [
    codeMail('en', { purpose: 'verify', code: '1', instance: '<img src=x onerror=1>', minutes: 1 }),
    noticeMail('zh', { notice: 'totp_removed', instance: 'A', username: '<img src=x>"\'&' }),
    resetMail('en', { link: 'https://x/"><img src=y>', instance: 'A', username: 'u', minutes: 1 }),
  ];
  for (const { html } of mails) {
    assert.doesNotMatch(html, /<img/);
    assert.match(html, /&#60;img/);
  }
});
