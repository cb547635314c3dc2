import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromByteString, toByteString } from '../../../src/core/bytes.ts';
import { createLineFilter } from '../../../src/core/filter/filter.ts';
import { MAX_HELD, SLACK } from '../../../src/core/filter/limit.ts';
import { type LocalFilter, NO_FILTER } from '../../../src/core/filter/step.ts';
import type { Level } from '../../../src/core/level.ts';
import { linesInParts, wholeLinesWithin } from '../../../src/core/lines.ts';
import { EVERYTHING, type Query } from '../../../src/core/query.ts';
import { MAX_RECORD } from '../../../src/core/records/assemble.ts';
import { wholeFilter } from '../../../src/pushdown/filter/filterStages.ts';
import { lowerLines } from '../../../src/pushdown/filter/lowerLines.ts';

/** Returns what passes of text that arrives in these pieces. */
const filtered = (local: Partial<LocalFilter>, pieces: readonly string[]): string => {
  const filter = createLineFilter({ ...NO_FILTER, ...local });
  let out = '';
  for (const piece of pieces) if (!filter.done) out += filter.push(piece);
  return out + filter.end();
};

const filteredBytes = (local: Partial<LocalFilter>, pieces: readonly string[]): string => {
  const filter = createLineFilter({ ...NO_FILTER, ...local });
  const passed = pieces.map(piece => filter.pushBytes!(fromByteString(piece)));
  return toByteString(Buffer.concat(passed)) + filter.end();
};

describe('a line that is too long to arrive in one piece', () => {
  test.each<[title: string, local: Partial<LocalFilter>, pieces: string[], passed: string]>([
    ['passes completely if its first piece matches', { grep: ['a'] }, ['xa', 'x', 'x\nb\n'], 'xaxx\n'],
    ['is dropped if its first piece does not match', { grep: ['a'] }, ['x', 'a', 'a\na\n'], 'a\n'],
    ['is excluded completely', { exclude: ['a'] }, ['a', 'x', 'x\nx\n'], 'x\n'],
    ['is one match of several', { grep: ['x'], maxCount: 1 }, ['x', 'x', 'x\nx\n'], 'xxx\n'],
    ['is terminated at the end', { grep: ['x'] }, ['a\nx', 'x'], 'xx\n'],
    ['is context before a match', { grep: ['b'], before: 1 }, ['x\na', 'x', 'x\nb\n'], 'axx\nb\n'],
    ['is context after a match', { grep: ['b'], after: 1 }, ['b\na', 'x', 'x\nx\n'], 'b\naxx\n'],
    ['has context', { grep: ['b'], before: 1, after: 1 }, ['a\nb', 'x', 'x\na\na\n'], 'a\nbxx\na\n'],
    ['is no context', { grep: ['b'], after: 1 }, ['a', 'x', 'x\nb\n'], 'b\n'],
    ['is the last match', { grep: ['b'], maxCount: 1, before: 1 }, ['b', 'x', 'x\nb\n'], 'bxx\n'],
    [
      'is the last match in context',
      { grep: ['b'], last: 1, before: 1 },
      ['b\na', 'x', 'x\nb', 'x', 'x\n'],
      'axx\nbxx\n',
    ],
    ['counts as one of the first lines', { head: 2 }, ['a\nb', 'b', 'b\nc\n'], 'a\nbbb\n'],
    ['counts as one of the last lines', { last: 2 }, ['a\nb', 'b', 'b\nc\n'], 'bbb\nc\n'],
  ])('%s', (_title, local, pieces, passed) => {
    expect(filtered(local, pieces)).toBe(passed);
  });

  test.each([
    { before: 1 },
    { after: 1 },
    { before: 2, after: 1 },
    { before: 1, maxCount: 2 },
    { after: 2, maxCount: 1 },
    { before: 1, last: 2 },
    { after: 2, last: 1 },
  ])('is whole in context, however it is cut: %j', context => {
    const line = fc.constantFrom('a', 'ax', 'b', 'bx', 'axx', 'bxxx');
    const log = fc.tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom('', '\n'));
    const property = fc.property(log, fc.array(fc.nat(60)), ([lines, end], cuts) => {
      const text = lines.join('\n') + end;
      const places = cuts.filter(at => at > 0 && at < text.length).sort((one, other) => one - other);
      // The first byte of a line decides about it.
      const pieces = [0, ...places].map((at, index) => text.slice(at, places[index]));
      const local = { grep: ['^b'], ...context };
      expect(filtered(local, pieces)).toBe(filtered(local, [text]));
    });
    fc.assert(property, { numRuns: 300 });
  });

  test('may exceed the limit for context: its end is kept, and the rest is counted', () => {
    const filter = createLineFilter({ ...NO_FILTER, grep: ['b'], before: 2 });
    const piece = 'x'.repeat(1 << 20);
    const pieces = (MAX_HELD >> 20) * 3;
    filter.push('first\n');
    for (let count = 0; count < pieces; count++) filter.push(piece);
    const passed = filter.push('end\nb\n');
    expect(passed.endsWith('xend\nb\n')).toBe(true);
    expect(passed.length).toBeLessThanOrEqual(MAX_HELD + SLACK + 10);
    expect(filter.dropped).toBe('first\n'.length + pieces * piece.length + 'end\nb\n'.length - passed.length);
    filter.push('a\na\nb\n');
    expect(filter.dropped).toBe('first\n'.length + pieces * piece.length + 'end\nb\n'.length - passed.length);
  });

  test('may exceed the limit for the last match: its end is kept, and the rest is counted', () => {
    for (const last of ['x', 'end\n']) {
      const filter = createLineFilter({ ...NO_FILTER, grep: ['b'], before: 1, last: 1 });
      const piece = 'x'.repeat(1 << 20);
      const pieces = (MAX_HELD >> 20) * 3;
      filter.push('b');
      for (let count = 0; count < pieces; count++) filter.push(piece);
      filter.push(last);
      const passed = filter.end();
      expect(passed.endsWith(`x${last.trimEnd()}\n`)).toBe(true);
      expect(passed.length).toBeLessThanOrEqual(MAX_HELD + SLACK + 10);
      const end = last.endsWith('\n') ? '' : '\n';
      expect(filter.dropped).toBe(1 + pieces * piece.length + last.length + end.length - passed.length);
    }
  });

  test('may exceed the limit for the last lines: its end is kept, and the rest is counted', () => {
    const filter = createLineFilter({ ...NO_FILTER, last: 1 });
    const piece = 'x'.repeat(1 << 20);
    const pieces = (MAX_HELD >> 20) * 3;
    for (let count = 0; count < pieces; count++) filter.push(piece);
    filter.push('end\n');
    const kept = filter.end();
    expect(kept).toHaveLength(MAX_HELD);
    expect(kept.endsWith('xend\n')).toBe(true);
    expect(filter.dropped).toBe(pieces * piece.length + 4 - MAX_HELD);
  });
});

