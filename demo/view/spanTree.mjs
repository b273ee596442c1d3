// From a flat list of spans to the rows of a waterfall. Pure, and safe for whatever arrives: missing parents, cycles, clock skew.

/**
 * @typedef {object} SpanNode
 * @property {any} span
 * @property {SpanNode[]} children in order of start
 * @property {number} depth 0 for roots
 * @property {boolean} isOrphan it names a parent that has not arrived
 * @property {number} descendantCount
 * @property {number} position among its siblings, from 1
 * @property {number} siblingCount itself included
 */

/**
 * Builds the tree of a trace. A span whose parent is missing becomes a root, marked; so does the first span of a cycle.
 * @param {any[]} spans in order of start
 * @returns {SpanNode[]} the roots, true roots first
 */
export function buildSpanTree(spans) {
  const nodes = new Map(
    spans.map((span) => [
      span.spanId,
      { span, children: [], depth: 0, isOrphan: false, descendantCount: 0, position: 1, siblingCount: 1 },
    ]),
  );
  const roots = [];
  for (const node of nodes.values()) {
    const parent = nodes.get(node.span.parentSpanId);
    node.isOrphan = node.span.parentSpanId !== '' && !parent;
    if (parent) parent.children.push(node);
    else roots.push(node);
  }
  const reached = new Set();
  for (const root of roots) settle(root, reached);
  for (const node of nodes.values()) {
    if (reached.has(node)) continue;
    node.isOrphan = true;
    roots.push(node);
    settle(node, reached);
  }
  roots.sort((a, b) => Number(a.isOrphan) - Number(b.isOrphan));
  numberSiblings(roots);
  for (const node of nodes.values()) numberSiblings(node.children);
  return roots;
}

/**
 * The rows to show, top to bottom: every node none of whose ancestors is collapsed.
 * @param {SpanNode[]} roots
 * @param {Set<string>} collapsed span ids
 * @returns {SpanNode[]}
 */
export function visibleRows(roots, collapsed) {
  const rows = [];
  const stack = roots.toReversed();
  while (stack.length > 0) {
    const node = stack.pop();
    rows.push(node);
    if (!collapsed.has(node.span.spanId)) stack.push(...node.children.toReversed());
  }
  return rows;
}

/**
 * The span ids of everything above a span, nearest first.
 * @param {any[]} spans
 * @param {string} spanId
 * @returns {string[]}
 */
export function ancestorIds(spans, spanId) {
  const parents = new Map(spans.map((span) => [span.spanId, span.parentSpanId]));
  const ids = [];
  for (let id = parents.get(spanId); id && parents.has(id) && !ids.includes(id); id = parents.get(id)) {
    ids.push(id);
  }
  return ids;
}

// Walks without recursion: a trace may be deeper than the stack. Cuts the edge that would close a cycle.
function settle(root, reached) {
  reached.add(root);
  const order = [root];
  for (const node of order) {
    node.children = node.children.filter((child) => !reached.has(child));
    for (const child of node.children) {
      reached.add(child);
      child.depth = node.depth + 1;
      order.push(child);
    }
  }
  for (const node of order.reverse()) {
    for (const child of node.children) node.descendantCount += child.descendantCount + 1;
  }
}

function numberSiblings(siblings) {
  for (const [index, node] of siblings.entries()) {
    node.position = index + 1;
    node.siblingCount = siblings.length;
  }
}
