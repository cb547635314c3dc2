import { describe, expect, test } from 'vitest';
import { spellOutDigits } from '../../../src/config/schema/spellOutDigits.ts';

describe('digits are expanded', () => {
  test.each([
    ['^\\d{4}-', '^[0-9]{4}-'],
    ['\\D+\\d', '[^0-9]+[0-9]'],
    ['\\\\d', '\\\\d'],
    ['[\\d]', '[\\d]'],
    ['[]\\d]\\d', '[]\\d][0-9]'],
    ['[^]\\d]\\d', '[^]\\d][0-9]'],
    ['[[:alpha:]\\d]\\d', '[[:alpha:]\\d][0-9]'],
    ['a\\.b', 'a\\.b'],
  ])('%s becomes %s', (text, ere) => expect(spellOutDigits(text)).toBe(ere));
});
