import { describe, expect, it } from 'vitest';
import { fieldLookup, fieldNames } from '../../../src/core/fields/lookup.ts';
import { FIELD_WORDS } from '../../../src/core/fields/words.ts';

describe('looking a field up', () => {
  it.each([
    ['its own key', 'status', { status: 500 }, 500],
    ['nested objects', 'http.status', { http: { status: 500 } }, 500],
    ['one key with a dot', 'http.status', { 'http.status': 500 }, 500],
    ['dots inside a nested key', 'a.b.c', { a: { 'b.c': 1 } }, 1],
    ['its own key before one of its other names', 'status', { status: 1, 'http.response.status_code': 2 }, 1],
    ['the word for a key', 'status', { http: { response: { status_code: 500 } } }, 500],
    ["OpenTelemetry's name for a text format's field", 'http.response.status_code', { status: 500 }, 500],
    ['an alias', 'db', { database: 'shop' }, 'shop'],
    ['different case, if there is nothing else', 'USERID', { userId: 7 }, 7],
    ['the same case before a different one', 'userid', { userID: 1, userid: 2 }, 2],
    ['nothing for null', 'a', { a: null }, undefined],
    ['false', 'a', { a: false }, false],
    ['names that objects inherit', '__proto__', JSON.parse('{"__proto__":1}'), 1],
    ['nothing inherited', 'toString', {}, undefined],
    ['nothing below text', 'a.length', { a: 'x' }, undefined],
    ['a duration in seconds', 'duration', { duration_ms: 812 }, 0.812],
    ['its own duration unchanged', 'duration_ms', { duration_ms: 812 }, 812],
    ['milliseconds as text', 'duration', { elapsedMs: '5' }, 0.005],
  ])('finds %s', (_title, name, fields, expected) => {
    expect(fieldLookup(name)(fields)).toBe(expected);
  });

  it('ends quickly for a name of many parts', () => {
    const parts = Array.from({ length: 2000 }, () => 'a');
    const nested = parts.reduceRight<unknown>(inner => ({ a: inner }), 1);
    expect(fieldLookup(parts.join('.'))(nested as Record<string, unknown>)).toBe(1);
    expect(fieldLookup(`${parts.join('.')}.b`)(nested as Record<string, unknown>)).toBeUndefined();
  });
});

it('names nested fields by their paths', () => {
  expect(fieldNames({ a: { b: 1, c: { d: 2 } }, e: [1], f: null }, 10)).toEqual(['a.b', 'a.c.d', 'e']);
});

it('lists each name once', () => {
  const names = FIELD_WORDS.flatMap(({ word, otel, aliases }) => [word, ...(otel ? [otel] : []), ...aliases]);
  expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
});
