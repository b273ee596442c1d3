import { readdirSync } from 'node:fs';
import { defineConfig } from 'vite';

const input = readdirSync('.').filter((name) => name.endsWith('.html'));

export default defineConfig({
  // Clew is linked here from its repository; once installed, it finds the app's API, as everything else does.
  resolve: { dedupe: ['@opentelemetry/api'] },
  build: { target: 'es2022', rollupOptions: { input } },
});
