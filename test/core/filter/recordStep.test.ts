import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineFilter } from '../../../src/core/filter/filter.ts';
import type { RecordSelection } from '../../../src/core/filter/step.ts';
import { type LocalFilter, NO_FILTER } from '../../../src/core/filter/step.ts';
import { LEVELS, type Level, severity } from '../../../src/core/level.ts';
import type { LogRecord } from '../../../src/core/record.ts';
import { createAssembler } from '../../../src/core/records/assemble.ts';
import { BEGIN, LOG, randomLog } from '../randomLog.ts';

const ALL: RecordSelection = { time: { since: null, until: null }, level: null, whole: true };

const filtered = (
  local: Partial<LocalFilter>,
  records: Partial<RecordSelection>,
  chunks: readonly string[],
): string => {
  const filter = createLineFilter({ ...NO_FILTER, ...local, records: { ...ALL, ...records } }, LOG);
  let out = '';
  for (const chunk of chunks) if (!filter.done) out += filter.push(chunk);
  return out + filter.end();
};

const line = (second: number, level: string, text: string): string =>
  `2026-11-20 14:00:${String(second).padStart(2, '0')},000 ${level} [main] App - ${text}\n`;
const TRACE = 'java.lang.IllegalStateException: x\n\tat com.shop.Cart.add(Cart.java:31)\n';
const TEXT = [
  'before all\n',
  line(1, 'INFO', 'a'),
  line(2, 'ERROR', 'b') + TRACE,
  line(3, 'INFO', 'c') + TRACE,
  line(4, 'WARN', 'd'),
  line(5, 'INFO', 'e'),
  line(6, 'ERROR', 'f'),
];
/** What may follow where records need not be contiguous. */
const PRETTY = '{\n  "time": "2026-11-20T14:00:09Z",\n  "level": "error",\n  "msg": "pretty"\n}\n';
const BRACES = ['WARN  slow\n', '{\n', '\tat x\n', line(8, 'ERROR', 'after'), '{"level":"info"}\n', PRETTY];
const at = (second: number): number => BEGIN + second * 1000;
const some = (...places: number[]): string => places.map(place => TEXT[place] ?? '--\n').join('');
const GAP = -1;

describe('records are selected', () => {
  it.each<[string, Partial<LocalFilter>, Partial<RecordSelection>, string]>([
    ['from a time', {}, { time: { since: at(3), until: null } }, some(3, 4, 5, 6)],
    [
      'up to a time, including the lines before all times',
      {},
      { time: { since: null, until: at(2) } },
      some(0, 1, 2),
    ],
    ['between two times, inclusive', {}, { time: { since: at(2), until: at(4) } }, some(2, 3, 4)],
    ['by level, with their traces', {}, { level: 'error' }, some(2, 6)],
    ['by a pattern in their trace', { grep: ['Cart.java'] }, {}, some(2, 3)],
    ['by patterns in different lines', { grep: ['Cart.java', 'ERROR'] }, {}, some(2)],
    ['by an excluded pattern', { exclude: ['Cart.java'] }, {}, some(0, 1, 4, 5, 6)],
    ['by level and pattern', { grep: ['Exception'] }, { level: 'warn' }, some(2)],
    ['with records around them', { grep: ['- d'], before: 1, after: 1 }, {}, some(3, 4, 5)],
    ['with records around a level', { before: 1 }, { level: 'error' }, some(1, 2, GAP, 5, 6)],
    [
      'with the surrounding records that are in the range',
      { grep: ['- d'], before: 2, after: 2 },
      { time: { since: at(3), until: at(5) } },
      some(3, 4, 5),
    ],
    ['as many as requested', { grep: ['App'], maxCount: 2 }, {}, some(1, 2)],
    [
      'as many as requested, with what follows the last one',
      { grep: ['ERROR'], maxCount: 1, after: 2 },
      {},
      some(2, 3, 4),
    ],
    ['the first of all', { head: 3 }, {}, some(0, 1, 2)],
    ['the last of all', { last: 3 }, {}, some(4, 5, 6)],
    ['the first of the last', { last: 3, head: 1 }, {}, some(4)],
    ['none', { head: 0 }, {}, ''],
  ])('%s', (_title, local, records, expected) => {
    expect(filtered(local, records, TEXT)).toBe(expected);
    expect(filtered(local, records, TEXT.join('').match(/[^\n]*\n/g)!)).toBe(expected);
  });

  it.each<[string, Partial<LocalFilter>, Partial<RecordSelection>, string]>([
    ['of a level', { grep: ['Cart'] }, { level: 'error' }, '\tat com.shop.Cart.add(Cart.java:31)\n'],
    ['in a range', { grep: ['App'], maxCount: 2 }, { time: { since: at(4), until: null } }, some(4, 5)],
    [
      'without a pattern: all of them',
      { last: 2 },
      { level: 'error' },
      `\tat com.shop.Cart.add(Cart.java:31)\n${some(6)}`,
    ],
  ])('lines of records %s', (_title, local, records, expected) => {
    expect(filtered(local, { ...records, whole: false }, TEXT)).toBe(expected);
  });
});

describe('records with braces are selected', () => {
  it.each<[string, Partial<LocalFilter>, Partial<RecordSelection>, string]>([
    ['after one that opens no object', { grep: ['after'] }, { level: 'error' }, line(8, 'ERROR', 'after')],
    [
      'by what a multi-line object contains as a whole',
      { grep: ['pretty'] },
      { level: 'error', time: { since: at(9), until: null } },
      PRETTY,
    ],
  ])('%s', (_title, local, records, expected) => {
    expect(filtered(local, records, BRACES)).toBe(expected);
  });
});

