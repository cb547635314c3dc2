import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process that runs on one of the fleet's hosts. */
export interface HostProcess {
  readonly pid: number;
  /** Short name in the kernel (`proc(5)`, comm). */
  readonly name: string;
  readonly command: string;
}

/** Distinguishes the processes of one host from all others. */
export type HostIdentity =
  /** Each sshd of an isolated fleet has its own mount namespace. */
  | { readonly kind: 'mountNamespace'; readonly inode: string }
  /** Elsewhere, sshd puts a mark into the environment of everything it starts. */
  | { readonly kind: 'mark'; readonly mark: string; readonly sshd: number };

/** Returns every process that runs on one host, including its sshd. */
export function processesOf(host: HostIdentity): HostProcess[] {
  return describe(
    allProcesses().filter(pid =>
      host.kind === 'mountNamespace'
        ? mountNamespaceOf(pid) === host.inode
        : pid === host.sshd || environmentOf(pid).includes(host.mark),
    ),
  );
}

/** Returns every process with this text in its environment. */
export function processesWith(text: string): HostProcess[] {
  return describe(allProcesses().filter(pid => environmentOf(pid).includes(text)));
}

/**
 * Returns processes with this text in their command line: servers left behind by a killed run, found by their folder.
 */
export function processesNaming(text: string): number[] {
  return allProcesses().filter(pid => pid !== process.pid && read(`/proc/${pid}/cmdline`).includes(text));
}

/** Kills processes by id; those already gone are ignored. */
export function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has already exited.
    }
  }
}

/** How much time between two probes counts at most: a machine that is suspended, or starves us, gives nobody that time. */
const MAX_COUNTED_MS = 250;
const MIN_PAUSE_MS = 10;
const MAX_PAUSE_MS = 100;

/**
 * Calls `probe` until it returns something other than null; after `limitMs` of probing, fails with the result of
 * `describe`. The longer a probe takes, the longer it pauses: what is waited for needs the processor more.
 */
export async function until<T>(
  probe: () => T | null | Promise<T | null>,
  limitMs: number,
  describe: () => string,
): Promise<T> {
  let spent = 0;
  let before = performance.now();
  for (;;) {
    const probed = performance.now();
    const found = await probe();
    if (found !== null) return found;
    const now = performance.now();
    spent += Math.min(now - before, MAX_COUNTED_MS);
    before = now;
    if (spent > limitMs) throw new Error(`not within ${limitMs} ms: ${describe()}`);
    await sleep(Math.min(Math.max(MIN_PAUSE_MS, 8 * (now - probed)), MAX_PAUSE_MS));
  }
}

function describe(pids: readonly number[]): HostProcess[] {
  return pids
    .map(pid => ({
      pid,
      name: read(`/proc/${pid}/comm`).trim(),
      command: read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim(),
    }))
    .filter(({ command }) => command !== ''); // Without one, it has exited and waits for its parent to notice.
}

function environmentOf(pid: number): string {
  return read(`/proc/${pid}/environ`);
}

function allProcesses(): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number);
}

/** Returns the identity of a process's mount namespace, or null if the process is gone. */
export function mountNamespaceOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/ns/mnt`);
  } catch {
    return null;
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
