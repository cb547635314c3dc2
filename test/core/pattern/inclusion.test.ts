import { expect, it } from 'vitest';
import { impliesAnyOf } from '../../../src/core/pattern/inclusion.ts';

it.each<[string, string[], boolean]>([
  ['^Dec ', ['^D'], true],
  ['^D', ['^De'], false],
  ['^[0-9]+:', ['^[0-9]*:'], true],
  ['^[0-9]*:', ['^[0-9]+:'], false],
  ['^(a|b)x', ['^ax', '^bx'], true],
  ['^(a|b|c)x', ['^ax', '^bx'], false],
  ['^[^:]+: ', ['^[ -~]+: '], false],
  ['^[a-z]+: ', ['^[ -~]+: ?'], true],
  ['^a$', ['^a(b|$)'], true],
  ['^a', ['^a(b|$)'], false],
  ['^a', [], false],
  ['^ab', ['^a.*c'], false],
])('%s implies one of %j: %s', (ere, others, expected) => {
  expect(impliesAnyOf(ere, others)).toBe(expected);
});
