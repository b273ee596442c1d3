// docs/telemetry.md against what a collector receives of a page on which everything happens.
import { arrived } from './support/arrived.ts';
import { busyRoutes, visitBusyPage } from './support/busyPage.ts';
import type { ReceivedLog, ReceivedSpan } from './support/collector.ts';
import { serveSockets } from './support/serveSockets.ts';
import { type DocumentedSection, isOfType, readTelemetryDocs, standsFor } from './support/telemetryDocs.ts';
import { expect, test } from './support/test.ts';

const sections = await readTelemetryDocs();
const sectionOf = (name: string) => sections.find(({ title }) => title === name) as DocumentedSection;

/** What every record has, and every batch. */
const common = sectionOf('Session');
const receipt = sectionOf('Resource and receipt');

/** What one visit in Chromium cannot show, and why; other tests do. */
const elsewhere: Readonly<Record<string, readonly string[]>> = {
  'comes back from no cache': ['page restore'],
  'has long animation frames': [
    'clew.long_task',
    'clew.long_task.duration',
    'clew.long_task.name',
    'clew.long_task.container_url',
    'clew.long_tasks.dropped',
  ],
  'may be slowest where no script ran': ['clew.web_vital.script_invoker', 'clew.web_vital.script_duration'],
  'was not prerendered': ['clew.activation_start'],
  'has less than a hundred resources, and less than twenty long frames': [
    'clew.resources.dropped',
    'clew.long_animation_frames.dropped',
  ],
  'is sampled': ['clew.sampling.tail'],
  'comes over plain HTTP, without a service worker': [
    'browser.resource_timing.worker_start',
    'browser.resource_timing.secure_connection_start',
  ],
  'is painted without pauses, by scripts that Clew wraps': [
    'clew.long_animation_frame.script.pause_duration',
    'clew.long_animation_frame.script.url',
    'clew.long_animation_frame.script.function',
    'clew.long_animation_frame.script.char_position',
    'clew.web_vital.script_url',
    'clew.web_vital.script_function',
    'clew.web_vital.script_char_position',
  ],
};

const excused = Object.values(elsewhere).flat();

/** Nothing need be lost or left over for the page to be told of. */
const LOSSES = /^clew\.(traces|logs|spool)\.(dropped\.\w+|spooled|sent)$/;

interface Recorded {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Every span with its links' attributes, and every event. */
function recordsOf(spans: readonly ReceivedSpan[], logs: readonly ReceivedLog[]): Recorded[] {
  return [
    ...spans.map(({ name, attributes, links }) => ({
      name,
      attributes: Object.assign(
        {},
        attributes,
        ...links.map((link) => (link as Partial<Recorded>).attributes),
      ),
    })),
    ...logs.map(({ eventName, attributes }) => ({ name: eventName, attributes })),
  ];
}

/** What is wrong with a record in the eyes of one section. */
function complaints({ name, attributes }: Recorded, section: DocumentedSection): string[] {
  return Object.entries(attributes)
    .filter(([key, value]) => !isOfType(value, section.types.get(key) ?? common.types.get(key)))
    .map(([key, value]) => `${section.title}: ${name}: ${key} = ${JSON.stringify(value)}`);
}

test('what is sent is in docs/telemetry.md by name, place and type, and what is there is sent', async ({
  page: tab,
  serve,
  collector,
}) => {
  test.slow();
  const sockets = await serveSockets();
  const { origin } = await serve(busyRoutes(collector, sockets.url));
  await visitBusyPage(tab, origin, (name) =>
    arrived(tab, collector, (spans) => spans.some((span) => span.name === name)),
  );
  let records: Recorded[] = [];
  let resources: Recorded[] = [];
  const unseen = async () => {
    const [spans, logs] = [await collector.spans(), await collector.logs()];
    records = recordsOf(spans, logs);
    resources = [...spans, ...logs].map(({ resource }) => ({ name: 'resource', attributes: resource }));
    const keys = new Set([...records, ...resources].flatMap(({ attributes }) => Object.keys(attributes)));
    const names = sections.flatMap((section) => section.names);
    const documented = new Set(sections.flatMap(({ types }) => [...types.keys()]));
    return [
      ...names.filter((name) => !records.some((record) => standsFor(name, record.name))),
      ...[...documented].filter((key) => !keys.has(key)),
    ].filter((name) => !LOSSES.test(name) && !excused.includes(name));
  };
  await expect.poll(unseen, { timeout: 20_000 }).toEqual([]);
  await sockets.stop();

  for (const record of records) {
    const places = sections.filter(({ names }) => names.some((name) => standsFor(name, record.name)));
    const [best] = places.map((section) => complaints(record, section)).sort((a, b) => a.length - b.length);
    expect(best ?? `no section has ${record.name}`).toEqual([]);
  }
  for (const resource of resources) expect(complaints(resource, receipt)).toEqual([]);

  // What the examples of a section show was received of its spans and events. Of which one depends on what was slow.
  for (const { names, examples } of sections.filter((section) => section.names.length > 0)) {
    const received = records.filter(({ name }) => names.some((documented) => standsFor(documented, name)));
    const shown = new Set(examples.flatMap(({ attributes }) => Object.keys(attributes)));
    const unreal = [...shown].filter((key) => !received.some(({ attributes }) => key in attributes));
    expect(unreal.filter((key) => !excused.includes(key))).toEqual([]);
  }
});

test('docs/telemetry.md has an example of every span and event, with nothing that it does not explain', () => {
  expect(sections.flatMap((section) => section.examples.flatMap((one) => complaints(one, section)))).toEqual(
    [],
  );
  const without = sections.flatMap(({ title, names, examples }) =>
    names
      .filter((name) => !examples.some((example) => standsFor(name, example.name)))
      .map((name) => `${title}: ${name}`),
  );
  expect(without).toEqual([]);
});
