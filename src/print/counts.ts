import type { CountQuestion } from '../core/count/question.ts';
import type { Ranking } from '../core/count/ranking.ts';
import type { SourceId } from '../core/record.ts';
import type { Source } from '../core/target.ts';
import { sourceLabels } from '../core/text/prefix.ts';
import { sanitiseLine } from '../core/text/sanitise.ts';
import { isoTime, timePattern, timestampOf, type ZoneOffset } from '../core/text/timeText.ts';

/** The count for one source. */
export interface SourceTotal {
  readonly source: Source;
  readonly count: number;
}

/**
 * Formats the count for each source and, with several sources, the total: lines for people; for a single source, only
 * the number.
 */
export const totalsText = (totals: readonly SourceTotal[]): string => {
  const [first] = totals;
  if (first === undefined) return '0\n';
  if (totals.length === 1) return `${first.count}\n`;
  const labels = sourceLabels(totals.map(({ source }) => source));
  const rows = totals.map(({ source, count }): Row => [`${count}`, labels.get(source.id as SourceId)!]);
  const total = totals.reduce((sum, { count }) => sum + count, 0);
  return table([...rows, [`${total}`, 'total']]);
};

/** Formats totals as one JSON object per line. */
export const totalsJson = (totals: readonly SourceTotal[]): string =>
  totals
    .map(({ source, count }) => `${JSON.stringify({ count, host: source.host.name, log: source.log })}\n`)
    .join('');

/** Formats counts by value and period as a table for people, with times in a zone. */
export const countsText = (
  rankings: readonly Ranking[],
  question: CountQuestion,
  zone: ZoneOffset,
): string => {
  const { by, perMs } = question;
  const time = perMs === null ? null : periodText(perMs);
  const lead = (period: number | null): string[] =>
    time === null ? [] : [period === null ? '-' : time(timestampOf(period), zone)];
  const rows = rankings.flatMap(({ period, rows, others }): Row[] => [
    ...rows.map(({ count, values }): Row => [...lead(period), `${count}`, ...values.map(cell)]),
    ...(others.kinds === 0 ? [] : [[...lead(period), `${others.count}`, `(${others.kinds} others)`]]),
  ]);
  const head = [...(time === null ? [] : ['time']), 'count', ...by.map(cell)];
  return table([head, ...rows], time === null ? 0 : 1);
};

/** Formats counts as one JSON object per line: the count, the start of the period, and a value for each field. */
export const countsJson = (rankings: readonly Ranking[], { by, perMs }: CountQuestion): string =>
  rankings
    .flatMap(({ period, rows, others }) => {
      const time =
        perMs === null
          ? {}
          : { time: period === null ? null : isoTime({ ...timestampOf(period), digits: 0 }) };
      return [
        ...rows.map(({ count, values }) => ({
          count,
          ...time,
          ...Object.fromEntries(by.map((name, index) => [name, values[index] ?? null])),
        })),
        ...(others.kinds === 0 ? [] : [{ count: others.count, ...time, others: others.kinds }]),
      ];
    })
    .map(row => `${JSON.stringify(row)}\n`)
    .join('');

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const periodText = (perMs: number): ReturnType<typeof timePattern> =>
  timePattern(
    perMs % DAY_MS === 0
      ? 'YYYY-MM-DD'
      : perMs % MINUTE_MS === 0
        ? 'YYYY-MM-DD HH:mm'
        : perMs % 1000 === 0
          ? 'YYYY-MM-DD HH:mm:ss'
          : 'YYYY-MM-DD HH:mm:ss.SSS',
  );

type Row = readonly string[];

/** Returns a table cell: values come from logs, so control characters must not end a row or reach a terminal. */
const cell = (value: string | null): string => {
  if (value === null) return '-';
  return value === '' ? '""' : sanitiseLine(value.replaceAll('\n', ' '), { color: false, tabStop: 1 });
};

/** Aligns columns, right-aligning the numbers in column `numbers`. */
const table = (rows: readonly Row[], numbers = 0): string => {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, text] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, text.length);
  }
  const padded = (text: string, index: number, row: Row): string => {
    if (index === numbers) return text.padStart(widths[index]!);
    return index === row.length - 1 ? text : text.padEnd(widths[index]!);
  };
  return rows
    .map(
      row =>
        `${row
          .map((text, index) => padded(text, index, row))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
};
