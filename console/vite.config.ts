import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// The server's Content-Security-Policy allows files of its own and nothing inline: no data: URLs, no inline script.
export default defineConfig({
  plugins: [react()],
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false }, target: 'es2022' },
  server: { proxy: { '/api': process.env.HELIOGRAPH_CONSOLE ?? 'http://127.0.0.1:61680' } },
  test: { include: ['src/**/*.test.ts'] },
});
