import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { datagramFrames, type Frame, SyslogFraming } from '../../../src/core/syslog/framing.ts';

/** Returns, as text, the frames of a stream that arrives in the given chunks. */
const framesOf = (chunks: readonly Buffer[], limit = 100, counted = 400): string[] => {
  const framing = new SyslogFraming(limit, counted);
  const frames = [...chunks.flatMap(chunk => [...framing.push(chunk)]), ...framing.end()];
  return frames.map(shown);
};
const shown = (frame: Frame): string => {
  switch (frame.kind) {
    case 'message':
      return frame.bytes.toString('latin1');
    case 'cut':
      return `cut ${frame.bytes}`;
    case 'broken':
      return `broken ${frame.missing}`;
    case 'refused':
      return `refused ${frame.count}`;
  }
};
const frames = (text: string): string[] => framesOf([Buffer.from(text, 'latin1')]);
const long = 'x'.repeat(150);

describe('framing of a syslog stream', () => {
  it.each([
    ['lines', '<1>a\n<2>b\n', ['<1>a', '<2>b']],
    ['an unterminated last line', '<1>a\n<2>b', ['<1>a', '<2>b']],
    ['NUL also ends messages', '<1>a\0<2>b\0', ['<1>a', '<2>b']],
    ['counts', '4 <1>a5 <2>bb', ['<1>a', '<2>bb']],
    ['a newline within a counted message', '7 <1>a\nb\n4 <2>b', ['<1>a\nb\n', '<2>b']],
    ['a newline after a counted message', '4 <1>a\n4 <2>b\n', ['<1>a', '<2>b']],
    ['both on one connection', '<1>a\n4 <2>b<3>c\n', ['<1>a', '<2>b', '<3>c']],
    ['a line without a priority', '<1>a\n  at x\n', ['<1>a', '  at x']],
    [
      'a number at the start of a line is not a count',
      '<1>a\n12 monkeys\n3 <b>\n',
      ['<1>a', '12 monkeys', '3 <b>'],
    ],
    ['a counted message without a priority, after one that had it', '4 <1>a5 hello', ['<1>a', 'hello']],
    ['a date is not a count', '2026-11-28 x\n', ['2026-11-28 x']],
    ['empty lines', '\n\r\n\0<1>a\n\n', ['<1>a']],
    ['of CR LF, CR is kept', '<1>a\r\n', ['<1>a\r']],
    ['a line that is too long', `<1>${long}\n<2>b\n`, [`<1>${'x'.repeat(97)}`, 'cut 53', '<2>b']],
    ['a count that is too long', `153 <1>${long}4 <2>b`, [`<1>${'x'.repeat(97)}`, 'cut 53', '<2>b']],
    ['an absurd count', '401 <1>aaaa\n<2>b\n', ['refused 401']],
    ['more digits than any count has', `${'9'.repeat(12)} <1>a\n`, [`${'9'.repeat(12)} <1>a`]],
    ['a count that starts with 0', '04 <1>a\n', ['04 <1>a']],
    ['a stream that ends within a counted message', '9 <1>ab', ['<1>ab', 'broken 4']],
    ['a stream that ends after a count', '9 ', ['9 ']],
    ['nothing', '', []],
  ])('%s', (_, stream, expected) => {
    expect(frames(stream)).toEqual(expected);
  });

  it('is the same for any chunking', () => {
    const piece = fc.constantFrom(
      ...[
        '<1>a',
        '4 <1>a',
        '9 <13>hello',
        '\n',
        '\0',
        '\r',
        '12',
        ' ',
        '<',
        '>',
        '0',
        '7 ',
        '500 <1>',
        '2026-1',
        long,
        'é',
      ],
    );
    const stream = fc.array(piece, { maxLength: 30 }).map(pieces => Buffer.from(pieces.join(''), 'latin1'));
    fc.assert(
      fc.property(stream, fc.array(fc.nat({ max: 400 }), { maxLength: 20 }), (bytes, cuts) => {
        const places = [0, ...cuts.filter(cut => cut < bytes.length).toSorted((a, b) => a - b), bytes.length];
        const chunks = places.slice(1).map((to, index) => bytes.subarray(places[index], to));
        expect(framesOf(chunks)).toEqual(framesOf([bytes]));
        const single = [...bytes].map(byte => Buffer.from([byte]));
        expect(framesOf(single)).toEqual(framesOf([bytes]));
      }),
      { numRuns: 1000 },
    );
  });

  it('buffers no more of an endless line than the maximum message size', () => {
    const framing = new SyslogFraming();
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    for (let index = 0; index < 64; index++) expect(framing.push(chunk)).toEqual([]);
    expect(
      framing.end().map(frame => (frame.kind === 'message' ? frame.bytes.length : shown(frame))),
    ).toEqual([65536, `cut ${64 * 1024 * 1024 - 65536}`]);
  });
});

describe('frames of a datagram', () => {
  it.each([
    ['<1>a', ['<1>a']],
    ['<1>a\n', ['<1>a']],
    ['<1>a\r\n\0', ['<1>a']],
    ['<1>a\nb', ['<1>a\nb']],
    [`<1>${long}`, [`<1>${'x'.repeat(97)}`, 'cut 53']],
    ['\n', []],
    ['', []],
    ['4 <1>a', ['<1>a']],
    ['7 <1>a\nb\n', ['<1>a\nb']],
    ['5 <1>a', ['5 <1>a']],
    ['3 <1>a', ['3 <1>a']],
    ['4 rest', ['4 rest']],
    ['4', ['4']],
  ])('%j', (datagram, expected) => {
    expect(datagramFrames(Buffer.from(datagram), 100).map(shown)).toEqual(expected);
  });
});
