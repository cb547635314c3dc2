import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoginTrace } from './loginTrace.ts';

/**
 * Runs ssh in the background and ends it when stdin ends, which happens even if we are killed: nothing
 * outlives us. ssh itself must not read stdin. stdout contains only its process id.
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

/** An ssh that does not exit within this time is killed. */
const CLOSE_PATIENCE_MS = 2_000;

/** How much of ssh's stderr to keep. */
const STDERR_CHARS = 16_000;

export interface MasterOptions {
  /** Arguments for ssh: its configuration and destination. */
  readonly args: readonly string[];
  readonly controlPath: string;
  readonly env: NodeJS.ProcessEnv;
  /** Parses the output of `-v`. */
  readonly trace: LoginTrace;
  /** Receives each line of stderr. */
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
  /** Number of characters of stderr so far, kept or not. */
  #total = 0;

  constructor({ args, controlPath, env, trace, debug }: MasterOptions) {
    this.#controlPath = controlPath;
    this.#child = spawn('/bin/sh', ['-c', GUARDED, 'sh', 'ssh', '-v', '-M', '-N', ...args], {
      env,
      stdio: ['pipe', 'pipe', 'pipe'],
      // Without a controlling terminal, ssh's questions come through askpass, and ^C does not reach it before
      // us.
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

  /** The process id of ssh itself; null if not known (yet). */
  get pid(): number | null {
    return this.#sshPid;
  }

  /** Returns ssh's stderr so far, without the output of `-v`. */
  get stderr(): string {
    return this.#said;
  }

  /** Returns the current place in its stderr. */
  get mark(): number {
    return this.#total;
  }

  /** Returns its output since a place. */
  saidSince(mark: number): string {
    const length = this.#total - mark;
    return length === 0 ? '' : this.#said.slice(-length);
  }

  /** Resolves to true once logged in (only then does ssh listen), false if it exited before. */
  async ready(signal: AbortSignal): Promise<boolean> {
    while (!this.#hasEnded) {
      signal.throwIfAborted();
      if (existsSync(this.#controlPath)) return true;
      await Promise.race([sleep(SOCKET_POLL_MS), this.ended]);
    }
    return false;
  }

  /** Ends it; resolves when it has exited. */
  async close(): Promise<void> {
    this.#child.stdin?.end();
    const killer = setTimeout(() => this.#kill(), CLOSE_PATIENCE_MS).unref();
    await this.ended;
    clearTimeout(killer);
  }

  /** Kills it right away: ssh would wait forever for a server that does not answer its last request. */
  #kill(): void {
    if (this.#hasEnded || this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // It has already exited.
    }
  }
}
