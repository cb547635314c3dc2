import type { Writable } from 'node:stream';

/** A terminal's output: a frame is written only after the previous one has gone out. */
export interface FrameOutput {
  /** True while a frame is still being sent, to a slow or stopped terminal. */
  readonly busy: boolean;
  /** Writes a frame; call it only while not `busy`. */
  write(output: string): void;
  /** Resolves when everything has gone out, or after `limitMs`. */
  flushed(limitMs: number): Promise<void>;
}

interface BlockingHandle {
  readonly _handle?: { setBlocking?(blocking: boolean): void };
}

/**
 * Creates the output. Node writes to terminals synchronously, so a terminal that accepts nothing (^S, a sleeping laptop
 * at the other end) would block the whole process, reading included; the descriptor is therefore made non-blocking.
 * `onFree` is called after each frame.
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
