import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readAppHead } from '../../../src/core/fields/appHead.ts';
import { setField } from '../../../src/core/fields/convert.ts';
import { FieldList } from '../../../src/core/fields/fieldList.ts';
import { readHead } from '../../../src/core/fields/headMemo.ts';
import { readAppHeadByPatterns } from './appHeadByPatterns.ts';

const TOKENS = [
  ...['ERROR', 'info', 'WARNING', 'Warn', '[main]', '[INFO]', '(Cart.java:12)', 'shop.Cart', 'shop::cart:'],
  ...[
    'main.go:12:',
    'shop.Cart:12',
    'Cart:12',
    'ERROR:',
    'error:',
    '[12.5]',
    'shop.example:443',
    '10.0.0.9:80',
    '[10.0.0.9:80]',
    '[c.e.CartController:12]',
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

const LINE = fc
  .array(fc.tuple(fc.constantFrom(...TOKENS), fc.constantFrom(...BETWEEN)), { maxLength: 9 })
  .map(tokens => tokens.flat().join(''));

/** Determines where the message starts, and the fields, with regular expressions. */
const expected = (line: string) => {
  const head = readAppHeadByPatterns(line, 0);
  if (head === null) return null;
  const fields = new FieldList();
  for (const [name, value] of Object.entries(head.fields)) setField(fields, name, value);
  return { fields: fields.toObject(), messageAt: head.messageAt };
};

const remembered = (line: string) => {
  const head = readHead(line, 0);
  return head && { fields: head.fields.toObject(), messageAt: head.messageAt };
};

it('caches heads without mistaking another line for one of them', () => {
  const change = fc.record({
    at: fc.nat(120),
    by: fc.constantFrom('', ' ', 'x', 'X', '7', '.', '[', ']', ':', '-', '\0'),
  });
  fc.assert(
    fc.property(LINE, fc.array(change, { maxLength: 12 }), (start, changes) => {
      const line = `${start} served GET /cart`;
      for (const { at, by } of [{ at: 0, by: line[0]! }, ...changes]) {
        const changed = line.slice(0, at) + by + line.slice(at + 1);
        for (const each of [line, changed, changed.slice(0, at + 1), changed + by]) {
          expect(remembered(each), JSON.stringify(each)).toEqual(expected(each));
        }
      }
    }),
    { numRuns: 2000 },
  );
});

it('reads the same heads as the regular expressions', () => {
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
