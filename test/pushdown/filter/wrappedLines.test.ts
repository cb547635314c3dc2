import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ByteString, encodeText, fromByteString, toByteString } from '../../../src/core/bytes.ts';
import { createLineFilter } from '../../../src/core/filter/filter.ts';
import type { CertainStream } from '../../../src/core/filter/step.ts';
import { StreamRecords } from '../../../src/core/filter/streamRecords.ts';
import { EVERYTHING } from '../../../src/core/query.ts';
import { RepeatedStarts } from '../../../src/core/understand/known/repeatedStarts.ts';
import { wholeFilter } from '../../../src/pushdown/filter/filterStages.ts';
import { lowerLines } from '../../../src/pushdown/filter/lowerLines.ts';
import { LOG } from '../../core/randomLog.ts';
import { EXAMPLES } from '../../core/understand/mutatedLines.ts';

const LEVELS = ['debug', 'info', 'warn', 'error', 'fatal'] as const;

/** What a program writes at a level; the number varies. */
type Program = (level: number, n: number) => string;
const clock = (n: number): string => `14:0${n % 10}:1${(n * 7) % 10},20${n % 10}`;

const message = (n: number): string =>
  [
    'done',
    'a "b" \\c\\',
    'tab\tinside',
    'x <b>&</b> \u2028 é',
    '\u001b[31mred\u001b[0m',
    'level=fatal {"level":60}',
  ][n % 6]!;

const PROGRAMS: Readonly<Record<string, Program>> = {
  java: (level, n) =>
    `2026-11-20 ${clock(n)} ${LEVELS[level]!.toUpperCase().padEnd(5)} [main-${n}] c.e.App - ${message(n)}`,
  pino: (level, n) =>
    JSON.stringify({
      level: level * 10 + 20,
      time: 1_795_000_000_000 + n,
      pid: 7,
      hostname: 'web-1',
      msg: message(n),
    }),
  zap: (level, n) =>
    JSON.stringify({
      level: LEVELS[level],
      ts: 1_795_000_000.5,
      caller: `a/b.go:${n}`,
      msg: message(n),
      n: { level: n },
    }),
  log4j: (level, n) =>
    JSON.stringify({
      instant: { epochSecond: 1_795_000_000 + n, nanoOfSecond: n * 1000 },
      thread: `main-${n}`,
      level: LEVELS[level]!.toUpperCase(),
      message: message(n),
      endOfBatch: false,
      contextMap: {},
    }),
  logfmt: (level, n) =>
    `time="2026-11-20T14:02:1${n % 10}Z" level=${LEVELS[level]} msg=${JSON.stringify(message(n))}`,
  bare: (level, n) => `${LEVELS[level]!.toUpperCase()}: ${message(n)}`,
  combined: (level, n) =>
    `10.0.0.9 - - [20/Nov/2026:14:02:1${n % 10} +0000] "GET /x?a=${n} HTTP/1.1" ${[100, 200, 400, 500, 502][level]} 512 "https://x/<${n}>" "Mozilla/5.0 (X11) ${message(n).replace(/["\\]/g, '')}"`,
  access: (level, n) =>
    `10.0.0.9 - - [20/Nov/2026:14:02:1${n % 10} +0000] "GET /x HTTP/1.1" ${level + 1}00 512`,
};

const others = fc.constantFrom(
  ...['\tat com.shop.Cart.add(Cart.java:31)', '    at x (a.js:1:2)', '\t... 3 more', '  at', ' plain', '\t'],
  ...['java.lang.IllegalStateException: x', 'Caused by: a.b.C: x', 'Traceback (most recent call last):'],
  ...['java.lang.IllegalStateException: cart is empty', 'java.lang.IllegalStateException: cart is "full" {'],
  ...[
    'Caused by: java.io.IOException: ERROR',
    'Caused by: panic: x',
    'Caused by: 2026-11-20 14:02:11 ERROR x',
  ],
  ...['Suppressed: a.b.C: level=fatal', 'SomeError: cart is empty', 'Caused by: a\u001b[31mb\u001b[0m'],
  ...[
    '  File "x.py", line 3',
    'ValueError: x',
    'panic: x',
    'goroutine 1 [running]:',
    'main.main()',
    '{',
    '}',
    '',
  ],
  ...['plain words', 'WARN', 'ERROR: x', '{"level":"error"}', 'status=500', '2026-11-20 14:02:11,204 INFO'],
);

