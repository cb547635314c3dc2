import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ByteString } from '../../../src/core/bytes.ts';
import type { CertainLines } from '../../../src/core/filter/step.ts';
import { LEVELS, severity } from '../../../src/core/level.ts';
import { EVERYTHING, type Query } from '../../../src/core/query.ts';
import { wholeFilter } from '../../../src/pushdown/filter/filterStages.ts';
import { lowerLines } from '../../../src/pushdown/filter/lowerLines.ts';
import { shapedLog } from '../../pushdown/shapedLogs.ts';
import { interleavedLog } from '../interleavedLogs.ts';
import { randomLog } from '../randomLog.ts';
import { wovenLog } from '../wovenLogs.ts';
import { allRecords, inAnyOrder, recordsSince, selectedRecords } from './selecting.ts';

const certainOf = (query: Query, text: ByteString): CertainLines | undefined => {
  const sample = text.split('\n').slice(0, 20);
  const findings = { start: null, span: null, size: null, sample, isNear: true as const };
  return lowerLines({ ...query, findings })?.certain;
};

const log = fc.oneof({ weight: 4, arbitrary: wovenLog }, shapedLog(6), randomLog);
const chunkLines = fc.integer({ min: 1, max: 40 });
const runs = { numRuns: Number(process.env['RUNS'] ?? 300) };

describe('selected records are those of the whole log', () => {
  it('of a level or worse', () => {
    let skimmed = 0;
    const property = fc.property(log, fc.constantFrom(...LEVELS), chunkLines, (text, level, lines) => {
      const query: Query = { ...EVERYTHING, level };
      const whole = wholeFilter(query);
      const least = severity(level);
      const wanted = allRecords(text).filter(
        record => record.level !== null && severity(record.level) >= least,
      );
      const expected = inAnyOrder(wanted);
      expect(inAnyOrder(selectedRecords(whole, text, lines, false))).toEqual(expected);
      expect(inAnyOrder(selectedRecords(whole, text, lines, true))).toEqual(expected);
      const certain = certainOf(query, text);
      if (certain === undefined) return;
      skimmed++;
      const skimming = { ...whole, records: { ...whole.records!, certain } };
      expect(inAnyOrder(selectedRecords(skimming, text, lines, false))).toEqual(expected);
      expect(inAnyOrder(selectedRecords(skimming, text, lines, true))).toEqual(expected);
    });
    fc.assert(property, runs);
    expect(skimmed).toBeGreaterThan(10);
  }, 600_000);

  it('from a time on, also where those of several programs are interleaved', () => {
    let compared = 0;
    const times = fc.nat(10).map(second => Date.UTC(2026, 10, 20, 14, 2, 10 + second));
    const property = fc.property(interleavedLog, times, chunkLines, ({ text }, since, lines) => {
      const expected = recordsSince(text, since);
      fc.pre(expected !== null);
      compared++;
      const whole = wholeFilter({ ...EVERYTHING, time: { since, until: null } });
      expect(inAnyOrder(selectedRecords(whole, text, lines, true))).toEqual(inAnyOrder(expected!));
    });
    fc.assert(property, runs);
    expect(compared).toBeGreaterThan(100);
  }, 600_000);

  it('with a match', () => {
    const property = fc.property(log, chunkLines, (text, lines) => {
      const expected = allRecords(text).filter(record => record.text.includes('e'));
      const whole = wholeFilter({ ...EVERYTHING, record: true, grep: ['e'] });
      expect(inAnyOrder(selectedRecords(whole, text, lines, true))).toEqual(inAnyOrder(expected));
    });
    fc.assert(property, runs);
  }, 600_000);

  it('with a match, up to a number of them', () => {
    const property = fc.property(log, chunkLines, fc.nat(6), fc.boolean(), (text, lines, count, isLast) => {
      const all = allRecords(text).filter(record => record.text.includes('e'));
      const expected = isLast ? all.slice(Math.max(0, all.length - count)) : all.slice(0, count);
      // Records that go on behind lines of others are counted where they start or where they go on.
      fc.pre(allRecords(text).every(record => text.includes(record.text)));
      // A name and a bar are a row of a table until a line with a level comes, by which time earlier lines were dropped.
      fc.pre(!isLast || !/^\S+ +\| /m.test(text));
      const asked = { ...EVERYTHING, record: true, grep: ['e'], [isLast ? 'last' : 'head']: count };
      const selected = selectedRecords(wholeFilter(asked), text, lines, true);
      expect(selected).toEqual(expected);
    });
    fc.assert(property, runs);
  }, 600_000);
});

