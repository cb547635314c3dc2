import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputDecoder, type InputEvent } from '../../../src/ui/terminal/input.ts';

const keys = (events: readonly InputEvent[]): string[] =>
  events.map(event =>
    event.kind === 'key'
      ? event.key
      : event.kind === 'paste'
        ? `paste:${event.text}`
        : event.kind === 'ground'
          ? `ground:${event.ground}`
          : `${event.what}@${event.x},${event.y}`,
  );

describe('input from a terminal', () => {
  it.each([
    ['jjj', ['j', 'j', 'j']],
    ['\r\n\t ', ['enter', 'enter', 'tab', 'space']],
    ['\x01\x1a\x7f\x08', ['^a', '^z', 'backspace', 'backspace']],
    ['\x1b[A\x1bOB\x1b[5~\x1b[H', ['up', 'down', 'pageup', 'home']],
    ['\x1b[1;5C\x1b[Z\x1b[15~\x1bOP', ['ctrl-right', 'shift-tab', 'f5', 'f1']],
    ['\x1bx\x1b\x7f', ['alt-x', 'alt-backspace']],
    ['日é🙂', ['日', 'é', '🙂']],
    ['\x1b[200~rm -rf\nx\x1b[201~j', ['paste:rm -rf\nx', 'j']],
    ['\x1b[<64;10;3M\x1b[<65;1;1M\x1b[<0;5;6M\x1b[<0;5;6m', ['wheelUp@9,2', 'wheelDown@0,0', 'press@4,5']],
    ['\x1b[?62;4c\x1b[12;40Rj', ['j']],
    ['\x1b\x1b[A', ['esc', 'up']],
    ['\x1b]11;rgb:1e1e/1e1e/1e1e\x07j', ['ground:dark', 'j']],
    ['\x1b]11;rgb:ff/ff/f0\x1b\\j', ['ground:light', 'j']],
    ['\x1b]11;?what\x07j', ['j']],
  ])('%j', (sent, expected) => {
    expect(keys(new InputDecoder().decode(sent))).toEqual(expected);
  });

  it('a lone escape is the key if nothing follows it', () => {
    const decoder = new InputDecoder();
    expect([decoder.decode('\x1b'), decoder.pending]).toEqual([[], true]);
    expect(keys(decoder.flush())).toEqual(['esc']);
    expect(keys(decoder.decode('[A'))).toEqual(['[', 'A']);
  });

  it('means the same however it is chunked', () => {
    const pieces = fc.array(
      fc.constantFrom(
        'j',
        '\x1b[A',
        '\x1b[5~',
        '\x1bOP',
        '日',
        '\x1b[200~a\x1b[b\x1b[201~',
        '\x1b[<0;1;2M',
        '\x1b[1;2D',
        '\r',
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(pieces, fc.array(fc.nat(60), { maxLength: 8 }), (parts, cuts) => {
        const text = parts.join('');
        const whole = keys(new InputDecoder().decode(text));
        const decoder = new InputDecoder();
        const places = [0, ...cuts.map(cut => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
        const events = places.slice(1).flatMap((end, i) => decoder.decode(text.slice(places[i], end)));
        expect(keys(events)).toEqual(whole);
      }),
    );
  });
});
