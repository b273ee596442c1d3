import { expect, test } from 'vitest';
import { renderTraceTree } from '../../demo/traceTree.mjs';
import { type SpanSketch, sketchSpan } from './checkoutTrace.ts';

const sketches: SpanSketch[] = [
  {
    id: 'b',
    parent: 'a',
    service: 'gateway',
    name: 'POST /api/checkout',
    kind: 2,
    startMs: 50,
    durationMs: 50,
  },
  { id: 'c', parent: 'b', service: 'orders', name: 'INSERT', startMs: 75, durationMs: 25 },
  { id: 'a', service: 'shop-web', name: 'click Place order', durationMs: 100 },
  {
    id: 'd',
    parent: 'a',
    service: 'shop-web',
    name: 'POST',
    startMs: 1,
    durationMs: 2.5,
    attributes: { 'url.full': 'http://localhost:8080/api/cart/price?x=1' },
  },
];

function render(changed: SpanSketch[] = sketches, colour = false): string {
  return renderTraceTree({ traceId: 'c'.repeat(32), spans: changed.map(sketchSpan) }, { colour });
}

test('draws a line a span: service, branches and name, duration, and a bar at its place in time', () => {
  expect(render()).toBe(
    [
      `Trace ${'c'.repeat(32)}: 4 spans, 3 services, 100 ms`,
      'shop-web  click Place order        100 ms  ████████████████████████████',
      'shop-web  ├─ POST /api/cart/price  2.5 ms  █',
      'gateway   └─ POST /api/checkout     50 ms                ██████████████',
      'orders       └─ INSERT              25 ms                       ███████',
    ].join('\n'),
  );
});

test('shows a span whose parent is missing as a root, and says so', () => {
  const lines = render(sketches.filter(({ id }) => id !== 'b')).split('\n');
  expect(lines.at(-1)).toMatch(/^orders +INSERT \(parent missing\)/);
});

test('marks errors', () => {
  const spans = sketches.map(sketchSpan).map((span) => ({ ...span, status: { code: 2, message: '' } }));
  const [, ...lines] = renderTraceTree({ traceId: 'c', spans }).split('\n');
  expect(lines.every((line) => line.endsWith('  error'))).toBe(true);
});

test('paints services only when asked to, and prints the same text either way', () => {
  const escapes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
  expect(render()).not.toMatch(escapes);
  expect(render(sketches, true)).toMatch(escapes);
  expect(render(sketches, true).replace(escapes, '')).toBe(render());
});

test('cuts long names and keeps the columns in line', () => {
  const long = { id: 'e', parent: 'a', service: 'orders', name: 'x'.repeat(200), startMs: 60 };
  const lines = render([...sketches, long])
    .split('\n')
    .slice(1);
  expect(new Set(lines.map((line) => line.indexOf(' ms'))).size).toBe(1);
  expect(lines.join('\n')).toContain('x…');
});

test('survives spans that start before their trace, last no time, or are not there', () => {
  expect(render([{ id: 'a', service: 's', name: 'n', durationMs: 0 }])).toContain('0.0 ms  █');
  expect(render([])).toBe(`Trace ${'c'.repeat(32)} has no spans.`);
});
