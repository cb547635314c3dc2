import { expect, it } from 'vitest';
import { Skipper } from '../../../src/core/understand/skipped.ts';

it('finds skipped text again if the next text is the same', () => {
  const skipper = new Skipper();
  const line = (text: string, from: number): string | null =>
    skipper.copyOf(text, from, text.indexOf('\n', from));
  for (let pass = 0; pass < 3; pass++) {
    const text = ['\0\0a', 'b', '\x1b[31mc', 'd', ''].join('\n');
    expect([0, 4, 6, 13].map(from => line(text, from))).toEqual(['a', null, 'c', null]);
  }
});
