import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sanitiseLine } from '../../src/core/text/sanitise.ts';
import { edgeWords } from '../../src/web/page/chrome/panes/edgeWords.ts';
import { gridOf } from '../../src/web/page/chrome/panes/grid.ts';
import { wordsForAll } from '../../src/web/page/chrome/panes/stateWords.ts';
import { barPath } from '../../src/web/page/chrome/timeline/barPath.ts';
import { markRuns, plainText, styledRuns } from '../../src/web/page/list/sgr.ts';
import { fullTime, timeNear, timeText } from '../../src/web/page/list/timeOf.ts';
import { type LinkedView, readLink, writeLink } from '../../src/web/page/model/link.ts';
import { settingsProblem } from '../../src/web/page/model/settingsProblem.ts';
import { parseMessage } from '../../src/web/parseMessage.ts';
import { MAX_MESSAGE_BYTES } from '../../src/web/protocol/limits.ts';
import type { Edge, SourceInfo } from '../../src/web/protocol/pushes.ts';
import { DEFAULT_SETTINGS, type ViewFilter } from '../../src/web/protocol/view.ts';

describe('what is before the first row', () => {
  test.each<[edge: Edge, ofOne: string, ofThree: string]>([
    [{ kind: 'older' }, 'Older lines are on the host.', 'Older lines of log 1 and 2 more are on the hosts.'],
    [
      { kind: 'older', fileStart: true },
      'The file starts here.',
      'The files of log 1 and 2 more start here.',
    ],
    [{ kind: 'start' }, 'The log starts here.', 'The log starts here.'],
  ])('%j', (edge, ofOne, ofThree) => {
    expect(edgeWords({ edge, edgeOf: [1] }, null)).toBe(ofOne);
    const edgeOf = edge.kind === 'start' ? [] : [1, 2, 3];
    expect(edgeWords({ edge, edgeOf }, source => `log ${source}`)).toBe(ofThree);
  });
});

describe('SGR sequences become classes', () => {
  test.each([
    ['no colour', 'plain', [['plain', '']]],
    [
      'one of the sixteen colours',
      '\x1b[31mred\x1b[0m rest',
      [
        ['red', 'f-1'],
        [' rest', ''],
      ],
    ],
    ['bright', '\x1b[92mok\x1b[39m', [['ok', 'f-10']]],
    ['background', '\x1b[41;97m!\x1b[49m', [['!', 'f-15 g-1 on']]],
    [
      'weight and lines',
      '\x1b[1;3;4;9mx\x1b[22;23mx',
      [
        ['x', 'b i u s'],
        ['x', 'u s'],
      ],
    ],
    [
      'inverse of default colours',
      '\x1b[7mx\x1b[27mx',
      [
        ['x', 'inv'],
        ['x', ''],
      ],
    ],
    ['inverse of a colour', '\x1b[31;7mx', [['x', 'f-ground g-1 on']]],
    ['the sixteen colours by index', '\x1b[38;5;9mx', [['x', 'f-9']]],
  ])('%s', (_title, text, expected) => {
    expect(styledRuns(text, 100).map(run => [run.text, run.classes])).toEqual(expected);
  });

  test.each([
    ['the cube', '\x1b[38;5;208mx', 'rgb(255 135 0)'],
    ['grey', '\x1b[38;5;244mx', 'rgb(128 128 128)'],
    ['24 bits', '\x1b[38;2;1;2;3mx', 'rgb(1 2 3)'],
  ])('colours by value: %s', (_title, text, color) => {
    expect(styledRuns(text, 100)[0]!.color).toBe(color);
  });

  test('no text is lost or changed, whatever the line and the limit', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('\x1b[31m', '\x1b[0m', '\x1b[1;38;5;200;4m', '\x1b[m', '\x1b['),
    );
    fc.assert(
      fc.property(fc.array(piece), fc.integer({ min: 1, max: 5 }), (pieces, limit) => {
        const line = sanitiseLine(pieces.join(''), { color: true, tabStop: null });
        const runs = styledRuns(line, limit);
        expect(runs.map(({ text }) => text).join('')).toBe(plainText(line));
        expect(runs.length).toBeLessThanOrEqual(limit + 1);
      }),
    );
  });

  test('marks split runs and lose nothing', () => {
    const places = fc.uniqueArray(fc.nat(30), { maxLength: 8 }).map(all => {
      const sorted = all.sort((a, b) => a - b);
      return sorted.slice(0, sorted.length - (sorted.length % 2));
    });
    fc.assert(
      fc.property(places, fc.array(fc.string(), { maxLength: 5 }), (marks, words) => {
        const runs = styledRuns(words.join('\x1b[31m'), 100);
        const text = runs.map(run => run.text).join('');
        const marked = markRuns(runs, marks);
        expect(marked.map(run => run.text).join('')).toBe(text);
        const inside = [...text].map((_, at) =>
          marks.some((from, i) => i % 2 === 0 && at >= from && at < marks[i + 1]!),
        );
        const shown = marked.flatMap(run => Array.from({ length: run.text.length }, () => run.isMatch));
        expect(shown).toEqual(
          Array.from(
            { length: text.length },
            (_, at) => inside[at] ?? marks.some((from, i) => i % 2 === 0 && at >= from && at < marks[i + 1]!),
          ),
        );
      }),
    );
  });
});

