import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineChunks } from '../../../../src/session/sources/remote/fileChunks.ts';

const fileOf = (bytes: Buffer, chunkBytes: number) => {
  let at = 0;
  let reads = 0;
  return {
    size: bytes.length,
    share: 1 << 20,
    read: async () => null,
    readInto: async (memory: Buffer) => {
      expect(memory.length).toBe(Math.min(chunkBytes, 8192 * 2 ** reads++));
      const read = bytes.copy(memory, 0, at, at + memory.length);
      at += read;
      return read;
    },
    close: async () => {},
  };
};

test('chunks are whole lines, and remain valid while the next one is read', async () => {
  const line = fc.oneof({ weight: 5, arbitrary: fc.nat(300) }, { weight: 1, arbitrary: fc.nat(200_000) });
  let split = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 30 }),
      fc.boolean(),
      fc.constantFrom(16_384, 20_000, 70_000),
      async (lengths, isEnded, chunkBytes) => {
        const text = lengths.map((length, n) => String.fromCharCode(65 + (n % 26)).repeat(length)).join('\n');
        const bytes = Buffer.from(isEnded && text !== '' ? `${text}\n` : text);
        const next = lineChunks(fileOf(bytes, chunkBytes), chunkBytes);
        const got: Buffer[] = [];
        let reading = next();
        for (let chunk = await reading; chunk !== null; chunk = await reading) {
          reading = next();
          await reading;
          got.push(Buffer.from(chunk));
        }
        expect(Buffer.concat(got).equals(bytes)).toBe(true);
        // Only lines for which there is no room come in pieces, and the last one.
        for (const [index, chunk] of got.entries()) {
          if (chunk.at(-1) === 10 || index === got.length - 1) continue;
          split++;
          expect(chunk.length - chunk.lastIndexOf('\n')).toBeGreaterThan(Math.min(chunkBytes, 65_536));
        }
      },
    ),
    { numRuns: 200 },
  );
  expect(split).toBeGreaterThan(0);
}, 60_000);

test('a file that cannot be read like that is read as it is', async () => {
  const next = lineChunks({ size: 1, read: async () => Buffer.from('x'), close: async () => {} }, 1);
  expect(await next()).toEqual(Buffer.from('x'));
});
