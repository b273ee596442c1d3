import { expect, it } from 'vitest';
import { ancestorIds, buildSpanTree, visibleRows } from '../../demo/view/spanTree.mjs';
import { treeKeyAction } from '../../demo/view/treeKeys.mjs';

const span = (spanId: string, parentSpanId = '') => ({ spanId, parentSpanId });
const outline = (spans: object[], collapsed: string[] = []): string[] =>
  visibleRows(buildSpanTree(spans), new Set(collapsed)).map(
    ({ span: { spanId }, depth, isOrphan }) => `${'  '.repeat(depth)}${spanId}${isOrphan ? '?' : ''}`,
  );
const family = [span('a'), span('b', 'a'), span('c', 'b'), span('d', 'a')];

it('puts children under their parents, in order of start', () => {
  expect(outline(family)).toEqual(['a', '  b', '    c', '  d']);
});

it('shows a span whose parent is missing as a marked root, after the true roots', () => {
  expect(outline([span('x', 'gone'), span('a')])).toEqual(['a', 'x?']);
});

it('cuts a cycle and a span that is its own parent', () => {
  expect(outline([span('a', 'b'), span('b', 'a'), span('c', 'c')])).toEqual(['a?', '  b', 'c?']);
});

it('hides what is below a collapsed span and counts it', () => {
  expect(outline(family, ['a'])).toEqual(['a']);
  expect(buildSpanTree(family)[0]?.descendantCount).toBe(3);
  expect(ancestorIds(family, 'c')).toEqual(['b', 'a']);
});

it('takes a trace deeper than the stack', () => {
  const chain = Array.from({ length: 20_000 }, (_, i) => span(String(i), i > 0 ? String(i - 1) : ''));
  expect(visibleRows(buildSpanTree(chain), new Set()).at(-1)?.depth).toBe(19_999);
});

it.each([
  ['ArrowDown', 0, [], { moveTo: 1 }],
  ['ArrowDown', 3, [], { moveTo: 3 }],
  ['ArrowUp', 0, [], { moveTo: 0 }],
  ['End', 0, [], { moveTo: 3 }],
  ['ArrowRight', 0, [], { moveTo: 1 }],
  ['ArrowRight', 0, ['a'], { toggle: 'a' }],
  ['ArrowLeft', 1, [], { toggle: 'b' }],
  ['ArrowLeft', 2, [], { moveTo: 1 }],
  ['x', 0, [], undefined],
])('answers %s on row %i with %j folded as a tree does', (key, index, collapsed, action) => {
  const folded = new Set<string>(collapsed);
  expect(treeKeyAction(key, visibleRows(buildSpanTree(family), folded), index, folded, 10)).toEqual(action);
});
