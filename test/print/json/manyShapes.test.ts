import { expect, it, vi } from 'vitest';
import { MARKS } from '../../../src/core/kernels/runs/marks.ts';
import { workspace } from '../../../src/core/kernels/workspace.ts';
import type { PartCollector } from '../../../src/core/records/assemble.ts';
import { createRandom } from '../../../src/demo/random.ts';
import { sampleSource } from '../samples.ts';
import { assemblerOf, chunksOf, printed } from './printedRuns.ts';

const LOGGERS = ['A', 'bc.Def', 'shop.Cart', 'shop.Card', 'shop.Order', 'com.example.shop.PaymentService'];
const THREADS = ['main', 'http-nio-#', 'http-nio-##', 'http-nio-8080-exec-###', `${'long-'.repeat(20)}#`];
const LEVELS = ['INFO ', 'WARN ', 'ERROR'];
/** Starts of which many share their first bytes, and end after any number of them. */
const HEADS = LEVELS.flatMap(level =>
  THREADS.flatMap(thread =>
    LOGGERS.map(logger => `2026-11-20 14:02:1#,##1 ${level} [${thread}] ${logger} - served GET /cart #`),
  ),
);

it('finds lines whose starts are any of many alike, and prints the same as for others', async () => {
  const { whole } = createRandom(1);
  const line = (head: string): string => `${head.replace(/#/g, () => String(whole(1, 9)))}\n`;
  const known = HEADS.flatMap(head => Array.from({ length: 20 }, () => line(head)));
  const mixed = Array.from({ length: 6000 }, (_, n) => line(HEADS[(n * 7) % HEADS.length]!));
  const chunks = chunksOf([...known, ...mixed].join(''), 20_000);
  for (let round = 0; round < 3; round++) await printed(chunks, true, true);
  const { kernels } = workspace;
  const collect = vi.fn(kernels.collect);
  vi.spyOn(workspace, 'kernels', 'get').mockReturnValue({ ...kernels, collect });
  const found = await printed(chunks, true, true);
  vi.restoreAllMocks();
  expect(found.text).toBe((await printed(chunks, true, false)).text);
  expect(found.runs).toBeGreaterThan(0.95 * (known.length + mixed.length));
  // Another call starts with a line that the kernel did not find.
  expect(collect.mock.calls.length).toBeLessThan(3 * chunks.length);
});

const APP = '2026-11-20 14:02:1#,##1 INFO [main] shop.Cart';
/** Starts in which a mark may be, or begin; what determines fields ends somewhere in the second word. */
const MARKED_HEADS = [
  `${APP} - `,
  `${APP}: `,
  '2026-11-20 14:02:1#,##1 INFO [job \u0001###] shop.Cart - ',
  ...Array.from({ length: 6 }, (_, length) => `${APP} - served ${'x'.repeat(length)}`).flatMap(start => [
    `${start}:`,
    `${start}\u0001##`,
  ]),
];

/** Returns the lines that are in runs. */
const inRuns = (chunks: readonly string[]): string[] => {
  const assembler = assemblerOf(sampleSource(0, 'web-01'), true);
  const texts: string[] = [];
  const parts: PartCollector = {
    run: (_before, run) => void texts.push(...run.records().map(({ text }) => text)),
    rest: () => undefined,
  };
  for (const chunk of chunks) assembler.pushInRuns(Buffer.from(chunk, 'latin1'), 1000, parts);
  return texts;
};

it.each(['\n', '\r\n'])(
  'prints the same with runs, wherever lines have marks for which they are read one by one: %j',
  async end => {
    const digits = createRandom(2);
    const line = (text: string): string =>
      `${text.replace(/#/g, () => String(digits.whole(0, 3))).replaceAll('\u0001', '#')}${end}`;
    for (const head of MARKED_HEADS) {
      const plain = (count: number) =>
        Array.from({ length: count }, (_, n) => line(`${head}${n % 2 === 0 ? '###' : 'GET'} /cart #`));
      const marks = [':  ', '\u0001033', '033', '3 ', '  ', '\u0001', ': ', ':'];
      const marked = marks.flatMap(mark =>
        Array.from({ length: 20 }, (_, at) => [
          line(`${head}${'x'.repeat(at)}${mark}${'y'.repeat(at % 18)}`),
          ...plain(3),
        ]).flat(),
      );
      const chunks = chunksOf([...plain(900), ...marked, ...plain(9)].join(''), 10_000);
      await printed(chunks, true, true);
      const found = await printed(chunks, true, true);
      expect(found.text).toBe((await printed(chunks, true, false)).text);
      expect(found.runs).toBeGreaterThan(600);
      expect(inRuns(chunks).filter(text => MARKS.some(mark => text.includes(mark)))).toEqual([]);
    }
  },
);
