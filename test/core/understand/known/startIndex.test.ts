import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StartIndex } from '../../../../src/core/understand/known/startIndex.ts';

const viewOf = (text: string): DataView =>
  new DataView(new Uint8Array(Buffer.from(text.padEnd(200, '\0'))).buffer);
const withoutDigits = (text: string): string => text.replace(/\d/g, '0');

/** A head of one of several threads and loggers, with numbers of different lengths. */
const head = fc
  .record({
    level: fc.constantFrom('INFO ', 'ERROR'),
    thread: fc.nat(300),
    logger: fc.stringMatching(/^[A-Z][a-z]{2,9}$/),
  })
  .map(({ level, thread, logger }) => ` ${level} [http-nio-8080-exec-${thread}] com.shop.${logger} - x`);

test('finds starts by the bytes that tell them apart, whatever their digits are', () => {
  let found = 0;
  fc.assert(
    fc.property(fc.array(head, { minLength: 20, maxLength: 60 }), heads => {
      const index = new StartIndex<string>();
      const known = new Set(heads.map(withoutDigits));
      for (const start of known) index.add(Buffer.from(start), start);
      for (const text of heads) {
        const line = `${text.replace(/\d/g, digit => `${(Number(digit) + 3) % 10}`)} and more`;
        expect(index.find(viewOf(line), 0)).toContain(withoutDigits(text));
        found++;
      }
      expect(index.find(viewOf('another start of a line'), 0)).toEqual([]);
    }),
  );
  expect(found).toBeGreaterThan(1000);
});

test('finds starts of different lengths', () => {
  const index = new StartIndex<number>();
  const starts = Array.from({ length: 20 }, (_, length) =>
    'the same first bytes of all of them'.slice(0, 16 + length),
  );
  for (const [number, start] of starts.entries()) index.add(Buffer.from(start), number);
  // So many are compared one after another, the latest first.
  expect(index.find(viewOf(starts.at(-1)!), 0)).toEqual([19, 18, 17, 16]);
});

test('forgets starts that are too many, and finds new ones', () => {
  const index = new StartIndex<number>();
  const nameOf = (number: number): string =>
    `the same first bytes ${number.toString().replace(/\d/g, digit => 'abcdefghij'[Number(digit)]!)} end`;
  for (let number = 0; number < 10_000; number++) {
    index.add(Buffer.from(nameOf(number)), number);
    expect(index.find(viewOf(nameOf(number)), 0)).toContain(number);
  }
});

test('reads nothing beyond the end of a text', () => {
  const index = new StartIndex<number>();
  for (let number = 0; number < 10; number++)
    index.add(Buffer.from(`the same first bytes, and then ${'abcdefghij'[number]} more of the line`), number);
  expect(index.find(new DataView(new Uint8Array(Buffer.from('the same first bytes')).buffer), 0)).toEqual([]);
});
