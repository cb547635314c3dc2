/** How urgent a frame is: `now` if a person is waiting, `soon` for the frame rate. */
export type Urgency = 'now' | 'soon';

export interface FrameLoop {
  request(urgency: Urgency): void;
  /** The terminal accepts frames again; draws the deferred frame, if any. */
  free(): void;
  stop(): void;
}

export interface FrameLoopOptions {
  /** Whether the terminal is still busy with the last frame. */
  readonly busy: () => boolean;
  /** `chromeToo`: also draw the chrome, because its counters are due or a person is waiting. */
  readonly draw: (chromeToo: boolean) => void;
}

/** Minimum time between two frames that nobody waits for, and the period of the chrome's counters. */
const FRAME_MS = 33;
const CHROME_MS = 250;

/**
 * Draws when something changes: at once after a key, at most 30 times a second for new lines, and never while the
 * terminal is busy.
 */
export const createFrameLoop = ({ busy, draw }: FrameLoopOptions): FrameLoop => {
  let wanted: Urgency | null = null;
  let timer: NodeJS.Timeout | undefined;
  let immediate: NodeJS.Immediate | undefined;
  let lastFrame = 0;
  let lastChrome = 0;

  const frame = (): void => {
    const urgent = wanted === 'now';
    immediate = undefined;
    timer = undefined;
    if (busy()) return;
    wanted = null;
    lastFrame = performance.now();
    const chromeToo = urgent || lastFrame - lastChrome >= CHROME_MS;
    if (chromeToo) lastChrome = lastFrame;
    draw(chromeToo);
  };

  const arm = (): void => {
    if (wanted === null || busy() || immediate) return;
    if (wanted === 'soon') {
      timer ??= setTimeout(frame, Math.max(0, FRAME_MS - (performance.now() - lastFrame)));
      return;
    }
    clearTimeout(timer);
    timer = undefined;
    immediate = setImmediate(frame);
  };

  // Update the chrome's counters (rates, countdowns) even if nothing else happens.
  const counters = setInterval(() => {
    wanted ??= 'soon';
    arm();
  }, CHROME_MS);

  return {
    request(urgency) {
      if (wanted !== 'now') wanted = urgency;
      arm();
    },
    free: arm,
    stop() {
      clearInterval(counters);
      clearTimeout(timer);
      clearImmediate(immediate);
    },
  };
};