describe('a record that was selected', () => {
  const TRACE = ['\tat a.B.c(B.java:1)'];
  const wrap: Readonly<Record<string, (text: string) => string>> = {
    text: text => text,
    stamps: text => `2026-11-20T14:02:11.5Z ${text}`,
    syslog: text => `Nov 20 14:02:11 web-1 app[7]: ${text}`,
    CRI: text => `2026-11-20T14:02:11.123456789Z stdout F ${text}`,
    'Docker’s JSON': text =>
      JSON.stringify({ log: `${text}\n`, stream: 'stdout', time: '2026-11-20T14:02:11Z' }),
    'kubectl --prefix': text => `[pod/shop-1/app] ${text}`,
    compose: text => `web-1  | ${text}`,
  };

  it.each(Object.keys(wrap))('does not join an earlier one: %s', name => {
    const line = wrap[name]!;
    const errors = [['ERROR: refused'], ['Unhandled exception: x', ...TRACE], ['ERROR: again', ...TRACE]];
    const [first, crash, again] = errors.map(record => record.map(line));
    const lines = [line('INFO: a'), ...first!, line('INFO: b'), ...crash!, ...again!, line('INFO: c')];
    const expected = [first, crash, again].map(record => ({ level: 'error', text: record!.join('\n') }));
    const text = `${lines.join('\n')}\n`;
    const whole = wholeFilter({ ...EVERYTHING, level: 'error' });
    for (const count of [1, 3, 9]) expect(selectedRecords(whole, text, count, false)).toEqual(expected);
    // The latest lines, of which the first is the rest of a record.
    const latest = wholeFilter({ ...EVERYTHING, level: 'error', last: 3 });
    expect(selectedRecords(latest, text, 2, false).slice(-1)).toEqual(expected.slice(-1));
  });

  it('is read as in a log of several programs whose first lines were not selected', () => {
    const lines = ['INFO: a', 'Traceback (most recent call last):', '  File "x.py", line 3', 'ValueError: x'];
    const text = lines.map(line => `${wrap['compose']!(line)}\n`).join('');
    const crash = lines.slice(1).map(wrap['compose']!).join('\n');
    const whole = wholeFilter({ ...EVERYTHING, level: 'error' });
    expect(selectedRecords(whole, text, 1, false)).toEqual([{ level: 'error', text: crash }]);
  });

  it('opens a block as in the whole log, which remembers its stream', () => {
    const lines = ['\tat a.B.c(B.java:1)', '{', "thread 'main' panicked at x.rs:1:2:", 'INFO: ready'];
    const text = lines.map(line => `${wrap['CRI']!(line)}\n`).join('');
    const block = lines.slice(1, 3).map(wrap['CRI']!).join('\n');
    const whole = wholeFilter({ ...EVERYTHING, record: true, grep: ['panicked'] });
    for (const count of [1, 2, 4])
      expect(selectedRecords(whole, text, count, false)).toEqual([{ level: null, text: block }]);
  });

  it('goes on behind an object that was never closed', () => {
    const lines = [
      '2026-11-27T22:00:00Z INFO at x',
      '10.0.0.9 - - [27/Nov/2026:22:00:00 +0000] "GET / HTTP/1.1" 200 0',
      '{"time":{"epochSecond":1795000000},"status":"web-1"',
      '2026-11-27T22:00:00Z  [main] ready',
    ];
    const text = `${lines.join('\n')}\n`;
    const whole = wholeFilter({ ...EVERYTHING, record: true, grep: ['ready'] });
    const expected = [{ level: 'info', text: `${lines[0]}\n${lines[3]}` }];
    for (const count of [1, 9]) expect(selectedRecords(whole, text, count, false)).toEqual(expected);
  });
});
