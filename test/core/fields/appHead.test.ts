import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readAppHead } from '../../../src/core/fields/appHead.ts';
import { readAppHeadByPatterns } from './appHeadByPatterns.ts';

const TOKENS = [
  ...['ERROR', 'info', 'WARNING', 'Warn', '[main]', '[INFO]', '(Cart.java:12)', 'shop.Cart', 'shop::cart:'],
  ...[
    'main.go:12:',
    '123',
    '---',
    '[shop]',
    '[           main]',
    '[a=b, c=d]',
    '[a[b]c]',
    '<x>',
    '[]',
    '( )',
  ],
  ...[
    '[app,0123456789abcdef,0123456789abcdef]',
    'cart',
    'x/y',
    '$z.q',
    '1a',
    'é',
    '"',
    '[',
    ')',
    'a|b',
    '::',
  ],
];
const BETWEEN = [' ', '  ', '\t', ' - ', ': ', ' | ', '', ':', ' -', '- ', ' --- '];

it('reads the heads that regular expressions describe', () => {
  const token = fc.tuple(fc.constantFrom(...TOKENS), fc.constantFrom(...BETWEEN));
  fc.assert(
    fc.property(
      fc.constantFrom('', ' ', '2026-11-20 '),
      fc.array(token, { maxLength: 9 }),
      (start, tokens) => {
        const line = start + tokens.flat().join('');
        const head = readAppHead(line, start.length);
        const found = head && { fields: { ...head.fields.toObject() }, messageAt: head.messageAt };
        expect(found).toEqual(readAppHeadByPatterns(line, start.length));
      },
    ),
    { numRuns: 3000 },
  );
});
