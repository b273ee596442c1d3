import { init } from 'clew';

init({ serviceName: 'shop-solid', endpoint: '/otlp' });
