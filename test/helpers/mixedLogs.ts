import { randomFrom } from './skewedLogs.ts';

type Random = () => number;

const pick = <Item>(random: Random, items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)]!;

const LEVELS = ['INFO', 'WARN', 'ERROR', 'DEBUG', 'FATAL'];
const MESSAGES = [
  'served GET /cart in 12 ms',
  'opened {',
  'list [',
  'at com.shop.Cart.add(Cart.java:31)',
  'ERROR: ThreadSanitizer: data race (pid=7)',
  'java.lang.IllegalStateException: order',
  'Traceback (most recent call last):',
  '\x1b[31mred\x1b[0m',
  'nul \0 inside',
  'rsyslog #033[1m bold',
  'häßlich',
  'Uncaught (in promise) TypeError: x',
  'INSERT INTO x',
  '',
];

/** The head of a line at a time; each log mixes a few of them. */
const HEADS: readonly ((iso: string, random: Random) => string)[] = [
  (iso, random) => `${iso} ${pick(random, LEVELS)} [worker-${Math.floor(random() * 20)}] shop.Cart - `,
  (iso, random) => `${iso} ${pick(random, LEVELS)} `,
  (iso, random) =>
    `${iso.slice(0, -1).replace('T', ' ').replace('.', ',')} ${pick(random, LEVELS)} [main] x - `,
  (iso, random) => `${iso.slice(0, 19).replace('T', ' ')} ${pick(random, LEVELS)} x: `,
  (iso, random) => `[${iso.slice(0, 23).replace('T', ' ')}] [${pick(random, LEVELS)}] x: `,
  (iso, random) =>
    `${iso.slice(0, -1)}${String(Math.floor(random() * 1000)).padStart(3, '0')} ${pick(random, LEVELS)} [x] - `,
  (iso, random) => `${iso} ${pick(random, [' INFO', 'ERROR', ' WARN'])} 7 --- [main] c.s.Cart : `,
  (iso, random) =>
    `${iso.slice(0, -1)}${pick(random, ['+01:00', '+02:00'])} ${pick(random, [' INFO', 'ERROR', 'CET INFO'])} 7 --- [main] x : `,
  (iso, random) =>
    `${iso.slice(0, 19).replaceAll('-', '/').replace('T', ' ')} [${pick(random, ['error', 'warn'])}] 1#1: `,
  (iso, random) => `${iso.slice(0, 20)}${Math.floor(random() * 10)}Z ${pick(random, LEVELS)} tenths `,
  (iso, random) => `${iso} ${pick(random, ['error', 'Error', 'fatal error', 'info'])}: `,
  (iso, random) =>
    `${iso.slice(0, 23).replace('T', ' ')} [7] ${pick(random, ['LOG', 'ERROR', 'DETAIL', 'STATEMENT'])}:  `,
  (iso, random) => `${iso.slice(0, -1)}${Math.floor(random() * 1e6)}Z ${pick(random, LEVELS)} finer `,
  (iso, random) => `${iso.slice(0, -1)}+0${Math.floor(random() * 3)}:00 ${pick(random, LEVELS)} offset `,
  (iso, random) =>
    `${iso.slice(0, 19).replace('T', ' ')} ${pick(random, ['PM', 'CET', 'UTC', 'AM'])} INFO x - `,
  (iso, random) =>
    `${iso.slice(0, 17)}${pick(random, ['60', '61', '75', '59'])}${iso.slice(19)} INFO [w-1] leap - `,
  (iso, random) =>
    `${iso.slice(0, 11)}${pick(random, ['24', '31', '23'])}${iso.slice(13)} INFO [w-1] hour - `,
  iso => `${iso.slice(0, 10)}T${iso.slice(11, 19)}.000000001Z stderr F `,
  iso => `${iso.slice(0, 19)}Z message without a level `,
  iso => `<11>1 ${iso} h app 7 - - `,
  iso => `Nov 20 ${iso.slice(11, 19)} h app[7]: `,
  (iso, random) => JSON.stringify({ time: iso, level: pick(random, LEVELS), msg: 'x' }),
  iso => `20/11/2026 ${iso.slice(11, 19)} INFO x - `,
  (iso, random) => `ts=${iso} level=${pick(random, LEVELS).toLowerCase()} msg=`,
  iso => `10.0.0.1 - - [20/Nov/2026:${iso.slice(11, 19)} +0000] "GET / HTTP/1.1" 200 5`,
];

/** Lines without a time, which continue others or do not. */
const OTHERS = [
  '\tat com.shop.Cart.add(Cart.java:31)',
  'Caused by: java.io.IOException: closed',
  '  File "x.py", line 3, in <module>',
  'ValueError: bad',
  'goroutine 1 [running]:',
  'panic: nil map',
  '}',
  ']',
  '',
  ' ',
  'ERROR something without a time',
  'plain text',
  '{"open": [',
];

/** Shortly before clocks are changed in Berlin, and before midnight. */
const STARTS = [
  Date.UTC(2026, 2, 29, 1, 59, 40),
  Date.UTC(2026, 2, 29, 2, 59, 40),
  Date.UTC(2026, 9, 25, 1, 59, 40),
  Date.UTC(2026, 9, 25, 2, 59, 40),
  Date.UTC(2026, 10, 19, 23, 59, 40),
];

const MUTATIONS = '0123456789 :.,-TZ[]{}\t\rAPM+"\x1b';

/** Replaces a byte near the start of a line. */
const mutated = (line: string, random: Random): string => {
  const at = Math.floor(random() * Math.min(line.length, 50));
  return line.slice(0, at) + pick(random, [...MUTATIONS]) + line.slice(at + 1);
};

/**
 * Returns the lines of a log in a few formats, mostly one after another: with traces, lines without times, times that go
 * backwards, pass midnight or are the same, and a few damaged lines.
 */
export const mixedLines = (count: number, seed: number): string[] => {
  const random = randomFrom(seed);
  const heads = [pick(random, HEADS.slice(0, 12)), pick(random, HEADS), pick(random, HEADS)];
  let now = pick(random, STARTS);
  const step = pick(random, [3000, 5]);
  const lines: string[] = [];
  while (lines.length < count) {
    now += random() < 0.3 ? 0 : Math.floor(random() ** 3 * step);
    const shown = random() < 0.02 ? now - Math.floor(random() * 100_000) : now;
    const head = random() < 0.93 ? heads[0]! : pick(random, heads);
    const line = head(new Date(shown).toISOString(), random) + pick(random, MESSAGES);
    lines.push(random() < 0.03 ? mutated(line, random) : line);
    while (random() < 0.08) lines.push(pick(random, OTHERS));
  }
  return lines;
};

/** Divides lines into chunks of different sizes; the last line may lack its end. */
export const chunksOf = (lines: readonly string[], seed: number): Buffer[] => {
  const random = randomFrom(seed);
  const chunks: Buffer[] = [];
  for (let from = 0; from < lines.length; ) {
    const to = from + 1 + Math.floor(random() ** 2 * 60);
    const isCut = to >= lines.length && random() < 0.5;
    chunks.push(Buffer.from(lines.slice(from, to).join('\n') + (isCut ? '' : '\n'), 'latin1'));
    from = to;
  }
  return chunks.filter(({ length }) => length > 0);
};
