import { expect, it } from 'vitest';
import { chunksOf, fieldsIn, printed } from './printedRuns.ts';

const HEAD = '2026-11-20 14:02:11.204 INFO [windows] shop.Cart - ';
/** Messages and what follows them: a carriage return anywhere, alone or with others, with and without what needs escapes. */
const ODD = [
  ...[
    'a\rb\r',
    'x\r\r',
    '\r',
    '\r\r',
    '\rx',
    'said "x"\r',
    '7\\\r',
    'tab\there\r',
    'nul \0\r',
    '\x1b[31mred\r',
  ],
  ...[
    '\xc3\xa4\r',
    '\xff\r',
    'caf\xe9\r',
    '\xe2\x82\r',
    'a:  b\r',
    'a:  \r',
    'a:\r',
    '#033\r',
    '#03\r',
    'x',
    '',
  ],
];
const usual = (count: number, end: string): string[] =>
  Array.from(
    { length: count },
    (_, n) => `${HEAD}served GET /cart/${n % 7 === 0 ? 'x'.repeat(n % 40) : n}${end}`,
  );

const LOG = [
  ...usual(1500, '\r'),
  ...usual(500, ''),
  ...ODD.flatMap(odd => [...[1, 2, 3].map(() => HEAD + odd), ...usual(9, '\r'), HEAD + odd, ...usual(9, '')]),
  // Parts of the head.
  ...[1, 2, 3, 12, 20].map(less => `${HEAD.slice(0, -less)}\r`),
  ...usual(9, '\r'),
].join('\n');

it('prints lines that end in a carriage return in runs, and the same as one by one', async () => {
  const chunks = chunksOf(LOG, 10_000);
  const first = await printed(chunks, true, true);
  // Fields are learned from such lines alone.
  expect(first.runs).toBeGreaterThan(1500);
  for (const end of ['', '\r', '\n', '\r\n', '\r\r\n'])
    for (const size of [1_000_000, 10_000, 800])
      for (const group of [true, false]) {
        const cut = chunksOf(LOG + end, size);
        const found = await printed(cut, group, true);
        expect(found.text).toBe((await printed(cut, group, false)).text);
        const [fields, expected] = fieldsIn(found.text, cut, group);
        expect(fields).toEqual(expected);
        expect(found.runs).toBeGreaterThan(2000);
      }
});
