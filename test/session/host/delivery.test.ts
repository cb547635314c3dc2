import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type LocalFilter, NO_FILTER } from '../../../src/core/filter/step.ts';
import { MAX_LINE } from '../../../src/core/lines.ts';
import type { Marker } from '../../../src/core/record.ts';
import { Delivery } from '../../../src/session/host/delivery.ts';
import { RunningCounts } from '../../../src/session/host/sourceCounts.ts';
import { sampleSource } from '../../print/samples.ts';

/** Returns what a sink receives of a log that arrives in chunks. */
const delivered = async (
  chunks: readonly string[],
  copies: boolean,
  local: LocalFilter | null = null,
  notices: Marker[] = [],
): Promise<string[]> => {
  const received: string[] = [];
  const delivery = new Delivery({
    source: sampleSource(0, 'web-01'),
    local,
    zeroTerminated: false,
    sink: {
      ...(copies && { copies: true }),
      opened: () => undefined,
      lines: (_, lines) => void received.push(lines.toString('latin1')),
      marker: (_, marker) => void notices.push(marker),
      state: () => undefined,
    },
    counts: new RunningCounts(),
    elapsed: () => 0,
    now: () => 0,
  });
  for (const chunk of chunks) await delivery.take(Buffer.from(chunk, 'latin1'));
  await delivery.end();
  return received;
};

it('passes whole lines, however they arrive', async () => {
  const chunks = fc.array(fc.stringMatching(/^[ab\n]{0,20}$/), { maxLength: 20 });
  const property = fc.asyncProperty(chunks, fc.boolean(), async (arriving, copies) => {
    const received = await delivered(arriving, copies);
    expect(received.join('')).toBe(arriving.join(''));
    for (const lines of received.slice(0, -1)) expect(lines.endsWith('\n')).toBe(true);
  });
  await fc.assert(property, { numRuns: 300 });
});

it('passes a line whose end arrives later on its own, unless the sink copies lines in any case', async () => {
  const chunks = ['one\ntw', 'o\nthree\nfo', 'ur\n'];
  expect(await delivered(chunks, false)).toEqual(['one\n', 'two\n', 'three\n', 'four\n']);
  expect(await delivered(chunks, true)).toEqual(['one\n', 'two\nthree\n', 'four\n']);
});

it('reports once that lines are too long to be searched completely, if they are searched at all', async () => {
  const long = 'x'.repeat(MAX_LINE + 1);
  const chunks = [`a\n${long}`, 'x', 'needle\n', long, '\n', 'b\nneedle'];
  const text = 'a line is longer than 4 MB: only its first 4 MB decide whether it is selected';
  for (const [local, noted] of [
    [null, false],
    [{ ...NO_FILTER, last: 1 }, false],
    [{ ...NO_FILTER, grep: ['needle'] }, true],
    [{ ...NO_FILTER, exclude: ['needle'] }, true],
  ] as const) {
    const notices: Marker[] = [];
    const received = await delivered(chunks, false, local, notices);
    expect(notices).toEqual(noted ? [{ kind: 'notice', at: 0, text }] : []);
    if (local?.grep.length === 1) expect(received.join('')).toBe('needle\n');
  }
  const notices: Marker[] = [];
  await delivered(['a\n', 'needle'], false, { ...NO_FILTER, grep: ['needle'] }, notices);
  expect(notices).toEqual([]);
});
