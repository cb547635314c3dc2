import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nameGlob } from '../../src/core/nameGlob.ts';

describe('globs over names', () => {
  test.each([
    ['web-*', 'web-01', true],
    ['web-*', 'web-', true],
    ['web-*', 'my-web-01', false],
    ['*', '', true],
    ['*-db', 'eu-db', true],
    ['*-db', 'eu-db-1', false],
    ['w?b', 'web', true],
    ['w?b', 'wb', false],
    ['a.c', 'abc', false],
    ['*.log', 'tatooine-warn.log', true],
    ['a*b*c', 'aXbbYc', true],
    ['', 'a', false],
  ])('%s against %s: %s', (pattern, name, matches) => expect(nameGlob(pattern)(name)).toBe(matches));

  test('agrees with the equivalent regular expression', () => {
    const letters = (alphabet: string) => fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 12 });
    fc.assert(
      fc.property(letters('ab*?'), letters('ab'), (pattern, name) => {
        const regex = new RegExp(`^${pattern.replaceAll('?', '.').replace(/\*+/g, '.*')}$`);
        expect(nameGlob(pattern)(name)).toBe(regex.test(name));
      }),
      { numRuns: 1000 },
    );
  });
});
