import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoginTrace } from './loginTrace.ts';

/**
 * Runs ssh in the background and ends it when stdin ends, which it does even when we are killed: nothing outlives us.
 * ssh itself must not read stdin. Its process id is all that comes on stdout.
 */
const GUARDED = `
exec 3<&0 </dev/null
"$@" 3<&- >/dev/null &
ssh=$!
echo "$ssh"
exec >/dev/null
{ while read -r x; do :; done; kill "$ssh"; } <&3 >/dev/null 2>&1 &
guard=$!
exec 3<&-
wait "$ssh"
code=$?
kill "$guard" 2>/dev/null
exit "$code"
`;

const SOCKET_POLL_MS = 20;

/** An ssh that was told to end and does not within this time is killed. */
const CLOSE_PATIENCE_MS = 2_000;

/** The most of ssh's stderr that is kept. */
const STDERR_CHARS = 16_000;

export interface MasterOptions {
  /** For ssh: its configuration and where to connect to. */
  readonly args: readonly string[];
  readonly controlPath: string;
  readonly env: NodeJS.ProcessEnv;
  /** Reads what `-v` reports. */
  readonly trace: LoginTrace;
  /** Takes each line of stderr. */
  readonly debug: (line: string) => void;
}

/** An `ssh -M` process: one logged-in connection that other ssh processes share through its control socket. */
export class Master {
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  readonly #controlPath: string;
  #hasEnded = false;
  #sshPid: number | null = null;
  #said = '';
  #partialLine = '';
  /** Characters of stderr so far, kept or not. */
  #total = 0;

  constructor({ args, controlPath, env, trace, debug }: MasterOptions) {
    this.#controlPath = controlPath;
    this.#child = spawn('/bin/sh', ['-c', GUARDED, 'sh', 'ssh', '-v', '-M', '-N', ...args], {
      env,
      stdio: ['pipe', 'pipe', 'pipe'],
      // No controlling terminal: ssh's questions come through askpass, and ^C does not reach it before us.
      detached: true,
    });
    this.#child.stdin?.on('error', () => {});
    this.#child.stdout?.setEncoding('latin1').on('data', (text: string) => {
      this.#sshPid = Number.parseInt(text, 10) || null;
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (this.#partialLine + text).split('\n');
      this.#partialLine = (lines.pop() ?? '').slice(-STDERR_CHARS);
      for (const line of lines) this.#takeLine(line.replace(/\r$/, ''), trace, debug);
    });
    this.#child.stderr?.once('end', () => {
      if (this.#partialLine !== '') this.#takeLine(this.#partialLine, trace, debug);
    });
    this.ended = once(this.#child, 'close').then(
      () => {},
      () => {},
    );
    this.ended.then(() => {
      this.#hasEnded = true;
    });
  }

  #takeLine(line: string, trace: LoginTrace, debug: (line: string) => void): void {
    debug(line);
    if (trace.take(line)) return;
    this.#total += line.length + 1;
    this.#said = `${this.#said}${line}\n`.slice(-STDERR_CHARS);
  }

  /** The process id of ssh itself; null where it is not known (yet). */
  get pid(): number | null {
    return this.#sshPid;
  }

  /** What ssh said so far, the lines of `-v` left out. */
  get stderr(): string {
    return this.#said;
  }

  /** A place in its stderr: now. */
  get mark(): number {
    return this.#total;
  }

  /** What it said since then. */
  saidSince(mark: number): string {
    const length = this.#total - mark;
    return length === 0 ? '' : this.#said.slice(-length);
  }

  /** True once logged in (ssh listens only then), false if it ended before. */
  async ready(signal: AbortSignal): Promise<boolean> {
    while (!this.#hasEnded) {
      signal.throwIfAborted();
      if (existsSync(this.#controlPath)) return true;
      await Promise.race([sleep(SOCKET_POLL_MS), this.ended]);
    }
    return false;
  }

  /** Ends it; resolves when it has gone. */
  async close(): Promise<void> {
    this.#child.stdin?.end();
    const killer = setTimeout(() => this.#kill(), CLOSE_PATIENCE_MS).unref();
    await this.ended;
    clearTimeout(killer);
  }

  /** Without asking: ssh waits for a server that never answers what it asks at the end. */
  #kill(): void {
    if (this.#hasEnded || this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // It ended in the meantime.
    }
  }
}
