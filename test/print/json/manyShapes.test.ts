import { expect, it, vi } from 'vitest';
import { workspace } from '../../../src/core/kernels/workspace.ts';
import { createRandom } from '../../../src/demo/random.ts';
import { chunksOf, printed } from './printedRuns.ts';

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
