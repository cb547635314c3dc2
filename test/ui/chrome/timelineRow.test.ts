import { describe, expect, it } from 'vitest';
import type { Level } from '../../../src/core/level.ts';
import type { LogRecord } from '../../../src/core/record.ts';
import { Timeline } from '../../../src/core/store/timeline.ts';
import type { Span } from '../../../src/ui/chrome/spans.ts';
import { type TimelineLook, timelineRows, timeSpanText } from '../../../src/ui/chrome/timelineRow.ts';
import { glyphsFor } from '../../../src/ui/glyphs.ts';
import { TIMELINE_TEXT, timelineView } from '../../../src/ui/state/timeline.ts';

const at = (second: number, level: Level): LogRecord => ({
  source: 0,
  seq: 1,
  received: 0,
  time: { ms: second * 1000, nanos: 0, digits: 0 },
  level,
  text: '',
  fields: null,
  late: false,
});

/** Seconds from 0 on, each with this many infos, warnings and errors. */
const timelineOf = (...seconds: (readonly [infos: number, warnings: number, errors: number])[]): Timeline => {
  const timeline = new Timeline();
  const levels = ['info', 'warn', 'error'] as const;
  for (const [second, counts] of seconds.entries())
    for (const [i, count] of counts.entries())
      for (let n = 0; n < count; n++) timeline.add(at(second, levels[i]!));
  return timeline;
};

const STATE = { widthMs: 1000, cursor: null, from: null, entered: false };
const COLOUR: TimelineLook = { colour: true, unicode: true, glyphs: glyphsFor(true) };
const PLAIN: TimelineLook = { colour: false, unicode: true, glyphs: glyphsFor(true) };
const ASCII: TimelineLook = { colour: true, unicode: false, glyphs: glyphsFor(false) };

const rows = (
  timeline: Timeline,
  look: TimelineLook,
  state: Parameters<typeof timelineRows>[1] = STATE,
  seen: Parameters<typeof timelineRows>[5] = null,
): readonly Span[][] => timelineRows(timeline, state, TIMELINE_TEXT + 4, () => 0, look, seen);
const row = (...args: Parameters<typeof rows>): Span[] => rows(...args)[0]!;
const bars = (spans: Span[]): Span[] => spans.slice(1, -1);
const textOf = (spans: Span[]): string => spans.map(span => span.text).join('');

describe('the timeline', () => {
  const busy = timelineOf([80, 0, 0], [60, 0, 20], [10, 10, 60], [5, 5, 0]);

  it('shows all records in one row and errors below, each on its own scale', () => {
    const [all, wrong] = rows(busy, COLOUR);
    expect(textOf(bars(all!))).toBe('████▁'.slice(1));
    expect(bars(wrong!)).toEqual([{ text: ' ' }, { text: '▃█', color: 1 }, { text: '▁', color: 3 }]);
  });

  it.each([
    ['without colours', PLAIN, ' eEw'],
    ['in ASCII', ASCII, ' eEw'],
  ])('distinguishes errors and warnings by letters %s', (_name, look, expected) => {
    expect(textOf(bars(rows(busy, look)[1]!))).toBe(expected);
  });

  it('underlines what the pane shows, and reports the time span of the buffered records', () => {
    const [all, wrong] = rows(busy, COLOUR, STATE, { from: 1500, to: 2500 });
    expect(bars(all!).map(span => [span.text.length, span.underline ?? false])).toEqual([
      [1, false],
      [2, true],
      [1, false],
    ]);
    expect(textOf(wrong!)).toMatch(/ buffered, 00:00:00-00:00:04$/);
  });

  it('reports the selection: the newest bucket, the cursor, or the range in total', () => {
    expect(textOf(row(busy, PLAIN))).toMatch(/ 00:00:03 10 rec 5 W 0 E$/);
    const entered = { ...STATE, cursor: 1000, entered: true };
    expect(textOf(row(busy, PLAIN, entered))).toBe(' 1s █▲█▁ 00:00:01 80 rec 0 W 20 E');
    const range = { ...entered, from: 2500 };
    expect(textOf(row(busy, PLAIN, range))).toMatch(/ 00:00:01-00:00:03 160 rec 10 W 80 E$/);
    expect(bars(row(busy, COLOUR, range)).map(span => span.inverse ?? false)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('scrolls back to the cursor, never further than what fits', () => {
    const long = timelineOf(...Array.from({ length: 20 }, (_, i) => [i + 1, 0, 0] as const));
    const view = timelineView(long, { ...STATE, cursor: 3000 }, 4)!;
    expect([view.start, view.cursor, view.list.map(bucket => bucket.total)]).toEqual([3000, 0, [4, 5, 6, 7]]);
    expect(timelineView(long, STATE, 4)!.list.map(bucket => bucket.total)).toEqual([17, 18, 19, 20]);
    expect(timelineView(new Timeline(), STATE, 4)).toBeNull();
  });
});

describe('a time span', () => {
  const noon = Date.UTC(2026, 10, 30, 12);
  const span = (from: string, to: string): string =>
    timeSpanText({ from: Date.parse(from), to: Date.parse(to) }, () => 0, noon);

  it.each([
    ['of today', '2026-11-30T13:30Z', '2026-11-30T13:40Z', '13:30:00-13:40:00'],
    ['of yesterday', '2026-11-29T23:30Z', '2026-11-29T23:33Z', '2026-11-29 23:30:00-23:33:00'],
    ['over midnight', '2026-11-29T23:50Z', '2026-11-30T00:10Z', '2026-11-29 23:50:00-2026-11-30 00:10:00'],
    ['into tomorrow', '2026-11-30T23:50Z', '2026-12-01T00:10Z', '23:50:00-2026-12-01 00:10:00'],
    ['of days of this year', '2026-11-28T00:00Z', '2026-11-30T00:00Z', '11-28 00:00-11-30 00:00'],
    ['of days long ago', '2020-01-01T00:00Z', '2020-01-02T00:00Z', '2020-01-01 00:00:00-2020-01-02 00:00:00'],
  ])('%s names every day that is not today', (_, from, to, text) => expect(span(from, to)).toBe(text));
});
