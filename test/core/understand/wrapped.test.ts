import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeText } from '../../../src/core/bytes.ts';
import { createLineFilter } from '../../../src/core/filter/filter.ts';
import { type LocalFilter, NO_FILTER } from '../../../src/core/filter/step.ts';
import type { LogRecord } from '../../../src/core/record.ts';
import { LineHead } from '../../../src/core/understand/lineHead.ts';
import { LineReader } from '../../../src/core/understand/lineReader.ts';
import { LINE_FORMATS } from '../../../src/core/understand/tables/lineFormats.ts';
import { assemble, NOW, optionsOf, timeOf } from './assembling.ts';
import { SOFTWARE_RECORDS } from './softwareLines.ts';
import { TRACES } from './traces.ts';

/** Wraps a program's line in another program's; `stream` identifies its origin. */
type Wrapper = (line: string, stream: number) => string;

const T = '2026-11-20T14:02:11';
const json = (log: string, stream: number): string =>
  JSON.stringify({ log: `${log}\n`, stream: 'stdout', container_id: `c${stream}`, time: `${T}.1Z` });

const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  syslog: (line, stream) => `Nov 20 14:02:11 web-1 app[${stream + 1}]: ${line}`,
  'syslog with ISO times': (line, stream) => `${T}+00:00 web-1 app[${stream + 1}]: ${line}`,
  'syslog with priorities': (line, stream) => `<14>Nov 20 14:02:11 web-1 app[${stream + 1}]: ${line}`,
  'RFC 5424': (line, stream) => `<14>1 ${T}.1Z web-1 app ${stream + 1} - [x@1 a="b"] ${line}`,
  CRI: (line, stream) => `${T}.123456789Z ${stream % 2 === 0 ? 'stdout' : 'stderr'} F ${line}`,
  'Docker’s JSON': json,
  'docker logs -t': line => `${T}.123456789Z ${line}`,
  compose: (line, stream) => `web-${stream}  | ${line}`,
  'kubectl --prefix': (line, stream) => `[pod/shop-${stream}/app] ${line}`,
  Heroku: (line, stream) => `${T}.204567+00:00 app[web.${stream}]: ${line}`,
};
/** The wrappers that identify a line's origin. */
const TELLING = Object.keys(WRAPPERS).filter(name => !['docker logs -t', 'CRI'].includes(name));

/** The wrappers without a time. */
const UNTIMED: ReadonlySet<string> = new Set(['compose', 'kubectl --prefix']);

/** Returns true if a line is not searched for in other programs' lines. */
const isOutside = (line: string): boolean => {
  const reading = new LineHead();
  return new LineReader(null).read(line, 0, line.length, reading) && reading.format?.outside === true;
};

/** Lines whose level would be determined by another reader if they were not wrapped. */
const LINES = [
  ...LINE_FORMATS.map(({ example }) => example),
  ...SOFTWARE_RECORDS.map(([, text]) => text).filter(text => !text.includes('\n')),
].filter(line => !isOutside(line) && /^[\x20-\x7e\t]+$/.test(line) && !/^\s/.test(line));

const levelsOf = (lines: readonly string[]): (string | null)[] =>
  assemble([`${lines.join('\n')}\n`]).map(({ level }) => level);

describe.each(Object.entries(WRAPPERS))('a line within %s', (name, wrap) => {
  // A priority is the level of a line without its own.
  const fallback = name.includes('priorities') || name === 'RFC 5424' ? 'info' : null;

  test('has the same level as without the wrapper', () => {
    const missed = LINES.filter(line => levelsOf([wrap(line, 0)])[0] !== (levelsOf([line])[0] ?? fallback));
    expect(missed).toEqual([]);
  });

  test.each(TRACES)('a trace of %s is one record after its head', (_language, trace) => {
    const lines = `2026-11-20 14:02:11,204 ERROR [main] refused\n${trace}\n2026-11-20 14:02:12,204 INFO [main] ready`;
    expect(levelsOf(lines.split('\n').map(line => wrap(line, 0)))).toEqual(['error', 'info']);
  });
});

/** Generates a short log: heads, with traces after some of them. */
const log = fc.array(
  fc.record({
    level: fc.constantFrom('ERROR', 'INFO', 'WARN'),
    trace: fc.option(fc.constantFrom(...TRACES.map(([, trace]) => trace)), { freq: 2 }),
  }),
  { minLength: 1, maxLength: 5 },
);

/** `apart`: without blank lines, which mean nothing if other lines are between them and their record. */
const linesOf = (records: readonly { level: string; trace: string | null }[], apart = false): string[] =>
  records.flatMap(({ level, trace }, index) => [
    `2026-11-20 14:02:${10 + index},204 ${level} [main] x`,
    ...(trace === null || level !== 'ERROR' ? [] : trace.split('\n').filter(line => line !== '' || !apart)),
  ]);

const names = Object.keys(WRAPPERS);

test('any log in any wrapper, or in two, has the same records, levels and texts', () => {
  const property = fc.property(
    log,
    fc.constantFrom(...names),
    fc.option(fc.constantFrom(...names)),
    (records, outer, inner) => {
      const lines = linesOf(records);
      const wrap = (line: string): string =>
        WRAPPERS[outer]!(inner === null ? line : WRAPPERS[inner]!(line, 0), 0);
      const plain = assemble([`${lines.join('\n')}\n`]);
      const wrapped = assemble([`${lines.map(wrap).join('\n')}\n`]);
      const said = ({ level, text }: LogRecord) => [level, text.split('\n').length];
      expect(wrapped.map(said)).toEqual(plain.map(said));
    },
  );
  fc.assert(property, { numRuns: 300 });
});

