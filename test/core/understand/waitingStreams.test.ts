import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bothWays, warmUp } from './known/bothWays.ts';

/** What programs print: messages with and without a level, traces, and lines that continue something. */
const MESSAGES = [
  ...[
    'error: Received disconnect',
    'warning: low on space',
    'fatal: Write failed',
    'Failed password for root',
  ],
  ...[
    'error: Received {',
    'error: Received disconnect (',
    'fatal: Write failed [',
    'panic: x',
    'exit status 1',
  ],
  ...[
    'Traceback (most recent call last):',
    '  File "x", line 1',
    'ValueError: x',
    '\tat a.B.c(B.java:1)',
    '}',
  ],
  ...[
    'Caused by: x',
    'goroutine 1 [running]:',
    'main.main()',
    'Error: refused by all',
    '<3>x',
    '{"level":"info"}',
  ],
];
const USUAL = MESSAGES.slice(0, 4);

/** Lines of a few or many processes. Usually, nothing is continued: most streams have one line. */
const log = fc
  .record({
    processes: fc.constantFrom(2, 5, 40, 400),
    rare: fc.constantFrom(2, 10, 100),
    lines: fc.array(fc.tuple(fc.nat(400), fc.nat(200), fc.nat(1000), fc.nat(MESSAGES.length - 1)), {
      minLength: 20,
      maxLength: 700,
      size: 'max',
    }),
  })
  .map(({ processes, rare, lines }) =>
    lines.map(([process, tag, chance, index]) => {
      const message = chance % rare === 0 ? MESSAGES[index]! : USUAL[index % USUAL.length]!;
      const name =
        tag === 0 ? 'kernel' : tag === 1 ? `${'x'.repeat(70)}[${process}]` : `sshd[${process % processes}]`;
      return tag === 2 ? message : `Nov 20 14:02:11 web-1 ${name}: ${message}`;
    }),
  );

test('streams that start with a level are grouped alike, whether they wait for their state or not', () => {
  warmUp();
  let count = 0;
  fc.assert(
    fc.property(log, lines => {
      const differs = bothWays();
      count += lines.length;
      expect(lines.findIndex(line => differs(line))).toBe(-1);
    }),
    { numRuns: Number(process.env['RTAIL_RUNS'] ?? 60) },
  );
  expect(count).toBeGreaterThan(60 * 20 - 1);
});

test('a stream is forgotten behind many others, and after many lines without a level', () => {
  warmUp();
  const differs = bothWays();
  const line = (process: number, message: string): string =>
    `Nov 20 14:02:11 web-1 sshd[${process}]: ${message}`;
  const levelled = (from: number, count: number): string[] =>
    Array.from({ length: count }, (_, index) => line(from + index, 'error: Received disconnect'));
  const plain = (count: number): string[] =>
    Array.from({ length: count }, (_, index) => line(100_000 + index, 'Failed password for root'));
  let first = 0;
  for (const between of [0, 1, 100, 255, 256, 257, 300])
    for (const quiet of [0, 50, 100, 101, 102]) {
      // Streams of their own, of which nothing is known yet.
      first += 1000;
      const lines = [
        ...levelled(first, 3),
        ...levelled(first + 3, between),
        ...plain(quiet),
        ...[0, 1, 3, between + 2].map(index => line(first + index, `\tat a.B.c(B.java:${index})`)),
      ];
      expect([between, quiet, lines.findIndex(one => differs(one))]).toEqual([between, quiet, -1]);
    }
});
