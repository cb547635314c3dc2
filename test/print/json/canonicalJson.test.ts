import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalEnd } from '../../../src/print/json/canonicalJson.ts';

/** Returns how far a text is certain to be written unchanged; -1: that is not certain. */
const endOf = (text: string): number => {
  const bytes = Buffer.from(`x${text}}"]\n{"a":1}`);
  return canonicalEnd(bytes, 1, 1 + Buffer.byteLength(text)) - 1;
};

const UNCHANGED = [
  '{}',
  '{"a":1}',
  '{"a":-1,"b":0,"c":1.5,"d":-0.25,"e":123456789012345,"f":0.000001}',
  '{"a":true,"b":false,"c":null}',
  '{"a":"","b":"x \\" \\\\ \\b\\f\\n\\r\\t ä €"}',
  '{"a":{"a":{"a":[]}},"b":[1,[2,{"a":[{}]}],"x"],"c":{}}',
  '{"time":"2026-11-20T14:02:11Z","level":"info","msg":"x","user_id":7}',
  '{"log":1,"a":{"log":"x"}}',
  '{"ab":1,"ba":2,"a1":3,"b1":4,"":5}',
  '{"__proto__":1,"toJSON":2}',
];

it.each(UNCHANGED)('finds that JSON is written in the same way: %s', text => {
  expect(JSON.stringify(JSON.parse(text))).toBe(text);
  expect(endOf(text)).toBe(Buffer.byteLength(text));
  expect(endOf(`${text} \t\r`)).toBe(Buffer.byteLength(text));
});

const OTHERS = [
  ...['', '[]', '"a"', '{', '{"a"', '{"a":1', '{"a":1,}', '{,}', '{"a":1}x', '{"a":1}{}', '{"a":1} x'],
  ...['{ "a":1}', '{"a": 1}', '{"a":1 }', '{"a":[1, 2]}', '{"a":\n1}', '{"a":"\n"}', '{"a":1,"a":2}'],
  ...['{"b":{"x":1,"y":2,"x":3}}', '{"1":1,"a":2}', '{"a":{"b":1,"10":2}}'],
  ...[
    '{"a":-0}',
    '{"a":1.0}',
    '{"a":1.50}',
    '{"a":0.0}',
    '{"a":1e5}',
    '{"a":1E5}',
    '{"a":01}',
    '{"a":-}',
    '{"a":1.}',
    '{"a":.5}',
  ],
  ...[
    '{"a":0.0000001}',
    '{"a":1234567890123456}',
    '{"a":0.1234567890123456}',
    '{"a":+1}',
    '{"a":tru}',
    '{"a":nulls}',
  ],
  ...[
    '{"a":"\\/"}',
    '{"a":"\\u0041"}',
    '{"a":"\\x"}',
    '{"a":"\\"}',
    '{"\\u0061":1}',
    '{"log":"x"}',
    '{"a":1,"log":"x","stream":"y"}',
  ],
  `${'{"a":'.repeat(30)}1${'}'.repeat(30)}`,
];

it.each(OTHERS)('leaves other texts to a parser: %s', text => {
  expect(endOf(text)).toBe(-2);
});

it('is right about any JSON, and JSON in which something was changed', () => {
  let unchanged = 0;
  const json = fc.jsonValue({ maxDepth: 3 }).map(value => JSON.stringify({ a: value, b: 1 }));
  const key = fc.constantFrom('a', 'b', 'log', '1', '"', 'ab', 'ba');
  const object = fc.dictionary(key, fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.double(), fc.integer()));
  const text = fc.oneof(
    json,
    object.map(value => JSON.stringify(value)),
  );
  const changed = fc
    .tuple(text, fc.nat(), fc.constantFrom(...'{}[],:"\\0123456789.eE+- truefalsn/ux\n', ''), fc.nat(1))
    .map(([whole, at, character, dropped]) => {
      const place = at % whole.length;
      return whole.slice(0, place) + character + whole.slice(place + dropped);
    });
  fc.assert(
    fc.property(fc.oneof(text, changed), each => {
      const end = endOf(each);
      if (end < 0) return;
      unchanged++;
      const rest = Buffer.from(each).subarray(end).toString();
      expect(rest).toMatch(/^[ \t\r\n]*$/);
      const value = JSON.parse(each);
      expect(JSON.stringify(value)).toBe(each.trimEnd());
      expect(typeof value.log).not.toBe('string');
    }),
    { numRuns: 5000 },
  );
  expect(unchanged).toBeGreaterThan(300);
});

it('is right about any number', () => {
  let unchanged = 0;
  const digits = fc.stringMatching(/^-?(?:0|[1-9]\d{0,16})(?:\.\d{1,17})?(?:[eE][+-]?\d{1,3})?$/);
  fc.assert(
    fc.property(fc.oneof(digits, fc.double().map(String)), number => {
      const text = `{"a":${number}}`;
      if (endOf(text) < 0) return;
      unchanged++;
      expect(JSON.stringify(JSON.parse(text))).toBe(text);
    }),
    { numRuns: 5000 },
  );
  expect(unchanged).toBeGreaterThan(500);
});
