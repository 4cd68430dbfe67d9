import react from '@vitejs/plugin-react';
import { defineConfig, type ProxyOptions } from 'vite';
import { compress } from './build/compress.ts';

/** Browsers that still run on the machines of 2021: no officer is sent away because of an old computer. */
const BROWSERS = ['chrome90', 'firefox91', 'safari15'];

/** While pages are being written: `API=http://127.0.0.1:8080 npm run dev:web`, signed in at that API's own address first. */
const API = process.env['API'] ?? 'http://127.0.0.1:8080';
const proxied: ProxyOptions = { target: API, headers: { origin: API } };

export default defineConfig({
  root: import.meta.dirname,
  base: '/app/',
  plugins: [react(), compress()],
  resolve: { conditions: ['source', 'module', 'browser', 'development|production'] },
  server: {
    port: Number(process.env['WEB_PORT'] ?? 5173),
    host: '127.0.0.1',
    proxy: { '^/(?!app(/|$))': proxied },
  },
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: BROWSERS,
    // Inlined files would be addresses of the kind data:, which the page's rules refuse for scripts and fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_200,
    rollupOptions: {
      output: {
        // What seldom changes stays in the browser's cache when a page changes.
        manualChunks: (id) =>
          /node_modules\/(react|react-dom|scheduler|@tanstack|wouter|openapi-fetch)\//.test(id)
            ? 'base'
            : undefined,
      },
    },
  },
});
