import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LogFrames } from '../../../src/core/containers/frames.ts';
import { Overlap, stampNanos } from '../../../src/core/containers/overlap.ts';
import { criLine, Unwrapper, type Wrapping, wrappedPattern } from '../../../src/core/containers/unwrap.ts';
import { patternMatcher } from '../../../src/core/pattern/matcher.ts';
import { compilePattern } from '../../../src/core/pattern/pattern.ts';
import type { ReadFrom } from '../../../src/core/query.ts';
import { readEvent, readInspected, readSelection } from '../../../src/pushdown/containers/engine.ts';
import { partsOf } from '../../../src/session/sources/containers/ways.ts';

/** Formats JSON as Docker does, which also escapes characters that are special in HTML. */
const dockerJson = (text: string): string =>
  JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const PIECE = 20;
const time = (index: number): string => `2026-11-29T01:16:56.${String(index).padStart(9, '0')}Z`;

const streamOf = (index: number): 'stdout' | 'stderr' => (index % 3 === 0 ? 'stderr' : 'stdout');

/** Returns a container's lines as its runtime writes them, split into pieces of this many bytes. */
const wrapped = (lines: readonly string[], wrapping: Wrapping): string =>
  lines
    .flatMap((line, index) => {
      const pieces = line.match(new RegExp(`[\\s\\S]{1,${PIECE}}`, 'g')) ?? [''];
      const stream = streamOf(index);
      return pieces.map((piece, at) => {
        const isLast = at === pieces.length - 1;
        return wrapping === 'json-file'
          ? `{"log":${dockerJson(`${piece}${isLast ? '\n' : ''}`)},"stream":"${stream}","time":"${time(index)}"}\n`
          : `${time(index)} ${stream} ${isLast ? 'F' : 'P'} ${piece}\n`;
      });
    })
    .join('');

const line = fc.oneof(
  fc.string({
    unit: fc.constantFrom('a', 'b', 'n', '\\', '"', '<', '&', ' ', '\t', 'Z', 'F', '{', ':', '|', '.'),
  }),
  fc.string({ maxLength: 70, unit: 'grapheme-ascii' }),
);

describe.each<Wrapping>(['json-file', 'cri'])('a log written as %s', wrapping => {
  test('is unwrapped exactly, however it is chunked', () => {
    fc.assert(
      fc.property(fc.array(line), fc.integer({ min: 1, max: 4 }), (lines, count) => {
        const whole = wrapped(lines, wrapping).split(/(?<=\n)/);
        const unwrapper = new Unwrapper(wrapping);
        const read: unknown[] = [];
        for (let at = 0; at < whole.length; at += count)
          read.push(...unwrapper.push(whole.slice(at, at + count).join('')));
        expect(read).toEqual(
          lines.map((text, index) => ({ time: time(index), stream: streamOf(index), text })),
        );
        expect(unwrapper.flush()).toEqual([]);
      }),
    );
  });

  test('is found on the host whenever it would be found locally', () => {
    fc.assert(
      fc.property(
        line,
        fc.string({
          minLength: 1,
          maxLength: 4,
          unit: fc.constantFrom('a', 'b', 'n', ' ', '.', '|', '\\', '"', 'Z', 'F', 'd', 't'),
        }),
        (text, literal) => {
          const ere = wrappedPattern(literal, wrapping);
          if (ere === null) return;
          const test = patternMatcher(compilePattern(ere, { fixed: false, ignoreCase: false }));
          const shown = criLine({ time: time(1), stream: streamOf(1), text });
          const hosts = wrapped(['', text], wrapping).trimEnd().split('\n').slice(1);
          // A long line is expected with all its pieces.
          const wanted = hosts.filter(one => test.test(one));
          if (shown.includes(literal)) expect(wanted).toHaveLength(hosts.length === 1 ? 1 : wanted.length);
          if (shown.includes(literal) && hosts.length > 1)
            expect(wanted.length).toBeGreaterThanOrEqual(hosts.length - 1);
        },
      ),
      {
        examples: [
          ['', 't '],
          ['', 'dout '],
        ],
      },
    );
  });
});

