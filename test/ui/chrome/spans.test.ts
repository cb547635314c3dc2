import { expect, it } from 'vitest';
import { spanColor } from '../../../src/ui/chrome/spans.ts';

it.each([
  ['36', { color: 6 }],
  ['1;31', { color: 1 }],
  ['94', { color: 12 }],
  ['38;5;30', { color: 30 }],
  ['38;5;97', { color: 97 }],
  ['', {}],
  ['2', {}],
])('the colour of %j is %j', (sgr, color) => {
  expect(spanColor(sgr)).toEqual(color);
});
