// Elastic's RUM agent.
import { init } from '@elastic/apm-rum';

init({
  serviceName: 'bench',
  serverUrl: `${location.origin}/sink`,
  transactionSampleRate: 1,
  // By default it drops what is more than 80 a minute.
  eventsLimit: 1_000_000,
});
