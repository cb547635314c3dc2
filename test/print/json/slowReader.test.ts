import { Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { SLOTS } from '../../../src/core/kernels/places.ts';
import { UTC } from '../../../src/core/text/timeText.ts';
import { PIECE } from '../../../src/print/json/runJson.ts';
import { createOutlet } from '../../../src/print/outlet.ts';
import { createRecordPrinter } from '../../../src/print/recordPrinter.ts';
import { capturedRun, pipeOptions } from '../capture.ts';
import { sampleSource } from '../samples.ts';
import { assemblerOf, chunksOf, printed } from './printedRuns.ts';

/** Copies what it is given only some turns later, as a pipe does whose reader is behind. */
class SlowPipe extends Writable {
  readonly parts: Buffer[] = [];
  readonly #turns: number;

  constructor(turns: number) {
    super({ highWaterMark: 1024 });
    this.#turns = turns;
  }

  override async _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): Promise<void> {
    for (let turn = 0; turn < this.#turns; turn++) await nextTurn();
    this.parts.push(Buffer.from(chunk));
    done();
  }
}

const LONG = 'y'.repeat(30_000);
const LINES = Array.from({ length: 20_000 }, (_, n) => {
  const message = n % 5000 === 4999 ? LONG : `served GET /cart/items?order=${n} in ${n % 977} ms`;
  return `2026-11-20 14:02:11,${String(n % 1000).padStart(3, '0')} INFO [main] shop.Cart - ${message}\n`;
});

it('prints the same to a reader that is behind, with more output than there is room for', async () => {
  const chunks = chunksOf(LINES.join(''), 128 * 1024);
  const { text } = await printed(chunks, true, false);
  expect(text.length).toBeGreaterThan(3 * SLOTS * PIECE);
  const source = sampleSource(0, 'web-01');
  const options = { ...pipeOptions([source]), form: { kind: 'json' }, zone: UTC } as const;
  for (const turns of [0, 1, 3]) {
    for (const waits of [true, false]) {
      const stream = new SlowPipe(turns);
      const { messages } = capturedRun();
      const printer = createRecordPrinter(options, { out: createOutlet(stream), messages });
      printer.opened(source);
      const assembler = assemblerOf(source, true);
      for (const chunk of chunks) {
        const taken: (void | Promise<void>)[] = [];
        assembler.pushInRuns(Buffer.from(chunk, 'latin1'), 1000, {
          run: (before, run) => void taken.push(printer.run!(before, run)),
          rest: records => void taken.push(printer.records(records)),
        });
        if (waits) await Promise.all(taken);
      }
      void printer.records(assembler.flush());
      await printer.finish();
      expect(Buffer.concat(stream.parts).toString('latin1') === text).toBe(true);
    }
  }
});
