// Elastic's RUM agent.
import { init } from '@elastic/apm-rum';

const apm = init({
  serviceName: 'bench',
  serverUrl: `${location.origin}/sink`,
  transactionSampleRate: 1,
  // By default it drops what is more than 80 a minute.
  eventsLimit: 1_000_000,
});

let transaction;
globalThis.peer = {
  span(name, attributes) {
    transaction ??= apm.startTransaction('bench', 'custom', { managed: false });
    const span = transaction.startSpan(name, 'custom');
    span.addLabels(attributes);
    span.end();
  },
  flush() {
    transaction?.end();
    transaction = undefined;
  },
};
