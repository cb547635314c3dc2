import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRandom, type Random } from '../../../src/demo/random.ts';
import { sampleSource } from '../samples.ts';
import { chunksOf, fieldsIn, printed } from './printedRuns.ts';

/** Heads with the same time format: what is known about others is forgotten when the format changes. */
const FAMILIES = [
  [
    '2026-11-20T14:02:1#.###Z INFO [worker-a] shop.Cart - ',
    '2026-11-20T14:02:1#.###Z ERROR [worker-b] shop.Cart - ',
    '2026-11-20 14:02:1#.###Z INFO [worker-k] shop.Cart - ',
    '2026-11-20T14:02:1#.###Z [INFO] shop.Stamped - ',
    '2026-02-2#T14:02:11.##9Z INFO [main-g] shop.Cart - ',
    '2026-02-3#T14:02:11.##9Z INFO [main-h] shop.Cart - ',
    '2026-11-2#T14:02:11Z INFO [main-f] shop.Cart - ',
  ],
  [
    '2026-11-20T14:02:1#.###Z INFO [worker-a] shop.Cart - ',
    '2026-11-20T14:02:1#.###Z ERROR [worker-b] shop.Cart - ',
  ],
  ['2026-11-20 14:02:1#,204 WARN [main-c] shop.Cart - ', '2026-11-20 14:02:1#,204 INFO [a"b] shop.Cart - '],
  ['2026-11-20 14:02:1#.20411 DEBUG [main-d] shop.Cart - '],
  ['2026-11-20T14:02:11.204+0#:00 INFO [main-e] shop.Cart - '],
  ['2026-11-20 14:02:11.204 +0#00 INFO [main-l] shop.Cart - '],
  ['179518333#.204 INFO [main-i] shop.Cart - '],
  ['1#/20/26 14:02:11 INFO [main-j] shop.Cart - ', '1#/0#/26 14:02:11 INFO [main-j] shop.Cart - '],
  ['[2026-11-20 14:02:1#] INFO shop.Cart - '],
  [
    '261120 14021# 14# INFO shop.Cart$Items: ',
    '261120 14021# 1# INFO shop.Cart$Items: ',
    '261120 14021# #### INFO shop.Cart$Items: ',
    '261120 14021# 1# [INFO] shop.Cart - ',
    '261120 14021# 1# Nov 14:02:11 INFO shop.Cart - ',
  ],
  [
    '2026-11-20 14:02:1#.204 INFO [worker-##] shop.Cart - ',
    '2026-11-20 14:02:1#.204 INFO [worker-#] shop.Cart - ',
    '2026-11-20 14:02:1#.204 INFO #### --- [exec-#] c.s.Cart : ',
    '2026-11-20 14:02:1#.204 INFO ## --- [app#] [exec-#] c.s.Cart : ',
    '2026-11-20 14:02:1#.204 [pool-#-thread-##] DEBUG a.b#.C - ',
    '2026-11-20 14:02:1#.204 INFO [user#=5, user1=##] shop.Cart - ',
    '2026-11-20 14:02:1#.204 INFO [trace_id=#a##, user=u###] shop.Cart - ',
    '2026-11-20 14:02:1#.204 INFO [shop#,0123456789abc##f,] shop.Cart - ',
    '2026-11-20 14:02:1#.204 ERROR Cart.java:## request ## - ',
    '2026-11-20 14:02:1#.204 WARN [##] [#] [###] x',
    '2026-11-20 14:02:1#.204 local#.info shop[##]: ',
    '2026-11-20 14:02:1#.204 DEBUG# [main-#] shop.Cart - ',
    '2026-11-20 14:02:1#.204 INFO [main] request ##### for user u### - ',
  ],
];
const HEADS = FAMILIES.flat(1);