/** Wrapped lines, and what damages them. */
type Wrap = (text: string, stream: string, n: number, partial: boolean) => string;
const stamp = (n: number): string => `2026-11-20T14:02:1${n % 10}.${'123456789'.slice(0, 1 + (n % 9))}Z`;
const WRAPPERS: Readonly<Record<string, Wrap>> = {
  docker: (text, stream, n, partial) =>
    JSON.stringify({ log: partial ? text : `${text}\n`, stream, time: stamp(n) })
      .replaceAll('<', '\\u003c')
      .replaceAll('>', '\\u003e')
      .replaceAll('&', '\\u0026')
      .replaceAll('\u2028', '\\u2028'),
  cri: (text, stream, n, partial) => `${stamp(n)} ${stream} ${partial ? 'P' : 'F'} ${text}`,
  nested: (text, stream, n, partial) =>
    `${stamp(n)} ${stream} F ${JSON.stringify({ log: partial ? text : `${text}\n`, stream, time: stamp(n) })}`,
};
const DAMAGES: readonly ((line: string, n: number) => string)[] = [
  (line, n) => line.slice(0, n),
  line => `${line}\r`,
  (line, n) => `${line.slice(0, n)}\0\0${line.slice(n)}`,
  (line, n) => `${line.slice(0, n)}\u001b[31m${line.slice(n)}`,
  (line, n) => `${line.slice(0, n)}#033]x${line.slice(n)}`,
  (line, n) => `${line.slice(0, n)}"${line.slice(n)}`,
  (line, n) => `${line.slice(0, n)}\\${line.slice(n)}`,
  (line, n) => `${line.slice(0, n)}\u00ff${line.slice(n)}`,
  line => line + line,
  line => ` ${line}`,
  line => line.replaceAll('":', '": '),
  line => line.replace('"stream"', '"level":"error","stream"'),
  line => line.replace('"time":', '"log":"ERROR: x\\n","time":'),
  line => line.replace('stdout', 'stderr'),
  line => line.replace('-11-', '-19-'),
  (_, n) => EXAMPLES[n % EXAMPLES.length]!,
];

const names = fc.constantFrom(...Object.keys(PROGRAMS));
const usual = fc.constantFrom('java', 'java', 'pino', 'zap', 'log4j', 'logfmt', 'combined');
const levels = fc.constantFrom(0, 1, 1, 1, 2, 3, 4);

interface Written {
  readonly text: string;
  readonly stream: string;
  readonly n: number;
  readonly partial: boolean;
  /** How it is damaged; usually not at all. */
  readonly damage: number;
}

const log = fc.record({
  wrapper: fc.constantFrom('docker', 'docker', 'cri', 'cri', 'nested'),
  programs: fc.tuple(usual, names),
  exception: fc.constantFrom(
    ...[
      'java.lang.IllegalStateException: cart is ',
      'TypeError: x is ',
      'a.b_c.D$EError: no, ',
      'shop.Fault: INFO ',
    ],
  ),
  lines: fc.array(
    fc.record({
      /** 3: a program's line, and a trace. */
      kind: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 2, 2, 3, 3, 3),
      other: others,
      level: levels,
      n: fc.nat(99),
      stream: fc.constantFrom('stdout', 'stdout', 'stdout', 'stderr'),
      /** How often it is written: what is behind by more than 100 lines continues nothing. */
      times: fc.constantFrom(1, 1, 1, 1, 1, 1, 1, 2, 40, 101),
      partial: fc.constantFrom(...Array<boolean>(30).fill(false), true),
      damage: fc.oneof({ weight: 12, arbitrary: fc.constant(-1) }, fc.nat(DAMAGES.length - 1)),
    }),
    { minLength: 4, maxLength: 60 },
  ),
  level: fc.constantFrom(...LEVELS),
  end: fc.constantFrom('\n', '\n', '\n', '', '\r\n'),
});
type RandomLog = typeof log extends fc.Arbitrary<infer T> ? T : never;

const linesOf = ({ wrapper, programs, exception, lines }: RandomLog): ByteString[] => {
  const written = ({ text, stream, n, partial, damage }: Written): ByteString => {
    const line = WRAPPERS[wrapper]!(text, stream, n, partial);
    return encodeText(damage < 0 ? line : DAMAGES[damage]!(line, n)).replaceAll('\n', '');
  };
  return lines.flatMap(({ kind, other, level, n, times, ...rest }) => {
    if (kind === 3) {
      const texts = [PROGRAMS[programs[0]]!(level, n), exception + other, '\tat a.b.C.d(C.java:1)'];
      return texts.map((text, at) => written({ text, n, ...rest, damage: at === 1 ? rest.damage : -1 }));
    }
    const text = kind === 2 ? other : PROGRAMS[programs[kind]!]!(level, n);
    return Array<ByteString>(times).fill(written({ text, n, ...rest }));
  });
};

const runBytes = (
  local: Parameters<typeof createLineFilter>[0],
  chunks: readonly ByteString[],
): ByteString => {
  const filter = createLineFilter(local, LOG);
  const out = chunks.map(
    chunk => filter.pushBytes?.(fromByteString(chunk)) ?? fromByteString(filter.push(chunk)),
  );
  return toByteString(Buffer.concat(out)) + filter.end();
};

/** Counts the lines that are not read. */
let skipped = 0;
const { skip } = StreamRecords.prototype;
StreamRecords.prototype.skip = function (lines, continued) {
  skipped += lines;
  skip.call(this, lines, continued);
};

/** Counts how often starts of traces are learned. */
let learned = 0;
const { see } = RepeatedStarts.prototype;
RepeatedStarts.prototype.see = function (text) {
  const isLearned = see.call(this, text);
  if (isLearned) learned++;
  return isLearned;
};