test('a log in compose has the same times as without it', () => {
  const property = fc.property(log, fc.constantFrom('compose', 'kubectl --prefix'), (records, name) => {
    const lines = linesOf(records);
    const wrapped = assemble([`${lines.map(line => WRAPPERS[name]!(line, 0)).join('\n')}\n`]);
    expect(wrapped.map(timeOf)).toEqual(assemble([`${lines.join('\n')}\n`]).map(timeOf));
  });
  fc.assert(property);
});

test('interleaved lines of several streams have the levels of their own records', () => {
  const property = fc.property(
    log,
    log,
    fc.constantFrom(...TELLING),
    fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
    (one, other, name, order) => {
      const queues = [linesOf(one, true), linesOf(other, true)];
      // Returns the lines, each with the level of its record.
      const expected = queues.map(lines =>
        assemble([`${lines.join('\n')}\n`], { group: false }).map(({ level }) => level),
      );
      const lines: string[] = [];
      const levels: (string | null)[] = [];
      for (let step = 0; queues.some(queue => queue.length > 0); step++) {
        const wanted = order[step % order.length]! ? 0 : 1;
        const from = queues[wanted]!.length > 0 ? wanted : 1 - wanted;
        lines.push(WRAPPERS[name]!(queues[from]!.shift()!, from));
        levels.push(expected[from]!.shift()!);
      }
      const read = assemble([`${lines.join('\n')}\n`], { group: false });
      expect(read.map(({ level }) => level)).toEqual(levels);
    },
  );
  fc.assert(property, { numRuns: 100 });
});

const ERRORS: LocalFilter = {
  ...NO_FILTER,
  records: { time: { since: null, until: null }, level: 'error', whole: false },
};

/** Returns what a filter passes of lines that arrive a few at a time. */
const selected = (lines: readonly string[], size: number, changes: Partial<LocalFilter> = {}): string[] => {
  const { format } = optionsOf();
  const filter = createLineFilter({ ...ERRORS, ...changes }, { format, timezone: null, now: () => NOW });
  let out = '';
  for (let at = 0; at < lines.length; at += size)
    out += filter.push(encodeText(`${lines.slice(at, at + size).join('\n')}\n`));
  return `${out}${filter.end()}`.split('\n').slice(0, -1);
};

test('interleaved logs in any wrapper, or in two, have the same records, and are selected accordingly', () => {
  const property = fc.property(
    log,
    log,
    fc.constantFrom(...names.filter(name => name !== 'docker logs -t')),
    fc.option(fc.constantFrom(...names)),
    fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
    fc.integer({ min: 1, max: 7 }),
    (one, other, outer, inner, order, size) => {
      const wrap = (line: string, stream: number): string =>
        WRAPPERS[outer]!(inner === null ? line : WRAPPERS[inner]!(line, stream), stream);
      const queues = [linesOf(one), linesOf(other)];
      const isTimed = [outer, ...(inner === null ? [] : [inner])].some(name => !UNTIMED.has(name));
      const said = (record: LogRecord): (string | null)[] => [
        record.level,
        // A line with its own time is identified by that.
        isTimed ? null : timeOf(record),
      ];
      const expected = queues.flatMap((lines, stream) =>
        assemble([`${lines.join('\n')}\n`]).map(record => [
          ...said(record),
          encodeText(
            record.text
              .split('\n')
              .map(line => wrap(line, stream))
              .join('\n'),
          ),
        ]),
      );
      const lines: string[] = [];
      for (let step = 0; queues.some(queue => queue.length > 0); step++) {
        const wanted = order[step % order.length]! ? 0 : 1;
        const from = queues[wanted]!.length > 0 ? wanted : 1 - wanted;
        lines.push(wrap(queues[from]!.shift()!, from));
      }
      const chunks = lines.flatMap((_, at) =>
        at % size === 0 ? [`${lines.slice(at, at + size).join('\n')}\n`] : [],
      );
      const records = assemble(chunks);
      expect(records.map(record => [...said(record), record.text]).sort()).toEqual(expected.sort());
      expect(records.map(({ seq }) => seq)).toEqual(records.map(({ seq }) => seq).sort((a, b) => a - b));

      // Returns the lines of the requested records, in the log's order; if records are counted, each of those
      // records in one piece.
      const errors = records.filter(({ level }) => level === 'error');
      const wantedLines = new Set(errors.flatMap(({ text }) => text.split('\n')));
      const inOrder = lines.map(encodeText).filter(line => wantedLines.has(line));
      const passed = selected(lines, size);
      expect(passed.length).toBe(errors.flatMap(({ text }) => text.split('\n')).length);
      if (new Set(inOrder).size === inOrder.length) expect(passed).toEqual(inOrder);
      const whole = { records: { ...ERRORS.records!, whole: true }, maxCount: 2 };
      expect(selected(lines, size, whole)).toEqual(
        errors.slice(0, 2).flatMap(({ text }) => text.split('\n')),
      );
    },
  );
  fc.assert(property, { numRuns: 100 });
});

/** Colours each token of a line differently, like consoles do. */
const coloured = (line: string, mask: number): string =>
  line.replace(/[^\s]+/g, (token, at: number) =>
    (mask >> (at % 16)) & 1 ? `\x1b[3${at % 8}m${token}\x1b[0m` : token,
  );

test('colours anywhere in a line do not change the result', () => {
  const property = fc.property(fc.constantFrom(...LINES), fc.nat(0xffff), (line, mask) => {
    const read = (text: string) => assemble([`${text}\n`]).map(record => [record.level, timeOf(record)]);
    expect(read(coloured(line, mask))).toEqual(read(line));
    expect(read(coloured(line, 0xffff))).toEqual(read(line));
  });
  fc.assert(property, { numRuns: 500 });
});
