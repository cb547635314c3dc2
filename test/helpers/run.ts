import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from './fleet-process.ts';

/** The build under test; RTAIL_DIST selects another one, such as that of an installed package. */
const dist =
  process.env['RTAIL_DIST'] ?? join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'dist');

/** The result of running a program, and its output. */
export interface Run {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** Duration in milliseconds. */
  readonly ms: number;
}

export interface RunOptions {
  /** HOME and, unless `cwd` is set, the working directory. */
  readonly home: string;
  readonly cwd?: string;
  /** Added to HOME, PATH and the like; nothing is inherited from our own environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly program?: 'rtail' | 'rtop';
  /** The content of stdin; `open`: the input from `type`. Default: empty. */
  readonly stdin?: Uint8Array | 'open';
  /** Receives stdout, which is then not collected. */
  readonly stdout?: (chunk: Buffer) => void;
  /** Time limit, after which it is killed. Default: 30 s. */
  readonly limitMs?: number;
}

/** A running program. */
export interface Running extends AsyncDisposable {
  readonly pid: number;
  readonly child: ChildProcess;
  /** Its output so far; on a terminal, everything is in `stdout`. */
  stdout(): Buffer;
  stderr(): Buffer;
  /** Resolves when stdout and stderr together contain the text (latin1). */
  sees(text: string | RegExp, limitMs?: number): Promise<void>;
  type(text: string): void;
  kill(signal: NodeJS.Signals): void;
  /** Closes the reading end of its stdout, as `| head -1` does. */
  closeStdout(): void;
  readonly done: Promise<Run>;
}

/** Runs the built `rtail` (or `rtop`) to completion. */
export function rtail(args: readonly string[], options: RunOptions): Promise<Run> {
  return startRtail(args, options).done;
}

/** Starts the built command with pipes for stdin, stdout and stderr. */
export function startRtail(args: readonly string[], options: RunOptions): Running {
  return startProgram(process.execPath, [entry(options), ...args], options);
}

/**
 * Starts the built command on a separate terminal (with `script`, 120 by 40), where prompts can be answered and keys
 * typed.
 */
export function startOnTerminal(args: readonly string[], options: RunOptions): Running {
  const command = `stty rows 40 cols 120; exec ${[process.execPath, entry(options), ...args].map(quote).join(' ')}`;
  return startProgram('script', ['-qfec', command, '/dev/null'], { ...options, stdin: 'open' });
}

/** Runs any program in the same minimal environment: the peer in a comparison. */
export function runProgram(program: string, args: readonly string[], options: RunOptions): Promise<Run> {
  return startProgram(program, args, options).done;
}

export function entry({ program = 'rtail' }: Pick<RunOptions, 'program'>): string {
  return join(dist, `${program}.js`);
}

/**
 * Shares Node's compile cache among programs under test; otherwise each would compile into its own home, and write to
 * it while exiting.
 */
export function compiledKept(): Readonly<Record<string, string>> {
  const kept = process.env['RTAIL_TEST_COMPILED'];
  return kept === undefined ? {} : { NODE_COMPILE_CACHE: kept };
}

/** Starts any program in the same minimal environment. */
export function startProgram(program: string, args: readonly string[], options: RunOptions): Running {
  const { home, cwd = home, env = {}, stdin, limitMs = 30_000 } = options;
  const started = performance.now();
  const child = spawn(program, args, {
    cwd,
    env: {
      HOME: home,
      PATH: '/usr/bin:/bin',
      SHELL: '/bin/sh',
      TERM: 'xterm-256color',
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      // A machine that runs many servers and tests at once may be slower than a person would tolerate.
      RTAIL_CONNECT_TIMEOUT: '25',
      ...compiledKept(),
      ...env,
    },
    stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout!.on('data', options.stdout ?? (chunk => out.push(chunk)));
  child.stderr!.on('data', chunk => err.push(chunk));
  child.stdin?.on('error', () => {}); // It may exit without reading all of its input.
  if (stdin instanceof Uint8Array) child.stdin!.end(stdin);
  const stdout = () => Buffer.concat(out);
  const stderr = () => Buffer.concat(err);
  const limit = setTimeout(() => child.kill('SIGKILL'), limitMs);
  const done = new Promise<Run>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(limit);
      resolve({ code, signal, stdout: stdout(), stderr: stderr(), ms: performance.now() - started });
    });
  });
  return {
    pid: child.pid!,
    child,
    stdout,
    stderr,
    async sees(text, atMostMs = 15_000) {
      const seen = () => `${stdout().toString('latin1')}${stderr().toString('latin1')}`;
      const found = () => (typeof text === 'string' ? seen().includes(text) : text.test(seen()));
      await until(
        () => (found() ? true : null),
        atMostMs,
        () => `${text} in the output:\n${seen().slice(-2000)}`,
      );
    },
    type: text => void child.stdin!.write(text),
    kill: signal => void child.kill(signal),
    closeStdout: () => void child.stdout!.destroy(),
    done,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await done;
    },
  };
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
