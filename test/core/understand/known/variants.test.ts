import { expect, test } from 'vitest';
import { encodeText } from '../../../../src/core/bytes.ts';
import { EXAMPLES } from '../mutatedLines.ts';
import { bothWays, warmUp } from './bothWays.ts';

/** All known formats, and more of each line: a quarter of an hour. */
const IS_FULL = process.env['RTAIL_E2E'] === 'full';
const MAX_CHANGED = IS_FULL ? 90 : 60;

const T = '2026-11-20 14:02:11.5';
const S = 'Nov 20 14:02:11';

/** Lines whose heads are remembered, and rows of the table that start like others. */
const HEADS = [
  ...[`${S} ERROR refused by all`, `${S} web-1 %ASA-4-106023: Deny`, `[${S}] ERROR x y`, `${S} a ERRORX y`],
  ...[`${T} ERRORX y`, `${T} [main] ERROR x`, `${T} [a] [b] WARN x`, `[${T}] WARN x`, `[${T}] [a/WARN] x`],
  ...[
    '[1795183331] ERROR x',
    '1795183331 ERROR x',
    '20Nov2026 14:02:11.5 INFO x',
    '20261120T140211.204Z INFO x y',
  ],
  ...[
    `${T} - ERROR - x`,
    `${T} | INFO | x`,
    '2:02PM ERR x y',
    '1795183331|x|y',
    `${T} 0x1f Error 0x0 4711 0 kernel: x`,
    '2026-11-20T14:02:11Z web-1 shop[1]: x y',
  ],
  ...[
    `${T}|Step|x 12`,
    `${T};a=1;x`,
    `${T}!x 12!y`,
    `11/20/26 14:02:11,ERROR,x`,
    '2026-11-20T14:02:11Z|x|(1)|b',
  ],
].map(encodeText);

const TAG = `${S} web-1 shop[871]: `;

/** Messages that start, continue or look like something else, after the tag of a program. */
const MESSAGES = [
  ...[
    'Failed password for root',
    'error: Received disconnect',
    'Invalid user a from',
    'a:b: c d',
    'key:v: w',
  ],
  ...[
    "x.rb:1:in `a': b (SomeError)",
    'SomeError: b c',
    'SomeException (a b): c',
    'Caused by: x',
    '... 3 more',
  ],
  ...[
    'Raised at A in file b, line 1',
    'Called from A in file b, line 1',
    'at a.B.c(B.java:1)',
    'note: run with `x`',
  ],
  ...[
    'Node.js v20.1.0',
    'exit status 2',
    'PHP Fatal error: x',
    'Exception in thread "a" b: c',
    'Stack trace: x',
  ],
  ...[
    'Uncaught Error: x',
    "thread 'a' panicked at x.rs:1:1:",
    'Aborted (core dumped)',
    'Kernel panic - not: x',
  ],
  ...[
    'BUG: unable to',
    'kernel BUG at x',
    'fatal error: x',
    'goroutine 1 [running]:',
    'lua5.1: a:1: b',
    'level=error msg=x',
  ],
  ...[
    'The above exception was the direct cause of',
    'nested exception is: x',
    'imap(a): Error: b',
    'npm ERR! x',
    '#0 x(1): f()',
    '[a b] ERROR x',
    '} x y',
    '** (RuntimeError) x',
    'INFO q w',
  ],
];

const CHARS = [...'09:/Ae [|]-.={"(\t,_\xe4'];

/** Returns a line with each of its first bytes replaced, removed, repeated and preceded by another. */
const variantsOf = (line: string): string[] => {
  const variants = [line.replace(/\d/g, digit => `${(Number(digit) + 1) % 10}`)];
  for (let at = 0; at < Math.min(line.length, MAX_CHANGED); at++) {
    const before = line.slice(0, at);
    for (const char of CHARS)
      variants.push(before + char + line.slice(at + 1), before + char + line.slice(at));
    variants.push(before + line.slice(at + 1), before + line[at] + line.slice(at));
  }
  return variants;
};

const TAILS = [' ERROR x y', '[main] WARN x', 'q: y', '] INFO z', ' q w', '|q', 'S x', 'q rest of it'];

/** Returns lines that start like this one, and differ after any number of bytes. */
const startingLike = (line: string): string[] =>
  Array.from({ length: Math.min(line.length, MAX_CHANGED) - 1 }, (_, at) => line.slice(0, at + 1)).flatMap(
    start => TAILS.map(tail => start + tail),
  );

const lines = [...HEADS, ...(IS_FULL ? EXAMPLES.map(encodeText) : []), ...MESSAGES.map(text => TAG + text)];

/** A log gives up after some hundreds of heads that it has not seen before. */
const MAX_LINES = 400;

test('a line is read alike whether or not lines that differ in one byte were read before', () => {
  warmUp();
  const found = lines.flatMap(line => {
    let differs = bothWays();
    for (const [index, variant] of variantsOf(line).entries()) {
      if (index % MAX_LINES === 0) differs = bothWays();
      if (differs(line) || differs(variant)) return [variant];
    }
    return [];
  });
  expect(found).toEqual([]);
});

test('a line is read alike whether or not lines with the same start were read before', () => {
  warmUp();
  const found = lines.flatMap(line => {
    let differs = bothWays();
    for (const [index, other] of startingLike(line).entries()) {
      if (index % MAX_LINES === 0) differs = bothWays();
      if (differs(other) || differs(other) || differs(`${TAG}ERROR x`) || differs(line)) return [other];
    }
    return [];
  });
  expect(found).toEqual([]);
});

test('nothing after the end of a line counts', () => {
  warmUp();
  const found = lines.flatMap(line => {
    const differs = bothWays();
    for (let end = 0; end < line.length; end++)
      if (differs(line, end) || differs(line)) return [line.slice(0, end)];
    return [];
  });
  expect(found).toEqual([]);
});
