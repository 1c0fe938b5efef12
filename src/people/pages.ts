/** Serves the built pages of people: `/{instance}/login` and `/{instance}/portal`, one document that routes by itself; its files are below `/assets`. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { InstanceId } from '../model/instance.ts';

/** In the checkout and in the package alike: what the build made stands beside `src`. */
const BUILT = fileURLToPath(new URL('../../web/dist/people', import.meta.url));
const A_YEAR = 365 * 24 * 3600 * 1000;

/** Nothing inline, so there is no nonce to guess or to leak. */
const POLICY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    // The company's logo, the QR code of an authenticator app.
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
};

const NOT_BUILT = `<!doctype html><meta charset="utf-8"><title>Muster</title>
<h1>This page is not built</h1><p>Run <code>npm run build:console</code> in the checkout and load it again; <code>npm start</code> does it by itself.</p>
<h1 lang="zh-CN">页面尚未构建</h1><p lang="zh-CN">请在代码目录运行 <code>npm run build:console</code> 后刷新；<code>npm start</code> 会自动构建。</p>`;

/** Fastify plugin; knows nothing of instances: the page itself asks for what it shows, and says so if there is none. */
export async function peoplePages(app: FastifyInstance, { https }: { https: boolean }): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: POLICY,
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: https,
  });
  await app.register(fastifyStatic, {
    root: join(BUILT, 'assets'),
    prefix: '/assets/',
    // The name of an asset holds the hash of its content.
    immutable: true,
    maxAge: A_YEAR,
    preCompressed: true,
    index: false,
    wildcard: true,
    decorateReply: false,
  });
  for (const url of ['/:instance/login', '/:instance/portal', '/:instance/portal/*']) app.get(url, page);
}

function page(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { instance } = request.params as { instance: string };
  if (!InstanceId.safeParse(instance).success) {
    reply.callNotFound();
    return reply;
  }
  const built = join(BUILT, 'index.html');
  const html = existsSync(built) ? readFileSync(built, 'utf8') : undefined;
  return reply
    .code(html === undefined ? 503 : 200)
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(html ?? NOT_BUILT);
}
