/** Serves the built console below `/console`. Every address that is no file of it gets its one page: the console routes by itself. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** In the checkout and in the package alike: what the build made stands beside `src`. */
const BUILT = fileURLToPath(new URL('../../web/dist', import.meta.url));
const NONCE = /__NONCE__/g;
const A_YEAR = 365 * 24 * 3600 * 1000;

const NOT_BUILT = `<!doctype html><meta charset="utf-8"><title>Muster</title><body style="font-family:sans-serif;max-width:40em;margin:4em auto">
<h1>The console is not built</h1><p>Run <code>npm run build:console</code> in the checkout and load this page again; <code>npm start</code> does it by itself.</p>
<h1 lang="zh-CN">控制台尚未构建</h1><p lang="zh-CN">请在代码目录运行 <code>npm run build:console</code> 后刷新本页；<code>npm start</code> 会自动构建。</p>`;

/** `/` leads to the console. */
export async function consoleRoutes(app: FastifyInstance, { https }: { https: boolean }): Promise<void> {
  app.get('/', (_request, reply) => reply.redirect('/console/'));
  await app.register(
    async (scope) => {
      await scope.register(helmet, {
        // Set below, with the nonce of the page.
        contentSecurityPolicy: false,
        crossOriginResourcePolicy: { policy: 'same-origin' },
        referrerPolicy: { policy: 'no-referrer' },
        strictTransportSecurity: https,
      });
      await scope.register(fastifyStatic, {
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
      scope.get('/icon.svg', (_request, reply) =>
        reply.type('image/svg+xml').header('cache-control', 'max-age=86400').send(icon()),
      );
      // With and without the slash: Fastify declares both for the root of a prefix.
      scope.get('/', (_request, reply) => page(reply));
      scope.setNotFoundHandler((request, reply) => {
        if (request.method !== 'GET' || request.url.startsWith('/console/assets/'))
          return reply.code(404).type('text/plain').send('not found');
        return page(reply);
      });
    },
    { prefix: '/console' },
  );
}

function page(reply: FastifyReply): FastifyReply {
  const nonce = randomBytes(18).toString('base64');
  const built = join(BUILT, 'index.html');
  const html = existsSync(built) ? readFileSync(built, 'utf8').replace(NONCE, nonce) : undefined;
  return reply
    .code(html === undefined ? 503 : 200)
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('content-security-policy', policy(nonce))
    .send(html ?? NOT_BUILT);
}

/** Scripts from here only; styles from here, or made by the components with the page's nonce. */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function icon(): string {
  return readFileSync(join(BUILT, 'icon.svg'), 'utf8');
}