/** Heads of lines that wrap those of other programs. */
const WRAPPERS = [
  'Nov 20 14:02:1# web-1 shop[87#]: ',
  '2026-11-20T14:02:1#.###Z web-1 shop[871]: ',
  '2026-11-20T14:02:1#.###Z ',
];
const MESSAGES = [
  'served GET /cart/items?order=#### in ## ms',
  'served GET /cart/items?order=#',
  'a "quoted" \\ one',
  '\xc3\xa4 \xe2\x82\xac',
  '\xff cut \xe2\x82',
  '\xed\xa0\x80 surrogate',
  'tab\there',
  'LOG:  duration',
  'a:  b',
  'served with a "quoted" word in the middle of a longer text',
  'tab\t2026-11-20T14:02:11.204Z INFO [worker-a] shop.Cart - served GET /cart more',
  '[87#] ann@shop LOG:  statement: select #',
  'colon:  and two blanks',
  'LOG:  postgres',
  '#033[31mred#033[0m',
  '\x1b[31mred\x1b[0m',
  'nul \0\0',
  'carriage return\r',
  'a block {',
  'java.lang.IllegalStateException: order=#',
  'Traceback (most recent call last):',
  'panic: x',
  'Caused by: x',
  '{"level":"error","msg":"x"}',
  'level=error msg=x',
  '7:M ready',
  'x'.repeat(500),
  'said "x"',
  'caf\xe9',
  '7 \xe2\x82\xac',
  '7\\',
  '',
];
/** Most messages start alike: the first few bytes count. */
const START = 'served GET /cart ';
const OTHERS = [
  '\tat a.b.C.d(C.java:##)',
  'Caused by: x',
  '... # more',
  'plain words',
  '',
  ' ',
  '{',
  '}',
  '{"time":"2026-11-20T14:02:11Z","level":"warn","msg":"x"}',
  'Traceback (most recent call last):',
  'ValueError: #',
  'goroutine # [running]:',
  '2026-11-20T14:02:11.x0#Z INFO [worker-a] shop.Cart - letters in the fraction',
];
/** Lines of other programs, whose records may continue later. */
const STREAMED = [
  ...[
    '2026-11-20T14:02:1#.###Z ',
    'Nov 20 14:02:1# web-1 shop[871]: ',
    'Nov 20 14:02:1# web-1 cart[9]: ',
  ].flatMap(stamp =>
    [
      '\tat a.b.C.d(C.java:##)',
      'Caused by: x',
      'Traceback (most recent call last):',
      'ValueError: #',
      'words',
    ].map(text => stamp + text),
  ),
  'panic: x',
];