describe('links', () => {
  const filter: fc.Arbitrary<ViewFilter> = fc.record({
    kind: fc.constantFrom('pattern' as const, 'where' as const),
    text: fc.string({ minLength: 1, unit: 'grapheme' }),
    negate: fc.boolean(),
    enabled: fc.boolean(),
  });
  const name = fc.string({ minLength: 1 });
  const view: fc.Arbitrary<LinkedView> = fc.record({
    settings: fc.record({
      filters: fc.array(filter, { maxLength: 3 }),
      level: fc.constantFrom(null, 'warn' as const),
      ignoreCase: fc.boolean(),
      search: fc.option(fc.string({ minLength: 1 })),
      range: fc.constantFrom(null, { from: 1_000, to: 2_000 }),
      verbatim: fc.boolean(),
    }),
    logs: fc.array(name, { maxLength: 3 }),
    hidden: fc.array(name, { maxLength: 3 }),
    solo: fc.option(name),
    merged: fc.constantFrom(true, false),
    zoom: fc.option(name),
    record: fc.option(
      fc.record({ epoch: fc.constant('a1'), id: fc.integer(), log: name, ms: fc.option(fc.integer()) }),
    ),
  });

  test('are read back as written', () => {
    fc.assert(
      fc.property(view, linked => {
        const settings = { ...DEFAULT_SETTINGS, ...linked.settings };
        expect(readLink(writeLink(linked))).toEqual({ ...linked, settings });
      }),
    );
  });

  test.each([
    ['nothing', ''],
    ['an unknown level', 'level=loud'],
    ['a range without an end', 'from=2026-01-01'],
    ['a range that ends before it starts', 'from=2026-01-02&to=2026-01-01'],
    ['a record without a log', 'record=a~1'],
    ['arbitrary words', 'x=1&y=2'],
  ])('ignore what is not part of a view: %s', (_title, fragment) => {
    const { level, range } = readLink(fragment)?.settings ?? DEFAULT_SETTINGS;
    expect([level, range, readLink(fragment)?.record ?? null]).toEqual([null, null, null]);
  });
});

describe('the page detects settings that a server would not accept', () => {
  const filter = (text: string): ViewFilter => ({ kind: 'pattern', text, negate: false, enabled: true });
  test.each([
    ['nothing', {}, true],
    ['a pattern of the maximum length', { filters: [filter('x'.repeat(4096))] }, true],
    ['a longer one', { filters: [filter('x'.repeat(4097))] }, false],
    ['a longer search', { search: 'x'.repeat(4097) }, false],
    [
      'the maximum number of filters',
      { filters: Array.from({ length: 50 }, (_, i) => filter(String(i))) },
      true,
    ],
    ['one more', { filters: Array.from({ length: 51 }, (_, i) => filter(String(i))) }, false],
    ['many long ones', { filters: Array.from({ length: 17 }, () => filter('x'.repeat(4000))) }, false],
    [
      'characters of several bytes',
      { filters: Array.from({ length: 12 }, () => filter('é'.repeat(3000))) },
      false,
    ],
    ['fewer of them', { filters: Array.from({ length: 6 }, () => filter('é'.repeat(3000))) }, true],
  ] as const)('%s', (_title, change, isRight) => {
    const settings = { ...DEFAULT_SETTINGS, ...change };
    expect(settingsProblem(settings) === null).toBe(isRight);
    const frame = JSON.stringify({ type: 'view', v: 1, settings });
    const isTaken = parseMessage(frame).ok && Buffer.byteLength(frame) <= MAX_MESSAGE_BYTES;
    expect(isTaken).toBe(isRight);
  });
});

describe('times', () => {
  const ms = Date.UTC(2026, 10, 20, 14, 3, 7, 45);
  test.each([
    ['seconds', timeText(ms, 3, 'seconds', true), '14:03:07'],
    ['fine', timeText(ms, 2, 'fine', true), '14:03:07.04'],
    ['with date', timeText(ms, 0, 'date', true), '2026-11-20 14:03:07'],
    ['none', timeText(ms, 3, 'off', true), ''],
    ['in full', fullTime(ms, 3, true), '2026-11-20 14:03:07.045 UTC'],
    ['on the same day', timeNear(ms, ms + 1000, true), '14:03:07'],
    ['on another day', timeNear(ms, ms + 86_400_000, true), '2026-11-20 14:03:07'],
  ])('%s', (_title, text, expected) => {
    expect(text).toBe(expected);
  });
});

describe('the grid of panes', () => {
  test.each([
    ['one', 1, 1280, 800, 1, 1],
    ['two beside one another', 2, 1280, 650, 2, 2],
    ['two on a phone', 2, 360, 600, 1, 2],
    ['four in two rows', 4, 1016, 650, 2, 4],
    ['many on a large screen', 12, 3500, 2000, 4, 12],
    ['four on a large screen', 4, 3500, 2000, 2, 4],
    ['more than fit', 40, 1016, 650, 2, 6],
  ])('%s', (_title, panes, width, height, columns, perPage) => {
    expect(gridOf(panes, width, height)).toEqual({ columns, perPage });
  });
});

test('a bar of one among a million is still visible', () => {
  expect(barPath([1, 1e-6, 0], 0, 30)).toMatch(/^M0\.1 30v-30\.0.*M1\.1 30v-2\.0[^M]*$/);
});

test.each([
  [['failed', 'retrying'], 'a:app: no'],
  [['absent', 'failed'], 'b:app: no'],
  [['failed'], 'no'],
  [['connecting', 'absent'], 'a:app: Connecting'],
  [['failed', 'live'], null],
  [[], null],
] as const)('a merged pane of logs that are %j tells %j', (states, text) => {
  const sources = states.map(
    (state, source): SourceInfo => ({
      ...{ source, host: 'ab'[source]!, team: null, log: 'app', name: `${'ab'[source]}:app`, openedAs: '' },
      ...{ state, detail: null, at: null, records: 0, warnings: 0, errors: 0, rate: 0, evicted: 0 },
      trouble: state === 'failed' || state === 'retrying' ? { message: 'no', advice: null } : null,
    }),
  );
  expect(wordsForAll(sources)?.text ?? null).toBe(text);
});
