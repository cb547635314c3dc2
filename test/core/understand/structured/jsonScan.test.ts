import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeText } from '../../../../src/core/bytes.ts';
import { scanJsonObject } from '../../../../src/core/understand/structured/jsonScan.ts';

/** Returns the fields of a text according to the scanner, as JSON; null if it finds no object. */
const scanned = (text: string): [string, string][] | null => {
  const fields: [string, string][] = [];
  const isObject = scanJsonObject(text, 0, text.length, {
    see: (all, keyFrom, keyTo, valueFrom, valueTo, kind) => {
      const value = all.slice(valueFrom, valueTo);
      fields.push([all.slice(keyFrom, keyTo), kind === 'text' ? `"${value}"` : value]);
    },
  });
  return isObject ? fields : null;
};

const entriesOf = (object: object, space: number): [string, string][] =>
  Object.entries(object).map(([key, value]) => [
    encodeText(JSON.stringify(key).slice(1, -1)),
    encodeText(JSON.stringify(value, null, space).replaceAll('\n', '\n'.padEnd(space + 1))),
  ]);

test('finds the fields of any object, compact or indented', () => {
  const property = fc.property(
    fc.dictionary(fc.string(), fc.jsonValue()),
    fc.integer({ min: 0, max: 4 }),
    (object, space) => {
      expect(scanned(encodeText(JSON.stringify(object, null, space)))).toEqual(entriesOf(object, space));
    },
  );
  fc.assert(property);
});

test('no proper prefix of an object is one', () => {
  const property = fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(), (object, cut) => {
    const text = encodeText(JSON.stringify(object));
    expect(scanned(text.slice(0, cut % text.length))).toBeNull();
  });
  fc.assert(property);
});

test.each(['{"a":1}x', '{"a" 1}', '{a:1}', '{"a":}', '{"a":1,}', '{"a":"b}', '{', '{"a":[1}'])(
  '%s is not an object',
  text => {
    expect(scanned(text)).toBeNull();
  },
);
