/** How soon a frame is wanted: `now`, a person is waiting; `soon`, at the frame rate. */
export type Urgency = 'now' | 'soon';

export interface FrameLoop {
  request(urgency: Urgency): void;
  /** The terminal takes frames again: one that was held back is drawn. */
  free(): void;
  stop(): void;
}

export interface FrameLoopOptions {
  /** While true no frame can be written. */
  readonly busy: () => boolean;
  /** `chromeToo`: the chrome's counters are due, or a person is waiting. */
  readonly draw: (chromeToo: boolean) => void;
}

/** Shortest time between two frames that nobody waits for, and between two looks at the chrome's counters. */
const FRAME_MS = 33;
const CHROME_MS = 250;

/** Draws when something has changed: at once for a key, at most 30 times a second for what arrives, never onto a busy terminal. */
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

  // The counters of the chrome (rates, countdowns) go on while nothing else happens.
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
