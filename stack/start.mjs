// @ts-check
// `npm run stack`: everything on its well-known ports, until Ctrl-C.
import { build } from '../scripts/build.mjs';
import { installStack } from './install.mjs';
import { assertFree, wellKnownPorts } from './ports.mjs';
import { startStack } from './stack.mjs';

try {
  await installStack();
  await build();
  await assertFree(wellKnownPorts);
  console.log('Starting the Collector, Jaeger, Tempo, Zipkin, RabbitMQ and five services …');
  const stack = await startStack(wellKnownPorts);
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.once(signal, () => stack.stop().then(() => process.exit(0)));
  }
  const at = (/** @type {keyof typeof wellKnownPorts} */ name) => `http://localhost:${wellKnownPorts[name]}`;
  console.log(`
  Shop        ${at('storefront')}
  Zipkin      ${at('zipkin')}
  Jaeger      ${at('jaeger')}   (its API; the Go module comes without the UI's files)
  Tempo       ${at('tempo')}    (its API; its UI is Grafana)
  Collector   ${at('otlp')}    (OTLP/HTTP)
  Output      ${stack.output}

  Press a button in the shop; ten seconds later its trace is in all three. Ctrl-C ends it.
`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
