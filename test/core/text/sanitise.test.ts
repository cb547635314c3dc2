import xterm from '@xterm/headless';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeText } from '../../../src/core/bytes.ts';
import { displayText, isPlainAscii, sanitiseLine, sanitiseText } from '../../../src/core/text/sanitise.ts';

const COLOR = { color: true, tabStop: null };
const PLAIN = { color: false, tabStop: null };

/** What a terminal must never receive; SGR is checked by a separate pattern. */
const UNSAFE =
  /[\x00-\x08\x0a-\x1a\x1c-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;
const NOT_SGR = /\x1b(?!\[\d+(?:;\d+)*m)/;

const HOSTILE: readonly [title: string, line: string, shown: string][] = [
  ['OSC 52 sets the clipboard (BEL)', 'a\x1b]52;c;cm0gLXJmIC8=\x07b', 'ab'],
  ['OSC 52 sets the clipboard (ST)', 'a\x1b]52;c;cm0gLXJmIC8=\x1b\\b', 'ab'],
  ['OSC 52 asks for the clipboard', 'a\x1b]52;c;?\x07b', 'ab'],
  ['OSC 8 hyperlink', '\x1b]8;;http://evil.example\x1b\\ok\x1b]8;;\x1b\\', 'ok'],
  ['OSC 0 title', '\x1b]0;pwned\x07x', 'x'],
  ['OSC 2 title, 8-bit', '\x9d2;pwned\x9cx', 'x'],
  ['OSC 1 icon name', '\x1b]1;pwned\x07x', 'x'],
  ['OSC 4 palette', '\x1b]4;1;rgb:00/00/00\x07x', 'x'],
  ['OSC 10 asks for the foreground', '\x1b]10;?\x07x', 'x'],
  ['OSC 50 font', '\x1b]50;#1\x07x', 'x'],
  ['OSC 133 shell integration', '\x1b]133;A\x07x', 'x'],
  ['OSC 777 notification', '\x1b]777;notify;a;b\x07x', 'x'],
  ['OSC 1337 file transfer', '\x1b]1337;File=name=x:AAAA\x07x', 'x'],
  ['OSC cut by another escape', '\x1b]0;a\x1b[31mred', '\x1b[31mred\x1b[0m'],
  ['OSC that the line does not finish shows its payload', 'a\x1b]0;rest', 'a0;rest'],
  ['DCS', 'a\x1bPq#0;2;0;0;0\x1b\\b', 'ab'],
  ['DCS that reports settings (DECRQSS)', 'a\x1bP$qm\x1b\\b', 'ab'],
  ['DCS, 8-bit', 'a\x90q\x9cb', 'ab'],
  ['tmux passthrough', 'a\x1bPtmux;\x1b\x1b]0;x\x07\x1b\\b', 'ab'],
  ['APC', 'a\x1b_Ga=T;AAAA\x1b\\b', 'ab'],
  ['APC, 8-bit', 'a\x9fGa=T\x9cb', 'ab'],
  ['PM', 'a\x1b^secret\x1b\\b', 'ab'],
  ['PM, 8-bit', 'a\x9esecret\x9cb', 'ab'],
  ['SOS', 'a\x1bXsecret\x1b\\b', 'ab'],
  ['SOS, 8-bit', 'a\x98secret\x9cb', 'ab'],
  ['device attributes', 'a\x1b[cb', 'ab'],
  ['cursor position report', 'a\x1b[6nb', 'ab'],
  ['title report', 'a\x1b[21tb', 'ab'],
  ['answerback (ENQ)', 'a\x05b', 'ab'],
  ['DECID', 'a\x1bZb', 'ab'],
  ['clear the screen', 'a\x1b[2Jb', 'ab'],
  ['clear the scrollback', 'a\x1b[3Jb', 'ab'],
  ['cursor home', 'a\x1b[Hb', 'ab'],
  ['cursor up, to overwrite an earlier line', 'a\x1b[1A\x1b[2Kfake', 'afake'],
  ['carriage return, to overwrite its own line', 'evil\rgood', 'evil good'],
  ['a progress bar', 'at 10%\r\rat 50%\rat 100%\r', 'at 10% at 50% at 100%'],
  ['carriage returns before the line end', 'a\r\r', 'a'],
  ['backspaces', 'evil\b\b\b\bgood', 'evilgood'],
  ['vertical tab and form feed', 'a\v\fb', 'ab'],
  ['alternate screen', 'a\x1b[?1049hb', 'ab'],
  ['mouse reporting', 'a\x1b[?1003hb', 'ab'],
  ['bracketed paste', 'a\x1b[?2004lb', 'ab'],
  ['hides the cursor', 'a\x1b[?25lb', 'ab'],
  ['reset', 'a\x1bcb', 'ab'],
  ['soft reset', 'a\x1b[!pb', 'ab'],
  ['scroll region', 'a\x1b[1;2rb', 'ab'],
  ['charset: line drawing', 'a\x1b(0lqk\x1b(B', 'alqk'],
  ['shift out', 'a\x0eb\x0f', 'ab'],
  ['single shift 2', 'a\x1bNb', 'ab'],
  ['DECALN', 'a\x1b#8b', 'ab'],
  ['repeat the last character a million times', 'a\x1b[999999bc', 'ac'],
  ['modifyOtherKeys looks like SGR', 'a\x1b[>4;2mb', 'ab'],
  ['private SGR', 'a\x1b[?4mb', 'ab'],
  ['SGR with an intermediate', 'a\x1b[1 mb', 'ab'],
  ['media copy prints the screen', 'a\x1b[ib', 'ab'],
  ['keyboard LEDs', 'a\x1b[1qb', 'ab'],
  ['window resize', 'a\x1b[8;1;1tb', 'ab'],
  ['CSI, 8-bit', 'a\x9b2Jb', 'ab'],
  ['SGR, 8-bit, in its seven-bit form', '\x9b31mred', '\x1b[31mred\x1b[0m'],
  ['control character amid a sequence', 'a\x1b[2\x07Jb', 'ab'],
  ['control character after ESC', 'a\x1b\x07]0;t\x07b', 'ab'],
  ['CAN ends a sequence', 'a\x1b[2\x18Jb', 'aJb'],
  ['ESC starts a new sequence within one', 'a\x1b[2\x1b[2Jb', 'ab'],
  ['ESC ESC', 'a\x1b\x1b[2Jb', 'ab'],
  ['CSI that the line does not finish', 'a\x1b[31', 'a'],
  ['ESC at the end', 'a\x1b', 'a'],
  ['CSI cut by a letter of another script', 'a\x1b[3é', 'aé'],
  ['conceal', '\x1b[8msecret', 'secret'],
  ['conceal among others', '\x1b[1;8;31msecret', '\x1b[1;31msecret\x1b[0m'],
  ['conceal with leading zeros', '\x1b[008msecret', 'secret'],
  ['conceal behind an underline colour', '\x1b[58;5;8msecret', 'secret'],
  ['conceal behind a colon', '\x1b[4:8msecret', '\x1b[4msecret\x1b[0m'],
  ['an 8 that is a colour stays', '\x1b[38;5;8mgrey', '\x1b[38;5;8mgrey\x1b[0m'],
  ['true colour of eights stays', '\x1b[48;2;8;8;8mx', '\x1b[48;2;8;8;8mx\x1b[0m'],
  ['colon colour gets semicolons', '\x1b[38:2::1:2:3mx', '\x1b[38;2;1;2;3mx\x1b[0m'],
  ['half a colour goes', '\x1b[38;5mx', 'x'],
  ['blinking', '\x1b[5mx', 'x'],
  ['SGR left open is closed', '\x1b[31mred', '\x1b[31mred\x1b[0m'],
  ['SGR closed by the log is closed once', '\x1b[31mred\x1b[m.', '\x1b[31mred\x1b[0m.'],
  ['NUL', 'a\0b', 'ab'],
  ['DEL', 'a\x7fb', 'ab'],
  ['next line (C1 NEL)', 'a\x85b', 'ab'],
  ['bidi override', 'a\u202Egnp.exe', 'agnp.exe'],
  ['bidi isolates', 'a\u2066b\u2069c\u2067d\u2068e', 'abcde'],
  ['bidi marks', 'a\u200e\u200f\u061cb', 'ab'],
  ['zero-width space, byte order mark, word joiner', 'a\u200bb\ufeffc\u2060d', 'abcd'],
  ['tags that smuggle text', 'a\u{E0041}\u{E0042}b', 'ab'],
  ['line and paragraph separators', 'a\u2028b\u2029c', 'abc'],
  ['an emoji family keeps its joiners', '👩‍👧 x\x07', '👩‍👧 x'],
  ['tab stays', 'a\tb\x07', 'a\tb'],
];

describe('sanitiseLine: hostile lines', () => {
  test('the table has the expected length', () => expect(HOSTILE.length).toBeGreaterThanOrEqual(51));
  test.each(HOSTILE)('%s', (_title, line, shown) => expect(sanitiseLine(line, COLOR)).toBe(shown));
  test.each(HOSTILE)('%s, without colour', (_title, line, shown) =>
    expect(sanitiseLine(line, PLAIN)).toBe(shown.replace(/\x1b\[[\d;]*m/g, '')),
  );
});

describe('bytes that are not UTF-8', () => {
  const table: readonly [title: string, bytes: string, shown: string][] = [
    ['overlong ESC', 'a\xc0\x9bb', 'a\ufffd\ufffdb'],
    ['overlong ESC [, three bytes', '\xe0\x80\x9b2J', '\ufffd\ufffd\ufffd2J'],
    ['lone C1 byte', 'a\x9b2Jb', 'a\ufffd2Jb'],
    ['C1 in UTF-8', 'a\xc2\x9b2Jb', 'ab'],
    ['surrogate', '\xed\xa0\x80', '\ufffd\ufffd\ufffd'],
    ['cut short', 'caf\xc3', 'caf\ufffd'],
    ['ESC in front of a broken character', '\x1b\xff[31mx', '\ufffd[31mx'],
  ];
  test.each(table)('%s', (_title, bytes, shown) => expect(displayText(bytes, COLOR)).toBe(shown));
});

describe('lines stay separate', () => {
  test('a sequence ends with its line', () => {
    expect(sanitiseText('a\x1b]0;x\nb\x1b[3\n1mc\x1bP\nd', COLOR)).toBe('a0;x\nb\n1mc\nd');
  });
  test('colour ends with its line', () => {
    expect(sanitiseText('\x1b[31ma\nb', COLOR)).toBe('\x1b[31ma\x1b[0m\nb');
  });
});

describe('tabs', () => {
  const table: readonly [line: string, shown: string][] = [
    ['\tx', '        x'],
    ['ab\tx', 'ab      x'],
    ['12345678\tx', '12345678        x'],
    ['\x1b[31mab\tx', '\x1b[31mab      x\x1b[0m'],
  ];
  test.each(table)('%j with tab stops of 8', (line, shown) =>
    expect(sanitiseLine(line, { color: true, tabStop: 8 })).toBe(shown),
  );
});

const fragment = fc.oneof(
  fc.constantFrom(
    '\x1b',
    '\x1b[',
    '\x1b]',
    '\x1bP',
    '\x1b\\',
    '\x07',
    '\x9b',
    '\x9d',
    '\x9c',
    '\x18',
    'm',
    ';',
    ':',
    '8',
  ),
  fc.constantFrom(
    '31',
    '38;5;8',
    '38;2;',
    '0',
    '\u202e',
    '\ufeff',
    '\u{E0041}',
    '\r',
    '\t',
    '?',
    'é',
    '漢',
    '👩‍👧',
  ),
  fc.string({ unit: 'grapheme', maxLength: 4 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const hostileLine = fc.array(fragment, { maxLength: 30 }).map(parts => parts.join('').replaceAll('\n', ''));

describe('invariants', () => {
  test('only text, tabs and plain SGR without conceal pass', () => {
    fc.assert(
      fc.property(hostileLine, line => {
        const shown = sanitiseLine(line, COLOR);
        expect(shown).not.toMatch(UNSAFE);
        expect(shown).not.toMatch(NOT_SGR);
      }),
      { numRuns: 2000 },
    );
  });

  test('safe text is unchanged', () => {
    fc.assert(
      fc.property(hostileLine, line => {
        const shown = sanitiseLine(line, COLOR);
        expect(sanitiseLine(shown, COLOR)).toBe(shown);
      }),
    );
  });

  test('plain ASCII takes the fast path to the same text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), bytes => {
        if (isPlainAscii(bytes)) expect(sanitiseText(bytes, COLOR)).toBe(bytes);
        expect(displayText(encodeText(bytes), COLOR)).toBe(sanitiseText(bytes, COLOR));
      }),
    );
  });

  test('the terminal sends no replies, its cursor moves only forwards, and it ends in its own colours', async () => {
    const terminal = new xterm.Terminal({ cols: 1000, rows: 5, allowProposedApi: true });
    const answers: string[] = [];
    terminal.onData(answer => answers.push(answer));
    terminal.onTitleChange(title => answers.push(title));
    const write = (text: string) => new Promise<void>(done => terminal.write(text, done));
    for (const line of [
      ...HOSTILE.map(row => row[1]),
      ...fc.sample(hostileLine, { numRuns: 300, seed: 7 }),
    ]) {
      await write('\x1bc> ');
      await write(`${sanitiseLine(line, COLOR)}#`);
      const buffer = terminal.buffer.active;
      const last = buffer.getLine(0)!.getCell(buffer.cursorX - 1)!;
      expect([buffer.cursorY, buffer.getLine(0)!.translateToString().slice(0, 2), last.getChars()]).toEqual([
        0,
        '> ',
        '#',
      ]);
      expect(last.isAttributeDefault()).toBe(true);
    }
    expect(answers).toEqual([]);
    terminal.dispose();
  });

  test.each([
    '\x1b]',
    '\x1b[',
    '\x9d',
    '\x1b[8m',
    '\x1bP\x1b',
    '\x1b[1;',
    '\x1b(',
    'é\x1b',
    '\t\x1b[31m',
    '\x1b_\x90',
  ])(
    '%j repeated takes linear time',
    unit => {
      const line = unit.repeat(1_000_000 / unit.length);
      expect(sanitiseLine(line, COLOR)).not.toMatch(UNSAFE);
    },
    5_000,
  );
});
