import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/**
 * The pages of people: log-on and portal. They stand at `/{instance}/login` and `/{instance}/portal`, their files at `/assets`.
 * `npx vite web/people` serves them by themselves and passes calls on to a Muster that runs on its usual port.
 */
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react()],
  build: { target: 'es2023', outDir: join(import.meta.dirname, '../dist/people'), emptyOutDir: true },
  server: { proxy: { '^/[a-z0-9-]+/person/': { target: 'http://localhost:3300', changeOrigin: false } } },
});
