import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { type ByteString, toByteString } from '../../../src/core/bytes.ts';
import { LogFrames } from '../../../src/core/containers/frames.ts';
import { criLine } from '../../../src/core/containers/unwrap.ts';
import { canonicalStage, unescapeLine } from '../../../src/pushdown/containers/canonical.ts';
import { stageText } from '../../../src/pushdown/script/stage.ts';
import { stampedReader } from '../../../src/session/sources/containers/stampedReader.ts';
import { numbersFrom } from './containerLogs.ts';

const PIECE = 16_384;
const below = numbersFrom(7);
const BYTES = [0, 1, 9, 13, 32, 255];

const randomText = (): ByteString => {
  const length = below(12) === 0 ? PIECE * (1 + below(2)) + below(100) : below(2800);
  const codes = Array.from({ length }, () =>
    below(40) === 0 ? BYTES[below(BYTES.length)]! : 97 + below(26),
  );
  return codes.map(code => String.fromCharCode(code)).join('');
};

/** Lines as Docker prints them: in pieces, each with the timestamp of its line; `local` omits the newline after some. */
const PIECES = Array.from({ length: 200 }, (_, number) => {
  const time = `2026-11-29T01:16:56.${String(number * 7).padStart(9, '0')}Z`;
  const text = randomText();
  const pieces: ByteString[] = [];
  for (let at = 0; at === 0 || at < text.length; at += PIECE) pieces.push(text.slice(at, at + PIECE));
  const end = pieces.length > 1 && pieces.at(-1)!.length < PIECE && below(3) === 0 ? '' : '\n';
  const isOut = below(2) === 0;
  return pieces.map((piece, index) => ({
    isOut,
    bytes: `${time} ${piece}${index < pieces.length - 1 ? '' : end}`,
  }));
}).flat();

const FRAMES = PIECES.map(({ isOut, bytes }) => {
  const head = Buffer.alloc(8);
  head[0] = isOut ? 1 : 2;
  head.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([head, Buffer.from(bytes, 'latin1')]);
});

const printed = (
  form: 'lines' | 'stdout' | 'frames',
  reader: 'perl' | 'gawk',
  input: Buffer,
): ByteString[] => {
  const text = stageText(canonicalStage(form, reader, true), { argument: '', input: '' });
  const { stdout, stderr } = spawnSync('sh', ['-c', text], { input, maxBuffer: 1 << 28 });
  expect(`${stderr}`).toBe('');
  return toByteString(stdout).split('\n').slice(0, -1).map(unescapeLine);
};

const installed = (['perl', 'gawk'] as const).filter(
  name => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0,
);

describe.each(installed)('%s prints the same lines as are read locally', reader => {
  test('of frames, whatever their bytes', () => {
    const input = Buffer.concat(FRAMES);
    const frames = new LogFrames();
    const expected = [...frames.push(toByteString(input)), ...frames.flush()].map(criLine);
    expect(printed('frames', reader, input)).toEqual(expected);
  });

  test.each(['lines', 'stdout'] as const)('of %s', form => {
    const input = Buffer.from(PIECES.map(({ bytes }) => bytes).join(''), 'latin1');
    const lines = stampedReader(form);
    const expected = [...lines.push(input), ...lines.flush()].map(({ line }) => line.replace(/\r$/, ''));
    expect(printed(form, reader, input)).toEqual(expected);
  });

  test('of something else, as a message', () => {
    expect(printed('frames', reader, Buffer.from('<html>no such page</html>\n'))).toEqual([
      "docker sent something other than the container's log",
    ]);
  });
});
