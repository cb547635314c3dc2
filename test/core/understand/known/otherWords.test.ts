import fc from 'fast-check';
import { expect, it } from 'vitest';
import { otherWords } from '../../../../src/core/understand/known/otherWords.ts';

const letters = (...choices: string[]) =>
  fc.array(fc.constantFrom(...choices), { minLength: 1, maxLength: 4 }).map(all => all.join(''));

it('matches exactly the other words, whatever their case', () => {
  let others = 0;
  let named = 0;
  const words = fc.array(
    letters('a', 'b').filter(word => word.length > 1),
    { minLength: 1, maxLength: 12 },
  );
  const property = fc.property(words, letters('a', 'b', 'a', 'b', 'A', 'B', 'z', '_', '7'), (known, word) => {
    const isOther = /^[A-Za-z][a-z_][A-Za-z_]*$/.test(word) && !known.includes(word.toLowerCase());
    expect(new RegExp(`^${otherWords(known)}$`).test(word)).toBe(isOther);
    if (isOther) others++;
    else if (known.includes(word.toLowerCase())) named++;
  });
  fc.assert(property, { numRuns: 3000 });
  expect(Math.min(others, named)).toBeGreaterThan(50);
});
