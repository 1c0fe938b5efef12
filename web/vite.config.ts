import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `npm run dev:console` serves the console by itself and passes API calls on to a Muster that runs on its usual port. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [react()],
  html: { cspNonce: '__NONCE__' },
  build: { target: 'es2023', outDir: 'dist', emptyOutDir: true, chunkSizeWarningLimit: 1200 },
  server: { proxy: { '/api': { target: 'http://localhost:3300', changeOrigin: false } } },
});
