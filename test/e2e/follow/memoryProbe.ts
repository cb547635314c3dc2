import { writeSync } from 'node:fs';

/**
 * Loaded into a client before the program (`node --expose-gc --import …`): reports the memory in use after a garbage
 * collection on descriptor 3, one JSON object per line, without the program's knowledge.
 */

/** A sample, in bytes; `resources`: what keeps the event loop alive, by kind (`process.getActiveResourcesInfo`). */
export interface MemorySample {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly heap: number;
  /** Buffers and other memory outside the heap. */
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
      // The listener has left.
    }
  }, SAMPLE_EVERY_MS).unref();
  process.on('SIGUSR2', () => void import('node:v8').then(v8 => v8.writeHeapSnapshot()));
}
