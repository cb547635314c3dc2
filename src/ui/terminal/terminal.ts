import { writeSync } from 'node:fs';
import { isInForeground, untilForeground, watchBackgroundExit } from './foreground.ts';
import type { InputEvent } from './input.ts';
import { InputDecoder } from './input.ts';
import { asOneFrame, enterSequence, leaveSequence, mouseSequence } from './modes.ts';
import { createFrameOutput } from './output.ts';

/** The parts of standard input that the screen uses. */
export interface InputStream extends NodeJS.ReadableStream {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
}

/** The parts of standard output that the screen uses. */
export interface OutputStream extends NodeJS.WritableStream {
  readonly columns?: number;
  readonly rows?: number;
  /** The file descriptor, if any: the final output is written to it synchronously. */
  readonly fd?: number;
}

export interface TerminalEvents {
  input(event: InputEvent): void;
  resized(): void;
  /** The terminal was taken over (again); its content is unknown. */
  entered(): void;
  /** A frame has gone out. */
  free(): void;
  /** The terminal is gone: it can no longer be read or written. */
  gone(): void;
}

export interface Terminal {
  readonly size: { readonly columns: number; readonly rows: number };
  /** True while frames must not be written: one is being sent, or the terminal is lent or closed. */
  readonly busy: boolean;
  enter(): void;
  frame(output: string): void;
  /** Writes output that is not part of a frame: a bell, a clipboard request. */
  say(output: string): void;
  setMouse(on: boolean): void;
  /** Takes over the terminal again after another program may have changed its modes. */
  renew(): void;
  /** Lends the terminal to another program while `use` runs. */
  lend<T>(use: () => Promise<T>): Promise<T>;
  /** Restores the terminal at once; safe to call at any time, more than once. */
  leaveNow(): void;
  /** Restores the terminal after the last frame has gone out, and stops listening. */
  close(): Promise<void>;
}

/** How long a lone escape may still start a sequence. */
const ESCAPE_MS = 40;
/** How long to wait for a slow terminal before leaving it. */
const LAST_FRAME_MS = 250;

/**
 * How many times, and at what interval in milliseconds, to retry the final output on a terminal that accepts nothing.
 */
const TRIES = 50;
const TRY_MS = 10;

/** Writes all of the text to a non-blocking descriptor, giving up on a terminal that is gone or stays stopped. */
const writeWhole = (fd: number, text: string): void => {
  let rest = Buffer.from(text);
  for (let tries = 0; rest.length > 0 && tries < TRIES; tries++) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, TRY_MS);
    }
  }
};

/** Takes over a terminal: decodes raw input to events, writes whole frames, and restores every mode. */
export const openTerminal = (
  stdin: InputStream,
  stdout: OutputStream,
  events: TerminalEvents,
  mouse: boolean,
): Terminal => {
  const output = createFrameOutput(stdout as never, () => events.free());
  const decoder = new InputDecoder();
  const utf8 = new TextDecoder();
  let ours = false;
  /** Whether the shell has the terminal, as this process was stopped from outside and continues in the background. */
  let behind = false;
  let withMouse = mouse;
  let escapeTimer: NodeJS.Timeout | undefined;

  const onData = (chunk: Buffer | string): void => {
    clearTimeout(escapeTimer);
    const text = typeof chunk === 'string' ? chunk : utf8.decode(chunk, { stream: true });
    for (const event of decoder.decode(text)) events.input(event);
    if (decoder.pending) escapeTimer = setTimeout(() => decoder.flush().forEach(events.input), ESCAPE_MS);
  };
  const onResize = (): void => events.resized();
  const onGone = (): void => events.gone();

  const writeNow = (text: string): void => {
    if (stdout.fd === undefined) {
      stdout.write(text);
      return;
    }
    writeWhole(stdout.fd, text);
  };

  const mayUse = (): boolean => stdout.fd === undefined || isInForeground();

  const listen = (): void => {
    if (stdout.fd !== undefined) watchBackgroundExit();
    stdin.setRawMode?.(true);
    stdin.on('data', onData);
    stdin.resume();
  };
  const deafen = (): void => {
    clearTimeout(escapeTimer);
    stdin.off('data', onData);
    stdin.pause();
    try {
      if (mayUse()) stdin.setRawMode?.(false);
    } catch {
      // A terminal that hung up has no mode to set.
    }
  };

  const terminal: Terminal = {
    get size() {
      return { columns: stdout.columns ?? 80, rows: stdout.rows ?? 24 };
    },
    get busy() {
      return output.busy || !ours || behind;
    },
    enter() {
      if (ours) return;
      ours = true;
      listen();
      writeNow(enterSequence(withMouse));
      events.entered();
    },
    frame: text => output.write(asOneFrame(text)),
    say: text => {
      stdout.write(text);
    },
    setMouse(on) {
      withMouse = on;
      stdout.write(mouseSequence(on));
    },
    renew() {
      if (!ours || behind) return;
      if (mayUse()) {
        stdin.setRawMode?.(true);
        stdin.resume();
        writeNow(enterSequence(withMouse));
        events.entered();
        return;
      }
      behind = true;
      stdin.pause();
      void untilForeground().then(() => {
        behind = false;
        terminal.renew();
      });
    },
    async lend(use) {
      await output.flushed(LAST_FRAME_MS);
      terminal.leaveNow();
      try {
        return await use();
      } finally {
        terminal.enter();
      }
    },
    leaveNow() {
      if (!ours) return;
      ours = false;
      deafen();
      writeNow(leaveSequence());
    },
    async close() {
      stdout.off('resize', onResize);
      stdin.off('end', onGone);
      await output.flushed(LAST_FRAME_MS);
      terminal.leaveNow();
    },
  };
  stdout.on('resize', onResize);
  // Stays in place to the end: a terminal that hung up may fail once more during cleanup.
  stdout.on('error', onGone);
  stdin.on('error', onGone);
  stdin.on('end', onGone);
  return terminal;
};
