// The keys of a tree, as the ARIA Authoring Practices have them: up and down move, left and right fold and unfold.

/**
 * What a key does in a tree.
 * @param {string} key `KeyboardEvent.key`
 * @param {import('./spanTree.mjs').SpanNode[]} rows those on show
 * @param {number} index the active row
 * @param {Set<string>} collapsed span ids
 * @param {number} pageSize rows that fit the screen
 * @returns {{ moveTo: number } | { toggle: string } | undefined} undefined when the key has no meaning here
 * @see ARIA Authoring Practices Guide, Tree View Pattern
 */
export function treeKeyAction(key, rows, index, collapsed, pageSize) {
  const last = rows.length - 1;
  const node = rows[index];
  if (!node) return undefined;
  const isFolded = collapsed.has(node.span.spanId);
  switch (key) {
    case 'ArrowDown':
      return { moveTo: Math.min(index + 1, last) };
    case 'ArrowUp':
      return { moveTo: Math.max(index - 1, 0) };
    case 'PageDown':
      return { moveTo: Math.min(index + pageSize, last) };
    case 'PageUp':
      return { moveTo: Math.max(index - pageSize, 0) };
    case 'Home':
      return { moveTo: 0 };
    case 'End':
      return { moveTo: last };
    case 'ArrowRight':
      if (node.children.length === 0) return { moveTo: index };
      return isFolded ? { toggle: node.span.spanId } : { moveTo: index + 1 };
    case 'ArrowLeft':
      if (node.children.length > 0 && !isFolded) return { toggle: node.span.spanId };
      return { moveTo: parentIndex(rows, index) };
    default:
      return undefined;
  }
}

function parentIndex(rows, index) {
  for (let above = index - 1; above >= 0; above--) {
    if (rows[above].depth < rows[index].depth) return above;
  }
  return index;
}
