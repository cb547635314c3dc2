import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LogRecord } from '../../../src/core/record.ts';
import { LineReader } from '../../../src/core/understand/lineReader.ts';
import { Reading } from '../../../src/core/understand/reading.ts';
import { LINE_FORMATS } from '../../../src/core/understand/tables/lineFormats.ts';
import { assemble, timeOf } from './assembling.ts';
import { SOFTWARE_RECORDS } from './softwareLines.ts';
import { TRACES } from './traces.ts';

/** Puts a line of a program's into another one's; `stream` says whose line it is. */
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
/** Those that tell whose line it is. */
const TELLING = Object.keys(WRAPPERS).filter(name => !['docker logs -t', 'CRI'].includes(name));

/** Whether a line is not sought in other programs' lines. */
const isOutside = (line: string): boolean => {
  const reading = new Reading();
  return new LineReader(null).read(line, 0, line.length, reading) && reading.format?.outside === true;
};

/** Lines whose level another reader of them, without the wrapper, would tell. */
const LINES = [
  ...LINE_FORMATS.map(({ example }) => example),
  ...SOFTWARE_RECORDS.map(([, text]) => text).filter(text => !text.includes('\n')),
].filter(line => !isOutside(line) && /^[\x20-\x7e\t]+$/.test(line) && !/^\s/.test(line));

const levelsOf = (lines: readonly string[]): (string | null)[] =>
  assemble([`${lines.join('\n')}\n`]).map(({ level }) => level);

describe.each(Object.entries(WRAPPERS))('a line within %s', (name, wrap) => {
  // A priority is the level of what tells none itself.
  const fallback = name.includes('priorities') || name === 'RFC 5424' ? 'info' : null;

  test('has the level that it has without', () => {
    const missed = LINES.filter(line => levelsOf([wrap(line, 0)])[0] !== (levelsOf([line])[0] ?? fallback));
    expect(missed).toEqual([]);
  });

  test.each(TRACES)('a trace of %s is one record behind its head', (_language, trace) => {
    const lines = `2026-11-20 14:02:11,204 ERROR [main] refused\n${trace}\n2026-11-20 14:02:12,204 INFO [main] ready`;
    expect(levelsOf(lines.split('\n').map(line => wrap(line, 0)))).toEqual(['error', 'info']);
  });
});

/** A short log: heads, and traces behind some of them. */
const log = fc.array(
  fc.record({
    level: fc.constantFrom('ERROR', 'INFO', 'WARN'),
    trace: fc.option(fc.constantFrom(...TRACES.map(([, trace]) => trace)), { freq: 2 }),
  }),
  { minLength: 1, maxLength: 5 },
);

/** `apart`: without blank lines, which say nothing where others are between them and their record. */
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

test('a log in compose has the times that it has without', () => {
  const property = fc.property(log, fc.constantFrom('compose', 'kubectl --prefix'), (records, name) => {
    const lines = linesOf(records);
    const wrapped = assemble([`${lines.map(line => WRAPPERS[name]!(line, 0)).join('\n')}\n`]);
    expect(wrapped.map(timeOf)).toEqual(assemble([`${lines.join('\n')}\n`]).map(timeOf));
  });
  fc.assert(property);
});

test('the lines of several streams, between one another, have the levels of their own records', () => {
  const property = fc.property(
    log,
    log,
    fc.constantFrom(...TELLING),
    fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
    (one, other, name, order) => {
      const queues = [linesOf(one, true), linesOf(other, true)];
      // Line by line, each with the level of its record.
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
  fc.assert(property, { numRuns: 200 });
});

/** Each token of a line in a colour of its own, as consoles have them. */
const coloured = (line: string, mask: number): string =>
  line.replace(/[^\s]+/g, (token, at: number) =>
    (mask >> (at % 16)) & 1 ? `\x1b[3${at % 8}m${token}\x1b[0m` : token,
  );

test('colours anywhere in a line change nothing of what is read', () => {
  const property = fc.property(fc.constantFrom(...LINES), fc.nat(0xffff), (line, mask) => {
    const read = (text: string) => assemble([`${text}\n`]).map(record => [record.level, timeOf(record)]);
    expect(read(coloured(line, mask))).toEqual(read(line));
    expect(read(coloured(line, 0xffff))).toEqual(read(line));
  });
  fc.assert(property, { numRuns: 500 });
});
