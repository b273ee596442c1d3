import { init } from 'clew';

init({ serviceName: 'shop-sveltekit', endpoint: '/otlp' });
