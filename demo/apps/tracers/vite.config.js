import { defineConfig } from 'vite';

export default defineConfig({
  build: { target: 'es2022', rollupOptions: { input: ['sentry.html', 'opentelemetry.html'] } },
});
