import type { Generation } from '../follow/position.ts';

/** A byte of one content of a log: of the file that bears its name, or of one that was rotated away. */
export interface HistoryPlace {
  readonly generation: Generation;
  /** 0-based; of a compressed file, in what it expands to. */
  readonly offset: number;
}

/** A stretch of one generation, from the start of a line to the start of another or the end of the file. */
export interface HistorySpan {
  readonly generation: Generation;
  readonly from: number;
  readonly to: number;
}

/** What a read of the past found. */
export interface HistoryPage {
  /** In the order of the log, each with its lines, or those of it that pass the filter; nothing is missing between them. */
  readonly spans: readonly (HistorySpan & { readonly lines: Buffer })[];
  /** Why it went no further: there is enough, the log starts or ends there, or the place is not on the host any more. */
  readonly end: 'enough' | 'edge' | 'lost';
}

/** What a page has of a log that was read back from one place and forth from another. */
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