const certainOf = (lines: readonly ByteString[], level: (typeof LEVELS)[number]) => {
  const findings = { start: null, span: null, size: null, sample: lines, isNear: true as const };
  const query = { ...EVERYTHING, level, findings };
  return { query, certain: lowerLines(query)?.certain };
};

it('selects the same lines of streams without reading most of them', () => {
  const count = { lines: 0, logs: 0 };
  const property = fc.property(log, fc.integer({ min: 1, max: 50 }), (random, chunkLines) => {
    const lines = linesOf(random);
    const { query, certain } = certainOf(lines.slice(0, 300), random.level);
    fc.pre(certain?.streams !== undefined);
    const whole = wholeFilter(query);
    const texts = lines.map((line, at) => (at === lines.length - 1 ? line + random.end : `${line}\n`));
    const skimming = { ...whole, records: { ...whole.records!, certain } };
    const expected = runBytes(whole, texts);
    expect(runBytes(skimming, [texts.join('')])).toBe(expected);
    const chunks = texts.flatMap((_, at) =>
      at % chunkLines === 0 ? [texts.slice(at, at + chunkLines).join('')] : [],
    );
    expect(runBytes(skimming, chunks)).toBe(expected);
    count.lines += lines.length;
    count.logs++;
  });
  fc.assert(property, { numRuns: Number(process.env['RUNS'] ?? 300), maxSkipsPerRun: 100 });
  expect(count.logs).toBeGreaterThan(100);
  expect(skipped).toBeGreaterThan(count.lines / 4);
  expect(learned).toBeGreaterThan(5);
}, 600_000);

it.each(
  ['docker', 'cri'].flatMap(wrapper =>
    ['java', 'pino', 'zap', 'log4j', 'logfmt', 'combined'].map(program => [program, wrapper]),
  ),
)('recognises the lines of %s in %s', (program, wrapper) => {
  const line = (level: number, stream: string, n = 6): ByteString =>
    encodeText(WRAPPERS[wrapper!]!(PROGRAMS[program!]!(level, n), stream, n, false));
  const { certain } = certainOf([line(1, 'stdout'), line(3, 'stderr', 12)], 'error');
  const keyed = new Map(
    certain!.streams!.map((stream: CertainStream) => [stream.key.replace(/\W/g, ''), stream]),
  );
  for (const stream of ['stdout', 'stderr']) {
    const { lower, wanted } = keyed.get(stream)!;
    expect(line(1, stream, 12)).toMatch(new RegExp(lower));
    expect(line(3, stream, 19)).toMatch(new RegExp(wanted));
    expect(line(3, stream)).not.toMatch(new RegExp(lower));
    expect(line(1, stream)).not.toMatch(new RegExp(wanted));
  }
});

it.each(
  ['docker', 'cri'].flatMap(wrapper =>
    ['java', 'pino', 'zap', 'log4j', 'combined'].map(program => [program, wrapper]),
  ),
)('recognises errors of %s in %s that the sample lacks', (program, wrapper) => {
  const line = (level: number): ByteString =>
    encodeText(WRAPPERS[wrapper!]!(PROGRAMS[program!]!(level, 6), 'stdout', 6, false));
  const { certain } = certainOf([line(1)], 'error');
  const [{ lower, wanted }] = certain!.streams as [CertainStream];
  expect(line(1)).toMatch(new RegExp(lower));
  expect(line(3)).toMatch(new RegExp(wanted));
  expect(line(1)).not.toMatch(new RegExp(wanted));
  expect(line(3)).not.toMatch(new RegExp(lower));
});

it.each(['docker', 'cri'])('keeps records of %s that continue for many lines', wrapper => {
  const write = (text: string, stream: string, n: number): ByteString =>
    encodeText(`${WRAPPERS[wrapper]!(text, stream, n, false)}\n`);
  const trace = (lines: number, stream: string): ByteString[] => [
    write(PROGRAMS['java']!(3, 6), stream, 1),
    ...Array.from({ length: lines }, (_, n) => write('\tat a.b.C.d(C.java:1)', stream, n)),
  ];
  for (const before of [0, 60, 99, 100, 101, 250])
    for (const between of [0, 40, 99, 100, 101, 250]) {
      const lines = [
        ...trace(before, 'stdout'),
        write('java.lang.IllegalStateException: x', 'stdout', 1),
        ...trace(between, 'stderr'),
        ...trace(before, 'stdout').slice(1),
        ...trace(between, 'stderr').slice(1),
        write('some plain words', 'stdout', 1),
        write('Suppressed: x', 'stderr', 1),
        write('more plain words', 'stdout', 1),
        write(PROGRAMS['java']!(1, 6), 'stdout', 1),
      ];
      const sample = [1, 3].map(level => write(PROGRAMS['java']!(level, 6), 'stdout', 1).slice(0, -1));
      const { query, certain } = certainOf(sample, 'error');
      const whole = wholeFilter(query);
      const skimming = { ...whole, records: { ...whole.records!, certain: certain! } };
      expect(runBytes(skimming, [lines.join('')])).toBe(runBytes(whole, [lines.join('')]));
    }
});
