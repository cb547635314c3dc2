import { writeSync } from 'node:fs';

/**
 * Loaded into a client before the program (`node --expose-gc --import …`): tells on descriptor 3, one JSON object a line, what the process holds
 * after a garbage collection. The program itself knows nothing of it.
 */

/** What one sample says. Bytes; `resources`: what keeps the event loop busy, by kind (`process.getActiveResourcesInfo`). */
export interface MemorySample {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly heap: number;
  /** Buffers and the like outside of the heap. */
  readonly external: number;
  readonly resident: number;
  readonly resources: Readonly<Record<string, number>>;
}

export const SAMPLE_EVERY_MS = 5_000;

const sample = (): MemorySample => {
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  return { at: Date.now(), heap: heapUsed, external, resident: rss, resources };
};

if (process.env['RTAIL_MEMORY_PROBE'] !== undefined) {
  delete process.env['RTAIL_MEMORY_PROBE'];
  setInterval(() => {
    try {
      writeSync(3, `${JSON.stringify(sample())}\n`);
    } catch {
      // Whoever listened has left.
    }
  }, SAMPLE_EVERY_MS).unref();
  process.on('SIGUSR2', () => void import('node:v8').then(v8 => v8.writeHeapSnapshot()));
}
