/** The baseline of every HTTP figure: a bare server that answers the JSON it is sent, or a small object, and does nothing else. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const USER = {
  id: '100000000000000000',
  userName: 'u0000000',
  displayName: 'Given0 Sur0',
  externalId: 'acct_0',
};

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : USER;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
});
server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
});
process.once('SIGTERM', () => process.exit());
