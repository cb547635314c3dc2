import { toByteString } from '../../core/bytes.ts';
import type { HistoryPage } from '../../core/history/place.ts';
import type { RecordHeads } from '../../core/records/heads.ts';

/** Number of lines from which the form of a log's records is learned before they are read. */
const LEARNED_LINES = 200;

/**
 * Returns a page of all lines without the record that its far end divides, if it contains another: a page read backwards
 * then begins with a record, one read forwards ends with one. The next page reads that record whole.
 */
export const wholeRecords = (
  page: HistoryPage,
  direction: 'back' | 'forth',
  newHeads: () => RecordHeads,
): HistoryPage => {
  if (page.end !== 'enough' || page.spans.length === 0) return page;
  return direction === 'back' ? withoutTornStart(page, newHeads()) : withoutTornEnd(page, newHeads());
};

const withoutTornStart = (page: HistoryPage, heads: RecordHeads): HistoryPage => {
  const [first, ...later] = page.spans;
  const { lines, from } = first!;
  const text = toByteString(lines);
  eachLine(text, LEARNED_LINES, (start, end) => {
    heads.begins(text, start, end);
    return false;
  });
  let begin: number | null = null;
  eachLine(text, Number.POSITIVE_INFINITY, (start, end) => {
    if (heads.begins(text, start, end)) begin = start;
    return begin !== null;
  });
  if (begin === null || begin === 0) return page;
  return { ...page, spans: [{ ...first!, from: from + begin, lines: lines.subarray(begin) }, ...later] };
};

const withoutTornEnd = (page: HistoryPage, heads: RecordHeads): HistoryPage => {
  const last = page.spans.at(-1)!;
  const { lines, from } = last;
  const text = toByteString(lines);
  let begin = 0;
  eachLine(text, Number.POSITIVE_INFINITY, (start, end) => {
    if (heads.begins(text, start, end)) begin = start;
    return false;
  });
  if (begin === 0) return page;
  const kept = { ...last, to: from + begin, lines: lines.subarray(0, begin) };
  return { ...page, spans: [...page.spans.slice(0, -1), kept] };
};

/** Calls `each` with the range of each line, at most `most` of them, until it returns true. */
const eachLine = (text: string, most: number, each: (start: number, end: number) => boolean): void => {
  for (let start = 0, count = 0; start < text.length && count < most; count++) {
    const at = text.indexOf('\n', start);
    const end = at < 0 ? text.length : at;
    if (each(start, end)) return;
    start = end + 1;
  }
};
