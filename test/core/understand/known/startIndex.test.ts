import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StartIndex } from '../../../../src/core/understand/known/startIndex.ts';
import { createRandom } from '../../../../src/demo/random.ts';

const viewOf = (text: string): DataView =>
  new DataView(new Uint8Array(Buffer.from(text.padEnd(200, '\0'))).buffer);
/** Returns all that may be known about a text. */
const find = <Value>(index: StartIndex<Value>, view: DataView): Value[] => {
  const all: Value[] = [];
  for (let found = index.first(view, 0); found !== null; found = index.next(view, 0)) all.push(...found);
  return all;
};
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
      for (const start of known) index.add(viewOf(start), 0, start.length, start);
      for (const text of heads) {
        const line = `${text.replace(/\d/g, digit => `${(Number(digit) + 3) % 10}`)} and more`;
        expect(find(index, viewOf(line))).toContain(withoutDigits(text));
        found++;
      }
      expect(find(index, viewOf('another start of a line'))).toEqual([]);
    }),
  );
  expect(found).toBeGreaterThan(1000);
});

test('finds starts of different lengths', () => {
  const index = new StartIndex<number>();
  const text = 'the same first bytes of all of them, and of others that are longer than most of them are';
  const lengths = Array.from({ length: text.length - 15 }, (_, more) => 16 + more);
  for (const length of lengths) index.add(viewOf(text.slice(0, length)), 0, length, length);
  const found = find(index, viewOf(text));
  // Only so many are kept that are looked up by the same bytes.
  for (const length of [23, 24, 31, 32, 47, 48, text.length]) expect(found).toContain(length);
  expect(find(index, viewOf(text.slice(0, 30)))).toContain(23);
  expect(find(index, viewOf(text.slice(0, 30)))).not.toContain(48);
});

test('finds the latest of many starts', () => {
  const index = new StartIndex<number>();
  const nameOf = (number: number): string =>
    `the same first bytes ${number.toString().replace(/\d/g, digit => 'abcdefghij'[Number(digit)]!)} end`;
  for (let number = 0; number < 10_000; number++) {
    const name = nameOf(number);
    index.add(viewOf(name), 0, name.length, number);
    expect(find(index, viewOf(name))).toContain(number);
  }
});

test('reads nothing beyond the end of a text', () => {
  const index = new StartIndex<number>();
  const start = 'the same first bytes, and then more of the line';
  index.add(viewOf(start), 0, start.length, 1);
  const short = new DataView(new Uint8Array(Buffer.from(start.slice(0, 20))).buffer);
  expect(find(index, short)).toEqual([]);
});

test('finds the starts of a hundred groups with different first bytes', () => {
  const { pick, whole } = createRandom(1);
  const letters = Array.from('abcdefghijklmnopqrstuvwxyz');
  const word = (length: number): string => Array.from({ length }, () => pick(letters)).join('');
  const starts = Array.from({ length: 100 }, () => word(16)).flatMap(first =>
    Array.from({ length: 8 }, () => first + word(whole(0, 40))),
  );
  const index = new StartIndex<string>();
  for (const start of starts) index.add(viewOf(start), 0, start.length, start);
  expect(starts.filter(start => !find(index, viewOf(start)).includes(start))).toEqual([]);
});
