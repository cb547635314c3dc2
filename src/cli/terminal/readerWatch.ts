import { spawn } from 'node:child_process';
import { fstatSync } from 'node:fs';

/**
 * Detects that a pipe's reader has left (`| head -1`) while there is nothing to write, as `tail -f` does. Node cannot
 * poll a descriptor, so GNU tail watches the pipe for us, and exits when the reader leaves; without such a tail, the
 * next write detects it. Returns a function that stops watching.
 */
export const watchReader = (fd: number, left: () => void): (() => void) => {
  if (!fstatSync(fd).isFIFO()) return () => undefined;
  const watcher = spawn('tail', ['-f', `--pid=${process.pid}`, '/dev/null'], {
    stdio: ['ignore', fd, 'ignore'],
  });
  watcher.unref();
  watcher.on('error', () => undefined);
  watcher.on('exit', (_code, signal) => {
    if (signal === 'SIGPIPE') left();
  });
  return () => void watcher.kill();
};