const withDigits = (text: string, digits: readonly number[]): string => {
  let at = 0;
  return text
    .replaceAll('#033', '\x01')
    .replace(/#/g, () => `${digits[at++ % digits.length]}`)
    .replaceAll('\x01', '#033');
};

/** Random lines: mostly several with the same head, and now and then one that may continue or end them. */
const randomLines = ({ pick, whole, chance }: Random): string[] => {
  const digits = (): number[] => Array.from({ length: 5 }, () => whole(0, 3));
  const isMixed = chance(0.3);
  const others = isMixed ? [...OTHERS, ...STREAMED] : OTHERS;
  const family = pick(FAMILIES);
  const heads = Array.from({ length: whole(1, 4) }, () => pick(isMixed && chance(0.1) ? WRAPPERS : family));
  const start = chance(0.95) ? START : '';
  const special = whole(0, 10) / 20;
  const strange = whole(0, 5) / 20;
  return Array.from({ length: 30 }, () => {
    if (chance(strange)) return [withDigits(pick(others), digits())];
    const head = pick(heads);
    return Array.from({ length: whole(1, 20) }, () => {
      const message = chance(special) ? pick(MESSAGES) : MESSAGES[0]!;
      return withDigits(`${chance(0.03) ? pick(heads) : head}${start}${message}`, digits());
    });
  }).flat();
};

/** How many of a log's lines end in a carriage return. */
const RETURNS = [0, 0, 0.5, 0.9, 1];
const randomLog = (seed: number): string => {
  const random = createRandom(seed);
  const share = random.pick(RETURNS);
  return randomLines(random)
    .map(line => (random.chance(share) ? `${line}\r` : line))
    .join('\n');
};

const log = fc.record({
  lines: fc.integer().map(randomLog),
  ends: fc.constantFrom('\n', ''),
  size: fc.constantFrom(1000, 100_000, 100_000),
  group: fc.constantFrom(true, true, false),
});

/** Heads whose fields contain digits: what they are in one line says where to find them in others. */
const VARYING = FAMILIES.at(-1)!;

/** Heads are known only after a while. */
const learned = (async () => {
  const lines = HEADS.flatMap(head =>
    Array.from({ length: 600 }, (_, n) =>
      withDigits(`${head}${START}${MESSAGES[0]}\n`, [n % 10, (n >> 1) % 10, (n >> 2) % 10]),
    ),
  );
  const chunks = chunksOf(lines.join(''), 10_000);
  for (const inRuns of [false, true]) await printed(chunks, true, inRuns);
  return chunks;
})();

const STAMPED = '2026-11-20T14:02:11.##4Z INFO [worker-a] shop.Cart - served GET /cart ';
const TIMED = '2026-11-20 14:02:11.##4Z INFO [worker-k] shop.Cart - served GET /cart ';
const many = (line: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => withDigits(line, [n % 10, (n >> 1) % 10]));

/** Lines among others that are alike. */
const AMONG: readonly (readonly [title: string, lines: readonly string[]])[] = [
  [
    'a trace after a stamp, behind lines with their own time',
    [...many(STAMPED, 9), ...many(TIMED, 9), '2026-11-20T14:02:11.204Z \tat a.b'],
  ],
  [
    'a trace in a stream that began before',
    [
      'Nov 20 14:02:11 web-1 shop[871]: Traceback (most recent call last):',
      ...many(TIMED, 9),
      'Nov 20 14:02:11 web-1 shop[871]: ValueError: x',
    ],
  ],
  [
    'a line that continues an ordinary one of its stream',
    [
      'Nov 20 14:02:11 web-1 shop[871]: words',
      ...many(TIMED, 9),
      'Nov 20 14:02:11 web-1 shop[871]: \tat a.b',
    ],
  ],
  [
    'two streams',
    [
      'Nov 20 14:02:11 web-1 shop[871]: panic: x',
      'Nov 20 14:02:11 web-1 cart[1]: panic: y',
      ...many(STAMPED, 9),
      'Nov 20 14:02:11 web-1 shop[871]: goroutine 1 [running]:',
      'Nov 20 14:02:11 web-1 cart[1]: goroutine 2 [running]:',
    ],
  ],
  [
    'colours that syslog has written as text',
    [`${STAMPED}#033[31mred#033[0m`, '#033[31m2026-11-20T14:02:11.204Z#033[0m ERROR x'],
  ],
  [
    'a message of PostgreSQL',
    [`${STAMPED}[5] ann@shop LOG:  statement: select 1`, `${TIMED}LOG:  duration: 5 ms`, ...many(TIMED, 3)],
  ],
  ['a tab before the start of another line', [`${STAMPED}tab\t${STAMPED}more`, ...many(STAMPED, 3)]],
  [
    'letters in place of digits',
    [
      '2026-11-20T14:02:11.x04Z INFO [worker-a] shop.Cart - served GET /cart ',
      ...many(STAMPED, 3),
      '2026-11-20T14:02:1x.204Z INFO [worker-a] shop.Cart - served GET /cart ',
    ],
  ],
  [
    'dates whose order is known only later',
    [
      ...many('10/0#/26 14:02:11 INFO [main-j] shop.Cart - served GET /cart ', 9),
      '13/10/26 14:02:11 INFO [main-j] shop.Cart - served GET /cart ',
    ],
  ],
  [
    'traces after a level in brackets',
    [
      ...many('2026-11-20T14:02:11.##4Z [INFO] shop.Stamped - served GET /cart ', 9),
      '2026-11-20T14:02:11.204Z Traceback (most recent call last):',
      '2026-11-20T14:02:11.204Z [INFO] shop.Stamped - served GET /cart ',
      '2026-11-20T14:02:11.204Z ValueError: x',
    ],
  ],
  [
    'a trace, and lines that end it',
    [
      '2026-11-20T14:02:11.204Z ERROR [worker-b] shop.Cart - served GET /cart ',
      '2026-11-20T14:02:11.204Z Traceback (most recent call last):',
      ...many(STAMPED, 9),
      '2026-11-20T14:02:11.204Z ValueError: x',
    ],
  ],
  [
    'offsets that change within a second',
    many('2026-11-20T14:02:11.204+0#:00 INFO [main-e] shop.Cart - served GET /cart ', 9),
  ],
  [
    'dates that do not exist',
    many('2026-02-3#T14:02:11.##9Z INFO [main-h] shop.Cart - served GET /cart ', 9),
  ],
  [
    "bytes that are not UTF-8, at a line's end",
    [`${STAMPED}\xff`, `${STAMPED}1\xe2`, `${STAMPED}12\xe2\x82`, `${STAMPED}123"`, `${STAMPED}1234\\`],
  ],
  [
    'a year that ends, in times without one',
    [
      ...many('Dec 31 23:59:5# INFO [main-m] shop.Cart - served GET /cart ', 9),
      ...many('Jan  1 00:00:0# INFO [main-m] shop.Cart - served GET /cart ', 9),
    ],
  ],
];

it.each(AMONG)('prints the same with runs: %s', async (_title, lines) => {
  await learned;
  for (const group of [true, false]) {
    for (const [first, second] of [
      [STAMPED, STAMPED],
      [TIMED, TIMED],
      [STAMPED, TIMED],
    ] as const) {
      const log = [...many(first, 150), ...lines, ...many(second, 20), ...lines, ...many(first, 150)];
      // A run may go on in the next chunk, and lines that end it may be at the start of one.
      for (const [size, end] of [
        [1_000_000, '\n'],
        [800, '\n'],
        [1_000_000, '\r\n'],
        [800, '\r\n'],
      ] as const) {
        const text = log.map(line => `${withDigits(line, [1, 2])}${end}`).join('');
        const chunks = chunksOf(text, size);
        const found = await printed(chunks, group, true);
        expect(found.text).toBe((await printed(chunks, group, false)).text);
        expect(found.runs).toBeGreaterThan(100);
      }
    }
  }
});

it('prints the same with runs: a path that is too long to be kept', async () => {
  const chunks = chunksOf(`${many(STAMPED, 400).join('\n')}\n`, 10_000);
  for (const [bytes, log] of [
    [1000, 'é"\\'],
    [20_000, 'x'],
  ] as const) {
    const source = sampleSource(0, 'web-01', `/${log.repeat(bytes / log.length)}`);
    const found = await printed(chunks, true, true, source);
    expect(found.text).toBe((await printed(chunks, true, false, source)).text);
    expect(found.runs).toBeGreaterThan(300);
  }
});

it('prints the same with runs: lines so long that they take the place of their chunk', async () => {
  const long = ['y'.repeat(6000), `${'y'.repeat(6000)}"`, 'said "x"', ''];
  for (const every of [1, 3, 7]) {
    const lines = many(STAMPED, 900).map((line, n) =>
      n > 300 && n % every === 0 ? line + long[n % long.length]! : line,
    );
    for (const size of [7000, 20_000, 100_000]) {
      const chunks = chunksOf(`${lines.join('\n')}\n`, size);
      const found = await printed(chunks, true, true);
      expect(found.text).toBe((await printed(chunks, true, false)).text);
      expect(found.runs).toBeGreaterThan(300);
    }
  }
});

it('prints records in runs exactly like records one by one', async () => {
  const known = await learned;
  expect((await printed(known, true, true)).text).toBe((await printed(known, true, false)).text);
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(log, async ({ lines, ends, size, group }) => {
      const chunks = chunksOf(lines + ends, size);
      const other = await printed(chunks, group, true);
      expect(other.text).toBe((await printed(chunks, group, false)).text);
      const [found, expected] = fieldsIn(other.text, chunks, group);
      expect(found).toEqual(expected);
      runs += other.runs;
    }),
    { numRuns: 80 },
  );
  expect(runs).toBeGreaterThan(2000);
});

it('finds the digits of fields in lines whose heads differ only in digits', async () => {
  await learned;
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer(), async seed => {
      const { whole, pick } = createRandom(seed);
      const lines = Array.from({ length: 60 }, () =>
        withDigits(
          `${pick(VARYING)}${START}${MESSAGES[0]!}\n`,
          Array.from({ length: 7 }, () => whole(0, 9)),
        ),
      );
      const chunks = chunksOf(many(TIMED, 150).concat(lines).join('\n').replaceAll('\n\n', '\n'), 100_000);
      const { text, runs: inRuns } = await printed(chunks, true, true);
      const [found, expected] = fieldsIn(text, chunks, true);
      expect(found).toEqual(expected);
      runs += inRuns;
    }),
    { numRuns: 100 },
  );
  expect(runs).toBeGreaterThan(3000);
});