describe('a record with a line that is too long to arrive in one piece', () => {
  const T = '2026-11-20 14:00:01,000';
  const wrappers: Readonly<Record<string, (text: string) => string>> = {
    none: text => text,
    CRI: text => `2026-11-20T14:02:11.123456789Z stdout F ${text}`,
    syslog: text => `Nov 20 14:02:11 web-1 app[7]: ${text}`,
  };
  /** What a filter passes, as text and as bytes, with what the lines' starts prove and without. */
  const selected = (query: Query, pieces: readonly string[]): Set<string> => {
    const sample = pieces.join('').split('\n');
    const findings = { start: null, span: null, size: null, sample, isNear: true as const };
    const whole = wholeFilter(query);
    const certain = lowerLines({ ...query, findings })?.certain;
    const outputs = [
      whole,
      { ...whole, records: { ...whole.records!, ...(certain && { certain }) } },
    ].flatMap(local => [filtered(local, pieces), filteredBytes(local, pieces)]);
    return new Set(outputs);
  };
  const levelled = (level: Level): Query => ({ ...EVERYTHING, level });
  const X = 'x'.repeat(MAX_RECORD + 1);

  test.each(Object.entries(wrappers))('passes or is dropped completely: %s', (_name, wrap) => {
    const lower = [wrap(`${T} INFO [main] App - ${X}`), `${T} ERROR [main] App - ${X}`, `${X}\n`];
    const wanted = [wrap(`${T} ERROR [main] App - ${X}`), `${T} INFO [main] App - ${X}`, `${X}\n`];
    const others = ['INFO', 'ERROR', 'INFO'].map(level => `${wrap(`${T} ${level} [main] App - a`)}\n`);
    const pieces = [...others, ...lower, ...wanted, ...others, ...lower, ...wanted];
    const expected = [others[1], ...wanted, others[1], ...wanted].join('');
    expect(selected(levelled('error'), pieces)).toEqual(new Set([expected]));
    // The end of a line may come together with other lines, and that of the log without a newline.
    const joined = [others.join('') + lower[0], lower.slice(1).join('') + wanted[0], wanted[1]!];
    expect(selected(levelled('error'), joined)).toEqual(new Set([`${others[1]}${wanted[0]}${wanted[1]}\n`]));
  });

  test.each([{ before: 1, last: 1 }, { before: 1 }, { after: 1 }])(
    'an unfinished last line stays whole in context: %j',
    context => {
      const text = `${T} INFO a\n${T} ERROR b`;
      const query = { ...EVERYTHING, level: 'info' as const, exclude: ['c'], ...context };
      const filter = createLineFilter(wholeFilter(query));
      expect(filter.push(text) + filter.end()).toBe(`${text}\n`);
    },
  );

  test('is judged by its first piece', () => {
    const pieces = [`${T} INFO a${X}`, `b${X}`, '\n', `${T} INFO c\n`];
    const having = (grep: string, exclude: string): string[] => {
      const query = { ...EVERYTHING, record: true, grep: [grep], exclude: [exclude] };
      return [...selected(query, pieces)];
    };
    expect(having('a', 'b')).toEqual([pieces.slice(0, 3).join('')]);
    expect(having('b', 'c')).toEqual(['']);
    expect(having('c', 'a')).toEqual([pieces[3]]);
  });

  test('however lines are cut behind their levels', () => {
    const line = fc
      .tuple(fc.constantFrom('INFO', 'ERROR'), fc.constantFrom('', 'x', `x\n\tat a.b(C.java:1)`))
      .map(([level, more]) => `${T} ${level} [main] App - refused ${more}`);
    const cut = fc.tuple(fc.nat(400), fc.boolean());
    const log = fc.tuple(fc.array(line, { minLength: 1, maxLength: 9 }), fc.constantFrom('', '\n'));
    const property = fc.property(log, fc.array(cut), ([lines, end], cuts) => {
      const text = lines.join('\n') + end;
      const isBehind = (at: number): boolean => at - text.lastIndexOf('\n', at - 1) > 48;
      const places = cuts
        .map(([at, atEnd]) => (atEnd ? text.indexOf('\n', at) + 1 : at))
        .filter(at => at > 0 && at < text.length && (text[at - 1] === '\n' || isBehind(at)))
        .sort((a, b) => a - b);
      const pieces = [0, ...places].map((at, index) => text.slice(at, places[index]));
      expect(selected(levelled('error'), pieces)).toEqual(selected(levelled('error'), [text]));
    });
    fc.assert(property, { numRuns: 200 });
  });
});

const bytes = fc.array(fc.constantFrom(10, 97, 98), { maxLength: 60 }).map(Buffer.from);

test('the parts together are the lines, split at line ends if one is within reach', () => {
  const property = fc.property(bytes, fc.integer({ min: 1, max: 20 }), (lines, max) => {
    const parts = [...linesInParts(lines, '\n', max)];
    expect(Buffer.concat(parts)).toEqual(lines);
    for (const part of parts.slice(0, -1)) {
      expect(part.length).toBeLessThanOrEqual(max);
      if (part.at(-1) !== 10) expect(part.includes(10) || part.length < max).toBe(false);
    }
  });
  fc.assert(property);
});

test('whole lines are never split, and at least one is accepted', () => {
  const property = fc.property(bytes, fc.integer({ min: 1, max: 20 }), (lines, max) => {
    const length = wholeLinesWithin(lines, '\n', max);
    if (length < lines.length) expect(lines[length - 1]).toBe(10);
    if (length > max) expect(lines.subarray(0, length - 1).includes(10)).toBe(false);
    if (lines.length > 0) expect(length).toBeGreaterThan(0);
  });
  fc.assert(property);
});
