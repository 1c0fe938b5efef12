/** The audit log on its way to others: a webhook and syslog receivers that really listen. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createServer as createTls } from 'node:tls';
import { pino } from 'pino';
import { deliverBatch } from '../../src/audit/deliver.ts';
import { recordAudit } from '../../src/audit/record.ts';
import { startApi, type TestApi } from '../api/server.ts';
import { chainAll } from './world.ts';

const LOG = pino({ level: 'silent' });
const SECRET = 'a signing secret of the test';
let api: TestApi;

before(async () => {
  api = await startApi();
});
const closers: (() => void)[] = [];
after(async () => {
  for (const close of closers) close();
  await api.close();
});

async function add(target: object, more: object = {}): Promise<{ id: string }> {
  await chainAll({ db: api.db, sealer: api.deps });
  const { status, body } = await api.call('POST', '/instances/acme/audit-streams', {
    body: { name: `to ${JSON.stringify(target).slice(0, 40)}`, target, ...more },
  });
  assert.equal(status, 201, JSON.stringify(body));
  return body;
}

async function write(count: number, instanceId = 'acme'): Promise<void> {
  for (let i = 0; i < count; i++)
    await recordAudit(api.db, {
      instanceId,
      category: 'logon',
      action: 'logon.ok',
      actor: { kind: 'person', id: null, name: `张伟 ${i}` },
      result: 'ok',
    });
  await chainAll({ db: api.db, sealer: api.deps });
}

const deliver = (id: string) => deliverBatch(api.db, LOG, api.deps, id, new Date());
const stream = async (id: string) =>
  (await api.call('GET', '/instances/acme/audit-streams')).body.items.find(
    (one: { id: string }) => one.id === id,
  );

interface Call {
  body: string;
  signature: string;
}

async function webhook(answer: () => number): Promise<{ url: string; calls: Call[] }> {
  const calls: Call[] = [];
  const server = createHttp(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    calls.push({ body, signature: String(request.headers['muster-signature']) });
    response.writeHead(answer(), { location: 'http://127.0.0.1:1/' }).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/audit`,
    calls,
  };
}

const positions = ({ body }: Call): number[] =>
  body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).position);

describe('a webhook', () => {
  it('gets what happens from now on, signed, in order, of its instance only', async () => {
    await write(1);
    const hook = await webhook(() => 204);
    const { id } = await add({ kind: 'webhook', url: hook.url, secret: SECRET });
    await write(3);
    await write(2, 'other');
    await deliver(id);
    assert.equal(hook.calls.length, 1);
    const [call] = hook.calls;
    const [, time, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(call!.signature)!;
    assert.equal(signature, createHmac('sha256', SECRET).update(`${time}.${call!.body}`).digest('hex'));
    const names = call!.body
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).actorName);
    // The making of the stream itself is the first of them.
    assert.deepEqual(names, ['token:admin', '张伟 0', '张伟 1', '张伟 2']);
    await deliver(id);
    assert.equal(hook.calls.length, 1, 'nothing comes twice');
  });

  it('gets again what it did not take, and nothing is lost', async () => {
    let status = 500;
    const hook = await webhook(() => status);
    const { id } = await add({ kind: 'webhook', url: hook.url, secret: SECRET });
    await write(250);
    await deliver(id);
    assert.match((await stream(id)).error.message, /HTTP 500/);
    assert.equal((await stream(id)).waiting, 251);
    status = 200;
    await api.db.query(`UPDATE audit_stream SET next_at = now()`);
    hook.calls.length = 0;
    while (await deliver(id));
    const got = hook.calls.flatMap(positions);
    assert.equal(new Set(got).size, 251);
    assert.deepEqual(
      got,
      [...got].sort((a, b) => a - b),
    );
    assert.deepEqual([(await stream(id)).error, (await stream(id)).waiting], [null, 0]);
  });

  it('is not followed elsewhere', async () => {
    const hook = await webhook(() => 302);
    const { id } = await add({ kind: 'webhook', url: hook.url, secret: SECRET });
    const { status, body } = await api.call('POST', `/instances/acme/audit-streams/${id}/test`);
    assert.deepEqual([status, body.code], [502, 'audit_stream_failed']);
    assert.match(body.detail, /HTTP 302/);
  });

  it('keeps its secret to itself, and asks for it when the address changes', async () => {
    const { id } = await add({ kind: 'webhook', url: 'https://siem.example.com/a', secret: SECRET });
    const shown = JSON.stringify([
      await stream(id),
      (await api.call('GET', '/instances/acme/audit?limit=500')).body,
      (await api.db.query(`SELECT target FROM audit_stream`)).rows,
    ]);
    assert.ok(!shown.includes(SECRET));
    const to = (url: string) =>
      api.call('PATCH', `/instances/acme/audit-streams/${id}`, {
        body: { target: { kind: 'webhook', url, secret: '********' } },
      });
    assert.equal((await to('https://siem.example.com/a')).status, 200);
    assert.equal((await to('https://evil.example.com/a')).status, 422);
  });
});

describe('syslog', () => {
  /** Collects everything that arrives on connections of `server`. */
  async function receiver(server: Server): Promise<{ port: number; text(): string }> {
    let text = '';
    const take = (socket: Socket) =>
      socket.on('data', (chunk: Buffer) => (text += chunk)).on('end', () => socket.end());
    server.on('setSecureContext' in server ? 'secureConnection' : 'connection', take);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closers.push(() => server.close());
    return { port: (server.address() as AddressInfo).port, text: () => text };
  }

  /** Octet counting: length, space, message. */
  function messages(text: string): string[] {
    const found: string[] = [];
    let rest = Buffer.from(text);
    while (rest.length > 0) {
      const space = rest.indexOf(0x20);
      const length = Number(rest.subarray(0, space));
      found.push(rest.subarray(space + 1, space + 1 + length).toString());
      rest = rest.subarray(space + 1 + length);
    }
    return found;
  }

  it('gets RFC 5424 messages over TCP, whole with their Chinese', async () => {
    const { port, text } = await receiver(createTcp());
    const { id } = await add({ kind: 'syslog', transport: 'tcp', host: '127.0.0.1', port });
    await write(2);
    await deliver(id);
    const [made, one, two, ...more] = messages(text());
    assert.equal(more.length, 0);
    assert.match(made!, /^<110>1 \d{4}-\d\d-\d\dT[\d:.]+Z \S+ muster \d+ audit_stream\.create - \ufeff\{/);
    assert.equal(JSON.parse(one!.slice(one!.indexOf('{'))).actorName, '张伟 0');
    assert.equal(JSON.parse(two!.slice(two!.indexOf('{'))).actorName, '张伟 1');
  });

  it('is sent over TLS only to who has the right certificate', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'muster-syslog-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    execFileSync(
      'openssl',
      `req -x509 -newkey rsa:2048 -nodes -keyout ${key} -out ${cert} -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1`.split(
        ' ',
      ),
      { stdio: 'ignore' },
    );
    const ca = readFileSync(cert, 'utf8');
    const { port, text } = await receiver(
      createTls({ key: readFileSync(key), cert: ca }) as unknown as Server,
    );
    const target = { kind: 'syslog', transport: 'tls', host: '127.0.0.1', port };
    const trusted = await add({ ...target, ca });
    assert.equal((await api.call('POST', `/instances/acme/audit-streams/${trusted.id}/test`)).status, 204);
    assert.equal(messages(text()).length, 1);
    const blind = await add(target);
    const refused = await api.call('POST', `/instances/acme/audit-streams/${blind.id}/test`);
    assert.deepEqual([refused.status, refused.body.code], [502, 'audit_stream_failed']);
    assert.equal(messages(text()).length, 1);
    rmSync(folder, { recursive: true });
  });

  it('goes by UDP where nothing else is taken, one message a datagram', async () => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const { port } = socket.address();
    const { id } = await add({ kind: 'syslog', transport: 'udp', host: '127.0.0.1', port });
    const arrived = once(socket, 'message');
    await deliver(id).then(() => write(1).then(() => deliver(id)));
    const [message] = (await arrived) as [Buffer];
    assert.match(message.toString(), /^<110>1 /);
    socket.close();
  });
});

describe('what an administrator may set', () => {
  for (const [what, target] of [
    ['an address that is no web address', { kind: 'webhook', url: 'file:///etc/passwd', secret: SECRET }],
    ['a secret that can be guessed', { kind: 'webhook', url: 'https://x.example/', secret: 'short' }],
    ['a host with a path', { kind: 'syslog', host: 'x/../y', port: 1 }],
    ['a port that is none', { kind: 'syslog', host: 'x', port: 70_000 }],
    ['another kind', { kind: 'smoke' }],
  ] as const)
    it(`refuses ${what}`, async () => {
      const { status } = await api.call('POST', '/instances/acme/audit-streams', {
        body: { name: 'x', target },
      });
      assert.equal(status, 422);
    });
});
