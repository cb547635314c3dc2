import { spawn } from 'node:child_process';
import { fstatSync } from 'node:fs';

/**
 * Notices that a pipe's reader has left (`| head -1`) while there is nothing to write, as `tail -f` does. Node cannot poll a
 * descriptor, so it is GNU tail that watches the pipe in our stead, dying of SIGPIPE; if there is no such tail, the next write
 * finds it out. Returns the way to stop watching.
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