it('selects a line in pieces by the level in its last one', () => {
  const time = '2026-11-20T14:02:11.204567891Z';
  const pieces = [
    `${time} stdout P {"msg":"a\n`,
    `${time} stderr F INFO b\n`,
    `${time} stdout F c","level":"error"}\n`,
  ];
  const out = filtered({}, { level: 'error', whole: false }, pieces);
  expect(out).toBe(pieces[0]! + pieces[2]!);
});

describe('while records arrive', () => {
  const live = (local: Partial<LocalFilter>, records: Partial<RecordSelection>) =>
    createLineFilter({ ...NO_FILTER, ...local, records: { ...ALL, ...records } }, LOG);

  it('returns a line as soon as its record is known to match', () => {
    const filter = live({ grep: ['Exception'] }, { level: 'error' });
    expect(filter.push(line(1, 'ERROR', 'a'))).toBe('');
    expect(filter.push('java.lang.Exception\n')).toBe(`${line(1, 'ERROR', 'a')}java.lang.Exception\n`);
    expect(filter.push('\tat x\n')).toBe('\tat x\n');
    expect(filter.push(line(2, 'INFO', 'java.lang.Exception'))).toBe('');
  });

  it('considers a record complete when nothing has arrived for a while', () => {
    const filter = live({ exclude: ['no'] }, {});
    expect(filter.push(line(1, 'ERROR', 'a'))).toBe('');
    expect(filter.waits).toBe(true);
    expect(filter.expire!()).toBe(line(1, 'ERROR', 'a'));
    expect(filter.waits).toBe(false);
    expect(filter.push('\tat late\n')).toBe('\tat late\n');
  });

  it('is done when the last record has waited long enough', () => {
    const filter = live({ grep: ['a'], maxCount: 1 }, {});
    filter.push(line(1, 'ERROR', 'a'));
    expect([filter.done, filter.waits]).toEqual([false, true]);
    filter.expire!();
    expect(filter.done).toBe(true);
  });

  it('is done well after the end of the range, not at the first line past it', () => {
    const filter = live({}, { time: { since: null, until: at(10) } });
    expect(filter.push(line(30, 'INFO', 'early'))).toBe('');
    expect(filter.push(line(9, 'INFO', 'late'))).toBe(line(9, 'INFO', 'late'));
    filter.push(line(31, 'INFO', 'x'.repeat(70_000)));
    filter.push(line(32, 'INFO', 'x'));
    expect(filter.done).toBe(true);
  });

  it('buffers no more than a part of an endless record', () => {
    const filter = live({ grep: ['never'] }, {});
    filter.push(line(1, 'INFO', 'a'));
    for (let n = 0; n < 30; n++) filter.push(`\t${'x'.repeat(100_000)}\n`);
    expect(filter.push('\tnever\n').length).toBeLessThan(1_100_000);
  });
});

/** Returns the expected output of a filter, computed from records that were assembled completely. */
const expected = (text: string, { time: { since, until }, level }: RecordSelection, grep: string): string => {
  const assembler = createAssembler({ ...LOG, source: 0, group: true });
  let inRange = since === null;
  const matches = (record: LogRecord): boolean => {
    const { ms } = record.time ?? {};
    if (ms !== undefined) inRange = (since === null || ms >= since) && (until === null || ms <= until);
    const isOfLevel = level === null || (record.level !== null && severity(record.level) >= severity(level));
    return inRange && isOfLevel && record.text.includes(grep);
  };
  const records = [...assembler.push(text, LOG.now()), ...assembler.flush()];
  return records
    .filter(matches)
    .map(record => `${record.text}\n`)
    .join('');
};

/** Returns true if lines occur among others in the same order. */
const isWithin = (lines: readonly string[], others: readonly string[]): boolean => {
  let at = 0;
  for (const other of others) if (at < lines.length && lines[at] === other) at++;
  return at === lines.length;
};

it('selects the records that the assembler makes, in any chunking', () => {
  const bound = fc.option(fc.integer({ min: -1000, max: 400_000 }).map(ms => BEGIN + ms));
  const level = fc.option(fc.constantFrom<Level>(...LEVELS));
  const grep = fc.constantFrom('', 'Exception', 'refused', 'ready');
  fc.assert(
    fc.property(
      randomLog,
      bound,
      bound,
      level,
      grep,
      fc.integer({ min: 1, max: 9 }),
      (text, since, until, least, word, size) => {
        const selection = { time: { since, until }, level: least, whole: true };
        const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
        const chunks = Array.from({ length: Math.ceil(lines.length / size) }, (_, index) =>
          lines.slice(index * size, (index + 1) * size).join(''),
        );
        const passed = filtered({ grep: word === '' ? [] : [word], fixed: true }, selection, chunks);
        const wanted = expected(text, selection, word);
        // A record's lines may be interleaved with those of other streams: lines are passed on in the log's
        // order.
        expect(passed.split('\n').sort()).toEqual(wanted.split('\n').sort());
        expect(isWithin(passed.split('\n').slice(0, -1), text.split('\n'))).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});

it('prints the lines of a wrapped record from the first on, even if its level is on the second', () => {
  const lines = ['Nov 20, 2026 2:02:11 PM com.example.App main', 'SEVERE: refused'];
  const wrapped = lines.map(text => `Nov 20 14:02:11 web-1 shop[871]: ${text}\n`).join('');
  expect(filtered({}, { level: 'error', whole: false }, [wrapped])).toBe(wrapped);
});