test('invalid UTF-8 arrives as Docker writes it, and lines that are not JSON are skipped', () => {
  const unwrapper = new Unwrapper('json-file');
  expect(
    unwrapper.push(
      `{"log":"a\\ufffdb\\r\\n","stream":"stdout","time":"T"}\nhalf of a li\n{"log":"é\\n","stream":"stdout","time":"T"}\n`,
    ),
  ).toEqual([
    { time: 'T', stream: 'stdout', text: 'a\xef\xbf\xbdb' },
    { time: 'T', stream: 'stdout', text: 'é' },
  ]);
});

describe("the frames of Docker's API", () => {
  const frame = (stream: 'stdout' | 'stderr', content: string): string => {
    const head = Buffer.alloc(8);
    head[0] = stream === 'stdout' ? 1 : 2;
    head.writeUInt32BE(content.length, 4);
    return head.toString('latin1') + content;
  };
  const PIECE = 16_384;
  const framed = (lines: readonly string[]): string =>
    lines
      .map((text, index) => {
        const pieces = text.match(/[\s\S]{1,16384}/g) ?? [''];
        if (pieces.at(-1)!.length === PIECE) pieces.push('');
        return pieces
          .map((piece, at) =>
            frame(streamOf(index), `${time(index)} ${piece}${at === pieces.length - 1 ? '\n' : ''}`),
          )
          .join('');
      })
      .join('');

  test('are read as lines of their streams, however they are chunked', () => {
    const long = fc.integer({ min: PIECE - 2, max: 3 * PIECE }).map(length => 'x'.repeat(length));
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 9, arbitrary: line }, long), { maxLength: 20 }),
        fc.array(fc.nat({ max: 40_000 }), { maxLength: 20 }),
        (lines, cuts) => {
          const all = framed(lines);
          const frames = new LogFrames();
          const read: unknown[] = [];
          let at = 0;
          for (const cut of [...cuts, all.length]) {
            read.push(...frames.push(all.slice(at, at + cut)));
            at += cut;
          }
          read.push(...frames.flush());
          expect(read).toEqual(
            lines.map((text, index) => ({ time: time(index), stream: streamOf(index), text })),
          );
        },
      ),
    );
  });

  test('may lack the newline after a split line, but only there', () => {
    const frames = new LogFrames();
    const bytes =
      frame('stdout', `T ${'x'.repeat(PIECE)}`) + frame('stdout', 'T y') + frame('stderr', 'T z\r\n');
    expect(frames.push(bytes).map(({ stream, text }) => [stream, text.length])).toEqual([
      ['stdout', PIECE + 1],
      ['stderr', 1],
    ]);
    expect(frames.push('no frame at all')).toEqual([]);
    expect(frames.damaged).toBe(true);
  });
});

