import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { IN_PLACE, LATE } from '../../../src/core/kernels/merging/layout.ts';
import { createMergeMemory, MergeMemory } from '../../../src/core/kernels/merging/mergeMemory.ts';
import { TimedLines } from '../../../src/core/records/timedLines.ts';
import { createLinePrinter } from '../../../src/print/merged/linePrinter.ts';
import { createOutlet } from '../../../src/print/outlet.ts';
import { Capture, capturedRun, pipeOptions } from '../capture.ts';
import { sampleSource } from '../samples.ts';

/** Around the lengths that are copied in different ways, and some that fill blocks of output. */
const LENGTHS = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 0, max: 40 }) },
  { weight: 20, arbitrary: fc.integer({ min: 490, max: 530 }) },
  { weight: 1, arbitrary: fc.constantFrom(130_000, 131_030, 131_056, 131_072, 140_000) },
);

/** A chunk is part of a larger buffer, in which nothing after it may be printed. */
const chunkOf = (lines: readonly Buffer[], before: number): Buffer => {
  const bytes = Buffer.concat(lines.flatMap(line => [line, Buffer.from('\n')]));
  const whole = Buffer.concat([Buffer.alloc(before, '<'), bytes, Buffer.alloc(32, '>')]);
  return whole.subarray(before, before + bytes.length);
};

test.each([
  ['one at a time', false],
  ['many at a time', true],
])('lines of any length and bytes are printed unchanged, each after its prefix: %s', async (_, isQuick) => {
  const memory = isQuick ? createMergeMemory()! : null;
  const slots = [0, 1, 2].map(() => memory?.take() ?? null);
  const writeRuns = vi.spyOn(MergeMemory.prototype, 'writeRuns');
  const byte = fc.integer({ min: 0, max: 255 });
  const line = fc.record({ length: LENGTHS, first: byte, step: byte, late: fc.boolean() });
  const chunk = fc.record({
    lines: fc.array(line, { minLength: 20, maxLength: 80 }),
    before: fc.nat(9),
    source: fc.nat(2),
  });
  let printed = 0;
  const property = fc.asyncProperty(
    fc.array(chunk, { minLength: 1, maxLength: 6 }),
    fc.integer(),
    async (chunks, seed) => {
      const sources = ['a', 'bcd', 'efghijklm'].map((log, id) => sampleSource(id, 'h', log));
      const stdout = new CopyingCapture();
      const targets = { ...capturedRun(), out: createOutlet(stdout) };
      const printer = createLinePrinter(pipeOptions(sources), targets, memory);
      for (const source of sources) printer.opened(source);
      const expected: Buffer[] = [];
      for (const { lines, before, source } of chunks) {
        const texts = lines.map(({ length, first, step }) =>
          Buffer.from(Uint8Array.from({ length }, (_, at) => withoutNewline((first + at * step) & 255))),
        );
        const bytes = chunkOf(texts, before);
        const inSlot = new TimedLines(slots[source]!);
        const timed = inSlot.hasRoom(bytes) ? inSlot : new TimedLines();
        timed.take(bytes);
        let end = -1;
        for (const [at, text] of texts.entries()) {
          end += text.length + 1;
          timed.add(end, 0, 0, lines[at]!.late ? LATE : IN_PLACE);
          const prefix = ['a          ', 'bcd        ', 'efghijklm  '][source]!.slice(0, 10);
          expected.push(Buffer.from(`${prefix}${lines[at]!.late ? '~' : '|'} `), text, Buffer.from('\n'));
        }
        // In runs of different lengths: several are written together if they are in a slot.
        for (let from = 0, step = (seed & 3) + 1; from < texts.length; from += step)
          printer.take(source, timed, from, Math.min(texts.length, from + step));
        await printer.deliver();
        printed += texts.length;
      }
      await printer.finish();
      expect(stdout.bytes.equals(Buffer.concat(expected))).toBe(true);
    },
  );
  await fc.assert(property, { numRuns: 40 });
  expect(printed).toBeGreaterThan(1000);
  if (isQuick) expect(writeRuns.mock.calls.length).toBeGreaterThan(100);
  else expect(writeRuns).not.toHaveBeenCalled();
  writeRuns.mockRestore();
});

/** Blocks of output are reused after they were written. */
class CopyingCapture extends Capture {
  override _write(chunk: Buffer, encoding: BufferEncoding, done: () => void): void {
    super._write(Buffer.from(chunk), encoding, done);
  }
}

const withoutNewline = (byte: number): number => (byte === 10 ? 11 : byte);

test.each([
  ['one at a time', null],
  ['many at a time', createMergeMemory()],
])('a source that is opened later may change the width of all prefixes: %s', async (_, memory) => {
  const sources = ['a', 'b'].map((log, id) => sampleSource(id, 'h', log));
  const run = capturedRun();
  const printer = createLinePrinter(pipeOptions(sources), run, memory);
  const lines = new TimedLines(memory?.take());
  lines.take(Buffer.from('x\n'));
  lines.add(1, 0, 0, IN_PLACE);
  printer.take(0, lines, 0, 1);
  printer.opened(sampleSource(2, 'h', 'longer'));
  printer.take(0, lines, 0, 1);
  printer.take(2, lines, 0, 1);
  await printer.deliver();
  await printer.finish();
  expect(run.stdout.text).toBe('a | x\na      | x\nlonger | x\n');
});
