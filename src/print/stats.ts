import type { Source } from '../core/target.ts';
import { sourceLabels, sourcePath } from '../core/text/prefix.ts';
import { byteSize, duration } from '../core/text/quantities.ts';
import type { SourceCounts } from '../session/events.ts';

/** The content of `--stats` for a run. */
export interface RunStats {
  readonly sources: readonly { readonly source: Source; readonly counts: SourceCounts }[];
  /** Duration of the run in milliseconds. */
  readonly elapsedMs: number;
}

type Totals = SourceCounts;

/** Returns totals; `bytesRead` is null unless known for every source, `firstLineMs` is the earliest. */
const totalsOf = (counts: readonly SourceCounts[]): Totals => {
  const sum = (of: (count: SourceCounts) => number) => counts.reduce((total, count) => total + of(count), 0);
  const firsts = counts.map(count => count.firstLineMs).filter(ms => ms !== null);
  return {
    lines: sum(count => count.lines),
    bytesReceived: sum(count => count.bytesReceived),
    bytesRead: counts.every(count => count.bytesRead !== null) ? sum(count => count.bytesRead ?? 0) : null,
    firstLineMs: firsts.length === 0 ? null : Math.min(...firsts),
  };
};

/** Returns one JSON object, without a line end: `{"stats": {"sources": [...], "total": {...}, "elapsedMs": 840}}`. */
export const statsJson = ({ sources, elapsedMs }: RunStats): string =>
  JSON.stringify({
    stats: {
      sources: sources.map(({ source, counts }) => ({
        host: source.host.name,
        log: source.log,
        path: sourcePath(source),
        ...countsOnly(counts),
      })),
      total: countsOnly(totalsOf(sources.map(row => row.counts))),
      elapsedMs: Math.round(elapsedMs),
    },
  });

const countsOnly = ({ lines, bytesReceived, bytesRead, firstLineMs }: SourceCounts): SourceCounts => ({
  lines,
  bytesReceived,
  bytesRead,
  firstLineMs: firstLineMs === null ? null : Math.round(firstLineMs),
});

const HEAD = ['source', 'lines', 'received', 'read on host', 'first line'];

/** Returns a table for people: a row per source, then the total and the duration of the run. */
export const statsTable = ({ sources, elapsedMs }: RunStats): string => {
  const labels = sourceLabels(sources.map(row => row.source));
  const rows = sources.map(({ source, counts }) => cells(labels.get(source.id)!, counts));
  const total = cells(`total, in ${duration(elapsedMs)}`, totalsOf(sources.map(row => row.counts)));
  return table([HEAD, ...rows, total]);
};

const cells = (name: string, { lines, bytesReceived, bytesRead, firstLineMs }: SourceCounts): string[] => [
  name,
  String(lines),
  byteSize(bytesReceived),
  bytesRead === null ? '-' : byteSize(bytesRead),
  firstLineMs === null ? '-' : duration(firstLineMs),
];

/** Aligns the first column to the left and numbers to the right. */
const table = (rows: readonly string[][]): string => {
  const widths = HEAD.map((_, column) => Math.max(...rows.map(row => [...row[column]!].length)));
  const padded = (cell: string, column: number): string => {
    const space = ' '.repeat(widths[column]! - [...cell].length);
    return column === 0 ? cell + space : space + cell;
  };
  return rows.map(row => `${row.map(padded).join('  ')}\n`).join('');
};