describe('reading again from a given time', () => {
  /** Returns lines with a time of this many milliseconds. */
  const lines = (...times: number[]): string[] =>
    times.map((ms, index) => `${new Date(ms).toISOString()} line ${index} at ${ms}`);
  const stampOf = (text: string): string => text.slice(0, text.indexOf(' '));

  test('delivers each line once, whatever the timestamps, whether or not the oldest lines still exist', () => {
    const deltas = fc.array(fc.integer({ min: -2, max: 700 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(
        deltas,
        fc.array(fc.nat(), { maxLength: 4 }),
        fc.constantFrom(0, 1000),
        (steps, cuts, unitMs) => {
          let now = 1_764_000_000_000;
          const all = lines(...steps.map(step => (now += step)));
          const overlap = new Overlap({ windowMs: 2000, unitMs });
          const read: string[] = [];
          let until = 0;
          for (const cut of [...cuts, all.length]) {
            until = Math.max(until, Math.min(all.length, cut));
            const { since } = overlap;
            overlap.resume();
            const again = all
              .slice(0, until)
              .filter(one => since === null || stampNanos(stampOf(one))! >= since);
            for (const one of again) read.push(...overlap.push(stampOf(one), one).lines);
          }
          expect(read).toEqual(all);
        },
      ),
    );
  });

  test('reports if all known lines are gone, and delivers the rest', () => {
    const all = lines(1000, 2000, 3000, 10_000, 11_000);
    const overlap = new Overlap({ windowMs: 1000 });
    for (const one of all.slice(0, 3)) overlap.push(stampOf(one), one);
    overlap.resume();
    expect(overlap.push(stampOf(all[3]!), all[3]!)).toEqual({ lines: [all[3]], end: 'gone' });
    expect(overlap.push(stampOf(all[4]!), all[4]!)).toEqual({ lines: [all[4]], end: 'open' });
  });
});

describe('output of an engine', () => {
  test.each([
    ['missing\n', { kind: 'no engine' }],
    ['failed Error: No such container: x\n', { kind: 'none' }],
    ['failed Cannot connect\nmore\n', { kind: 'failed', message: 'Cannot connect' }],
    [
      'found ab12|/web|true|false|json-file|/x/ab12-json.log\nreadable\n',
      {
        kind: 'found',
        container: {
          id: 'ab12',
          name: 'web',
          running: true,
          driver: 'json-file',
          file: '/x/ab12-json.log',
          hasPieces: false,
          isClosed: false,
          tty: false,
          socket: null,
          reader: null,
          files: [],
        },
      },
    ],
    [
      'found ab12|web|false|true|local|\nsocket /run/docker.sock\n',
      {
        kind: 'found',
        container: {
          id: 'ab12',
          name: 'web',
          running: false,
          driver: 'local',
          file: null,
          hasPieces: false,
          isClosed: false,
          tty: true,
          socket: '/run/docker.sock',
          reader: null,
          files: [],
        },
      },
    ],
    [
      'found ab12|web|true|false|json-file|/x\n',
      {
        kind: 'found',
        container: {
          id: 'ab12',
          name: 'web',
          running: true,
          driver: 'json-file',
          file: null,
          hasPieces: false,
          isClosed: true,
          tty: false,
          socket: null,
          reader: null,
          files: [],
        },
      },
    ],
  ])('%j', (output, inspected) => expect(readInspected(output)).toEqual(inspected));

  test.each([
    [
      '{"status":"start","id":"a","Type":"container","Action":"start","Actor":{"ID":"a","Attributes":{"name":"web"}}}',
      { action: 'start', id: 'a', name: 'web' },
    ],
    [
      '{"ID":"a","Name":"web","Status":"remove","Type":"container"}',
      { action: 'destroy', id: 'a', name: 'web' },
    ],
    ['Error', null],
  ])('%j', (text, event) => expect(readEvent(text)).toEqual(event));

  test.each([
    ['web', { kind: 'name', name: 'web' }],
    ['compose=shop', { kind: 'compose', project: 'shop', service: null }],
    ['compose=shop/web', { kind: 'compose', project: 'shop', service: 'web' }],
  ])('%s selects', (address, selection) => expect(readSelection(address)).toEqual(selection));
});

describe('selecting the files of a container', () => {
  const files = [
    { path: 'log.2', lines: 10 },
    { path: 'log.1', lines: 20 },
    { path: 'log', lines: 5 },
  ];
  const last = (count: number) => ({ kind: 'lastLines', count }) as const;
  const first = (line: number) => ({ kind: 'fromLine', line }) as const;
  test.each<[object, object[]]>([
    [
      first(1),
      [
        ['log.2', first(1)],
        ['log.1', first(1)],
        ['log', first(1)],
      ],
    ],
    [
      first(8),
      [
        ['log.2', first(8)],
        ['log.1', first(1)],
        ['log', first(1)],
      ],
    ],
    [
      first(15),
      [
        ['log.1', first(5)],
        ['log', first(1)],
      ],
    ],
    [first(99), [['log', first(69)]]],
    [last(3), [['log', last(3)]]],
    [last(5), [['log', first(1)]]],
    [
      last(7),
      [
        ['log.1', last(2)],
        ['log', first(1)],
      ],
    ],
    [
      last(99),
      [
        ['log.2', first(1)],
        ['log.1', first(1)],
        ['log', first(1)],
      ],
    ],
  ])('%j', (from, parts) => {
    const found = partsOf({ files }, from as ReadFrom);
    expect(found.map(({ path, from: start }) => [path, start])).toEqual(parts);
    expect(partsOf({ files: [] }, from as ReadFrom)).toEqual([]);
  });
});
