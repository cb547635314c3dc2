import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frameReader, type Piece } from '../../../src/pushdown/script/frames.ts';
import { newNonce } from '../../../src/pushdown/script/nonceGate.ts';
import { chunked } from '../chunked.ts';

const read = (nonce: string, chunks: readonly Buffer[]): Piece[] => {
  const reader = frameReader(nonce);
  return [...chunks.flatMap(chunk => reader.push(chunk)), ...reader.end()];
};

const bytesOf = (pieces: readonly Piece[]): string =>
  pieces.map(piece => (piece.kind === 'bytes' ? piece.bytes.toString('latin1') : '')).join('');
const framesOf = (pieces: readonly Piece[]): string[] =>
  pieces.flatMap(piece => (piece.kind === 'frame' ? [piece.words.join(' ')] : []));

const NONCE = '00112233445566778899aabbccddeeff';
const bytes = fc.string({ unit: 'binary-ascii' });
const cuts = fc.array(fc.nat(200));

describe('frames among the bytes of a log', () => {
  test('any bytes and any frames, split anywhere, are separated exactly', () => {
    const parts = fc.array(
      fc.oneof(
        bytes.map(text => ({ frame: false, text })),
        fc.integer({ min: 0, max: 99 }).map(step => ({ frame: true, text: `step ${step}` })),
      ),
    );
    fc.assert(
      fc.property(parts, cuts, (wanted, at) => {
        const stream = wanted.map(({ frame, text }) => (frame ? `${NONCE} ${text}\n` : text)).join('');
        const pieces = read(NONCE, chunked(stream, at));
        expect(framesOf(pieces)).toEqual(wanted.filter(({ frame }) => frame).map(({ text }) => text));
        expect(bytesOf(pieces)).toBe(wanted.map(({ frame, text }) => (frame ? '' : text)).join(''));
      }),
    );
  });

  test('without the nonce, nobody can forge a frame, and no byte is lost', () => {
    const spoof = fc.oneof(
      bytes,
      fc.constantFrom(NONCE.slice(0, 20), NONCE.slice(1), `${'0'.repeat(32)} step 1\n`, `${NONCE}x step 1\n`),
    );
    fc.assert(
      fc.property(fc.array(spoof), cuts, (texts, at) => {
        const stream = texts.join('\n');
        const pieces = read(newNonce(), chunked(stream, at));
        expect(framesOf(pieces)).toEqual([]);
        expect(bytesOf(pieces)).toBe(stream);
      }),
    );
  });

  test('the end of a line is never held back', () => {
    const reader = frameReader(NONCE);
    expect(bytesOf(reader.push(Buffer.from('a line\n')))).toBe('a line\n');
  });

  test.each([
    ['nothing', 'abc', 0],
    ['the start of a nonce', `abc${NONCE.slice(0, 1)}`, 1],
    ['all of it', `abc${NONCE}`, 32],
    ['a frame, which is not the log’s', `abc${NONCE} step`, 0],
  ])('counts the bytes that may be the log’s: %s', (_title, text, undecided) => {
    const reader = frameReader(NONCE);
    reader.push(Buffer.from(text));
    expect(reader.undecided).toBe(undecided);
    reader.end();
    expect(reader.undecided).toBe(0);
  });

  test('text that starts like a frame and does not end belongs to the log', () => {
    const stream = `${NONCE} ${'x'.repeat(3000)}\n`;
    expect(bytesOf(read(NONCE, [Buffer.from(stream)]))).toBe(stream);
  });
});
