import { spawn } from 'node:child_process';

/** The result of a local command. */
export type CommandEnd =
  | { readonly ok: true; readonly stdout: string }
  /** `problem`: a clause. */
  | { readonly ok: false; readonly problem: string };

const MAX_BYTES = 16 << 20;
/** Maximum length of forwarded error output, in characters. */
const MAX_SAID = 300;
/** How long a process has to exit after a request to stop. */
const PATIENCE_MS = 500;

/**
 * Runs a shell command in a folder, with empty standard input, and collects its output. Stops it and all its child
 * processes after the time limit, and if a signal ends this process.
 */
export const runCommand = (
  command: string,
  {
    cwd,
    env,
    timeoutMs,
  }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly timeoutMs: number },
): Promise<CommandEnd> =>
  new Promise(resolve => {
    const child = spawn('/bin/sh', ['-c', command], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    let said = '';
    const kill = (signal: NodeJS.Signals): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, signal);
      } catch {
        // The process group has already ended.
      }
    };
    const finish = (end: CommandEnd): void => {
      clearTimeout(timer);
      for (const signal of SIGNALS) process.off(signal, onSignal);
      child.stdout.destroy();
      child.stderr.destroy();
      kill('SIGTERM');
      setTimeout(() => kill('SIGKILL'), PATIENCE_MS).unref();
      resolve(end);
    };
    const onSignal = (signal: NodeJS.Signals): void => {
      kill('SIGKILL');
      for (const one of SIGNALS) process.off(one, onSignal);
      process.kill(process.pid, signal);
    };
    for (const signal of SIGNALS) process.on(signal, onSignal);
    const fail = (problem: string): void => finish({ ok: false, problem: `${problem}${saidText(said)}` });
    const timer = setTimeout(() => fail(`did not end within ${timeoutMs / 1000} s`), timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BYTES) fail(`printed more than ${MAX_BYTES >> 20} MB`);
      else chunks.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      said = `${said}${chunk}`.slice(-2 * MAX_SAID);
    });
    child.once('error', error => fail(`could not be started: ${error.message}`));
    child.once('close', (code, signal) => {
      if (code === 0) finish({ ok: true, stdout: Buffer.concat(chunks).toString('utf8') });
      else fail(signal === null ? `ended with status ${code}` : `ended with ${signal}`);
    });
  });

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const saidText = (stderr: string): string => {
  const lines = stderr
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
  const text = lines.slice(-3).join(' / ');
  return text === '' ? '' : ` (it printed: ${text.slice(-MAX_SAID)})`;
};
