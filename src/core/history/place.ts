import type { Generation } from '../follow/position.ts';

/** A byte of one content of a log: of the file with its name, or of a rotated one. */
export interface HistoryPlace {
  readonly generation: Generation;
  /** 0-based; in a compressed file, of its decompressed content. */
  readonly offset: number;
}

/** A range of one generation, from the start of a line to the start of another or the end of the file. */
export interface HistorySpan {
  readonly generation: Generation;
  readonly from: number;
  readonly to: number;
}

/** The result of reading older lines. */
export interface HistoryPage {
  /** In log order, each with its lines, or those that pass the filter; nothing is missing in between. */
  readonly spans: readonly (HistorySpan & { readonly lines: Buffer })[];
  /** Why it stopped: enough was read, the log starts or ends there, or the place is no longer on the host. */
  readonly end: 'enough' | 'edge' | 'lost';
}

/** Returns a page read backwards from one place and forwards from another. */
export const pageEdges = (
  page: HistoryPage,
): { readonly first: HistoryPlace; readonly last: HistoryPlace } | null => {
  const first = page.spans[0];
  const last = page.spans.at(-1);
  if (first === undefined || last === undefined) return null;
  return {
    first: { generation: first.generation, offset: first.from },
    last: { generation: last.generation, offset: last.to },
  };
};
