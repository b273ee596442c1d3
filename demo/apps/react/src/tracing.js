import { init } from 'clew';

init({ serviceName: 'shop-react', endpoint: '/otlp' });
