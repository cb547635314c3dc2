import { closeSync, openSync } from 'node:fs';
import { ReadStream, WriteStream } from 'node:tty';

/** The terminal for questions, independent of stdin and stdout, which may be pipes. */
export interface QuestionTerminal {
  write(text: string): void;
  /** Passes on keys as typed, without echo, until `close`. */
  onKeys(listener: (keys: string) => void): void;
  /** Suspends the process like ^Z; resolves when it continues. */
  suspend(): Promise<void>;
  /** Restores the terminal. */
  close(): void;
}

/**
 * Opens `/dev/tty` in raw mode; returns null if there is none. It is restored when closed, however the process exits.
 */
export const openControllingTerminal = (): QuestionTerminal | null => {
  const fds = openTwice('/dev/tty');
  if (fds === null) return null;
  const input = new ReadStream(fds[0]);
  const output = new WriteStream(fds[1]);
  input.setRawMode(true).setEncoding('utf8');
  const restore = () => {
    if (!input.destroyed) input.setRawMode(false);
  };
  // Node itself restores the mode on exit, SIGINT and SIGTERM, but not on SIGHUP.
  const hangup = () => {
    restore();
    process.kill(process.pid, 'SIGHUP');
  };
  process.once('SIGHUP', hangup);
  process.once('exit', restore);
  input.on('error', () => {});
  output.on('error', () => {});
  return {
    write: text => void output.write(text),
    onKeys: listener => void input.on('data', (keys: string | Buffer) => listener(String(keys))),
    suspend: async () => {
      restore();
      await suspended();
      input.setRawMode(true);
    },
    close: () => {
      restore();
      process.off('SIGHUP', hangup).off('exit', restore);
      input.destroy();
      output.destroy();
    },
  };
};

const openTwice = (path: string): [number, number] | null => {
  let first: number | null = null;
  try {
    first = openSync(path, 'r');
    return [first, openSync(path, 'w')];
  } catch {
    if (first !== null) closeSync(first);
    return null;
  }
};

const suspended = (): Promise<void> =>
  new Promise(resolve => {
    // A timer keeps the process alive until it is continued.
    const alive = setInterval(() => {}, 1000);
    process.once('SIGCONT', () => {
      clearInterval(alive);
      resolve();
    });
    process.kill(0, 'SIGTSTP');
  });
