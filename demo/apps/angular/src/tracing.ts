import { init } from 'clew';

init({ serviceName: 'shop-angular', endpoint: '/otlp' });
