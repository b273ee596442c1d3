import { init } from 'clew';

init({ serviceName: 'shop-svelte', endpoint: '/otlp' });
