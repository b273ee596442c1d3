import { init } from 'clew';

init({ serviceName: 'shop-vue', endpoint: '/otlp' });
