import type { Writable } from 'node:stream';

/** A terminal's output side: a frame is written when the last one has gone out, and not before. */
export interface FrameOutput {
  /** True while a frame is still on its way: a slow or stopped terminal. */
  readonly busy: boolean;
  /** Writes; only while not `busy`. */
  write(output: string): void;
  /** Resolves when what was written has gone out, or after `limitMs`. */
  flushed(limitMs: number): Promise<void>;
}

interface BlockingHandle {
  readonly _handle?: { setBlocking?(blocking: boolean): void };
}

/**
 * Node writes to terminals synchronously, so that one that takes nothing (^S, a sleeping laptop at the other end) would
 * stop the whole process, reading included: the descriptor is made non-blocking. `onFree` is called after each frame.
 */
export const createFrameOutput = (stdout: Writable, onFree: () => void): FrameOutput => {
  (stdout as unknown as BlockingHandle)._handle?.setBlocking?.(false);
  let busy = false;
  const waiting = new Set<() => void>();
  return {
    get busy() {
      return busy;
    },
    write(output) {
      busy = true;
      stdout.write(output, () => {
        busy = false;
        for (const resolve of waiting) resolve();
        waiting.clear();
        onFree();
      });
    },
    flushed(limitMs) {
      if (!busy) return Promise.resolve();
      return new Promise(resolve => {
        const timer = setTimeout(resolve, limitMs);
        waiting.add(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    },
  };
};
