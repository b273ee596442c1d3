import * as Sentry from '@sentry/browser';
import { startBoth } from './order.js';

startBoth(() =>
  Sentry.init({
    dsn: `${location.protocol}//public@${location.host}/1`,
    tunnel: '/sentry',
    integrations: [Sentry.browserTracingIntegration()],
    tracesSampleRate: 1,
  }),
);
