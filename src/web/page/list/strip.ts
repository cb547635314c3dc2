/** Distance in pixels from the strip's start to a row's, exact at any zoom. */
export const topWithin = (strip: Element, node: Element): number =>
  node.getBoundingClientRect().top - strip.getBoundingClientRect().top;

/** Returns the row at an offset of the strip; the last row if the offset is beyond it. */
export const nodeAt = (strip: Element, y: number): HTMLElement | null => {
  const top = strip.getBoundingClientRect().top;
  const nodes = strip.children;
  let low = 0;
  let high = nodes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (nodes[middle]!.getBoundingClientRect().bottom - top <= y + 0.01) low = middle + 1;
    else high = middle;
  }
  return (nodes[Math.min(low, nodes.length - 1)] as HTMLElement | undefined) ?? null;
};

/** Returns the first and last rows of the strip touched by the selection, or null if nothing is selected. */
export const selectedNodes = (
  strip: Element,
): { readonly first: HTMLElement; readonly last: HTMLElement } | null => {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(strip)) return null;
  const first = rowOf(strip, range.startContainer) ?? (strip.firstElementChild as HTMLElement | null);
  const last = rowOf(strip, range.endContainer) ?? (strip.lastElementChild as HTMLElement | null);
  return first && last ? { first, last } : null;
};

/** Returns the row of the strip that contains a node, or null. */
export const rowOf = (strip: Element, node: Node | null): HTMLElement | null => {
  const element = node instanceof Element ? node : node?.parentElement;
  const row = element?.closest<HTMLElement>('.row') ?? null;
  return row && strip.contains(row) ? row : null;
};
