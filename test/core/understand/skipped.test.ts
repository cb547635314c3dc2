import { describe, expect, it } from 'vitest';
import { Skipper, withoutEscapes } from '../../../src/core/understand/skipped.ts';

it('finds skipped text again if the next text is the same', () => {
  const skipper = new Skipper();
  const line = (text: string, from: number): string | null =>
    skipper.copyOf(text, from, text.indexOf('\n', from));
  for (let pass = 0; pass < 3; pass++) {
    const text = ['\0\0a', 'b', '\x1b[31mc', 'd', ''].join('\n');
    expect([0, 4, 6, 13].map(from => line(text, from))).toEqual(['a', null, 'c', null]);
  }
});

describe('an OSC sequence', () => {
  it.each([
    ['a title', 'a\x1b]0;title\x07b', 'ab'],
    ['a link', '\x1b]8;;https://x/y\x1b\\link\x1b]8;;\x1b\\', 'link'],
    ['as rsyslog writes it', 'a#033]0;title#007b', 'ab'],
    ['does not go on in another string', '{"a":"#033]0;x","b":"y#007z"}', '{"a":"#033]0;x","b":"y#007z"}'],
    [
      'does not go on in another field',
      '"GET /\x1b]0; HTTP/1.1" 500 5 "a\x07"',
      '"GET /\x1b]0; HTTP/1.1" 500 5 "a\x07"',
    ],
  ])('%s', (_title, text, expected) => {
    expect(withoutEscapes(text)).toBe(expected);
  });
});
