import { spawn } from 'node:child_process';
import { fstatSync } from 'node:fs';

/**
 * Detects that a pipe's reader has left (`| head -1`) while there is nothing to write, as `tail -f` does. Node cannot
 * poll a descriptor, so GNU tail watches the pipe for us, and exits when the reader leaves; without such a tail, the
 * next write detects it. Returns a function that stops watching.
 */
export const watchReader = (fd: number, left: () => void): (() => void) => {
  if (!fstatSync(fd).isFIFO()) return () => undefined;
  // As the child's own output, Node would make the pipe block, for this process too: a slow reader would stop it.
  const watcher = spawn('sh', ['-c', `exec tail -f --pid=${process.pid} /dev/null >&3`], {
    stdio: ['ignore', 'ignore', 'ignore', fd],
  });
  watcher.unref();
  watcher.on('error', () => undefined);
  watcher.on('exit', (_code, signal) => {
    if (signal === 'SIGPIPE') left();
  });
  return () => void watcher.kill();
};
