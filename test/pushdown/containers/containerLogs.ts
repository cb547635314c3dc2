import { type ByteString, encodeText } from '../../../src/core/bytes.ts';

/** Returns a deterministic source of numbers below a limit. */
export const numbersFrom = (seed: number): ((limit: number) => number) => {
  let state = seed * 2654435761 + 1;
  return limit => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
};

type Below = ReturnType<typeof numbersFrom>;

const pick = <T>(list: readonly T[], below: Below): T => list[below(list.length)]!;

const WORDS = [
  'ready',
  'lost',
  'ERROR',
  'cart',
  '(4)',
  'timeout',
  'warn',
  'Info',
  'fatal',
  'café',
  'é',
  '[x]',
  'ok',
];
const LEVELS = ['INFO', 'ERROR', 'WARN', 'DEBUG', 'error', 'FATAL'];
const words = (below: Below): string =>
  Array.from({ length: 1 + below(4) }, () => pick(WORDS, below)).join(' ');

/** Lines that one call of a program prints, without times. */
const UNTIMED: readonly ((below: Below) => readonly string[])[] = [
  below => [words(below)],
  below => [`${pick(LEVELS, below)} ${words(below)}`],
  below => [`[${pick(LEVELS, below)}] ${words(below)}`],
  below => [`{"level":"${pick(LEVELS, below).toLowerCase()}","msg":"${words(below)}","n":${below(9)}}`],
  below => [
    `level=${pick(LEVELS, below).toLowerCase()} msg="${words(below)}" status=${200 + 100 * below(4)}`,
  ],
  below => [
    ...(below(2) ? [`${pick(LEVELS, below)} ${words(below)}`] : []),
    'Traceback (most recent call last):',
    '  File "/app/a.py", line 3, in run',
    '    cart()',
    `ValueError: ${words(below)}`,
  ],
  below => [
    `${pick(LEVELS, below)} ${words(below)}`,
    `java.lang.IllegalStateException: ${words(below)}`,
    '\tat a.b.C.d(C.java:3)',
    'Caused by: java.io.IOException',
    `\t... ${below(9)} more`,
  ],
  below => ['panic: lost', '', `goroutine ${below(9)} [running]:`, 'main.main()', '\t/app/main.go:3 +0x1d'],
  below => ['config {', `  a: ${words(below)}`, `b: [${below(9)}]`, `${pick(LEVELS, below)} inside`, '}'],
  below => [`  ${words(below)}`, ''],
  below => [`}${words(below)}`],
  below => [`/srv/${words(below)}`, `Aborted ${words(below)}`],
  below => ["thread 'main' panicked at src/main.rs:3:5:", words(below), 'note: run with `RUST_BACKTRACE=1`'],
];

const stampText = (n: number): string =>
  `2026-11-29T0${Math.floor(n / 3600) % 10}:${String(Math.floor(n / 60) % 60).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}`;

/** Lines of programs that write a time at the start of each record. */
const TIMED: readonly ((below: Below, n: number) => readonly string[])[] = [
  (below, n) => [
    `${stampText(n).replace('T', ' ')},123 ${pick(LEVELS, below).toUpperCase()} a.b.C - ${words(below)}`,
  ],
  (below, n) => [
    `${stampText(n).replace('T', ' ')},123 ${pick(LEVELS, below).toUpperCase()} a.b.C - ${words(below)}`,
    `java.lang.IllegalStateException: ${words(below)}`,
    '\tat a.b.C.d(C.java:3)',
    words(below),
  ],
];

export interface ContainerLog {
  /** `TIME STREAM F TEXT`, or `TIME TEXT`. */
  readonly lines: readonly ByteString[];
}

/** Returns a container's log whose streams print different things at once. */
export const containerLog = (
  seed: number,
  { streams, timed, calls }: { readonly streams: boolean; readonly timed: boolean; readonly calls: number },
): readonly ByteString[] => {
  const below = numbersFrom(seed);
  const open: Record<string, string[]> = { stdout: [], stderr: [] };
  const kinds = timed ? TIMED : Array.from({ length: 1 + below(5) }, () => pick(UNTIMED, below));
  const lines: ByteString[] = [];
  let second = 0;
  for (let call = 0; call < calls || Object.values(open).some(({ length }) => length > 0); ) {
    const stream = streams && below(3) === 0 ? 'stderr' : 'stdout';
    if (open[stream]!.length === 0) {
      if (call++ >= calls) continue;
      open[stream]!.push(...pick(kinds, below)(below, second));
    }
    if (below(4) === 0) second += below(5) === 0 ? below(100) : 1;
    const time = `${stampText(second)}.${String(lines.length).padStart(9, '0')}Z`;
    lines.push(encodeText(`${time} ${streams ? `${stream} F ` : ''}${open[stream]!.shift()}`));
  }
  return lines;
};
