import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How many fleets can run on one machine at the same time. */
const SLOTS = 200;
/** How long a claimed folder without an owner file counts as still being set up. */
const CLAIM_GRACE_MS = 10_000;

/** A number that no other running fleet uses, with its own folder. */
export interface Slot {
  readonly number: number;
  readonly dir: string;
}

/**
 * Claims a free slot: creating its folder is the lock, so that test workers cannot take the same one.
 * `reap` is called for each slot whose owner died without cleaning up.
 */
export function claimSlot(reap: (slot: Slot) => void): Slot {
  const slots = Array.from({ length: SLOTS }, (_, number) => ({
    number,
    dir: join(tmpdir(), `rtail-fleet-${number}`),
  }));
  for (const slot of slots.filter(takeOver)) {
    reap(slot);
    releaseSlot(slot);
  }
  const first = process.pid % SLOTS;
  for (const slot of [...slots.slice(first), ...slots.slice(0, first)]) {
    if (claim(slot)) return slot;
  }
  throw new Error(`all ${SLOTS} fleet slots are taken: look for leftover ${tmpdir()}/rtail-fleet-* folders`);
}

/** Releases the slot, and removes its folder. */
export function releaseSlot(slot: Slot): void {
  rmSync(slot.dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
}

function claim(slot: Slot): boolean {
  try {
    mkdirSync(slot.dir, { mode: 0o755 });
  } catch {
    return false;
  }
  writeFileSync(ownerFile(slot), ownName());
  return true;
}

/**
 * Makes this process the owner of an abandoned slot; returns false if it is not abandoned, or another process was
 * quicker: whoever reaps kills the processes that name the folder, so nobody else may have claimed it meanwhile.
 */
function takeOver(slot: Slot): boolean {
  const owner = ownerFile(slot);
  const aside = `${owner}.${process.pid}`;
  try {
    const before = abandonedBy(slot);
    if (before === null) return false;
    if (before !== '') {
      renameSync(owner, aside);
      const found = readFileSync(aside, 'utf8');
      if (found !== before) {
        renameSync(aside, owner);
        return false;
      }
    }
    writeFileSync(owner, ownName(), { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

/** Returns the text of the dead owner's file, '' if there is none; null: the slot is free or in use. */
function abandonedBy(slot: Slot): string | null {
  if (!existsSync(ownerFile(slot))) {
    const made = statSync(slot.dir, { throwIfNoEntry: false });
    return made !== undefined && Date.now() - made.mtimeMs > CLAIM_GRACE_MS ? '' : null;
  }
  const text = readFileSync(ownerFile(slot), 'utf8');
  const [pid, started] = text.split(' ');
  return startTime(Number(pid)) === started ? null : text;
}

const ownerFile = ({ dir }: Slot): string => join(dir, 'owner');

const ownName = (): string => `${process.pid} ${startTime(process.pid)}`;

/**
 * Start time of a process in clock ticks since boot (`proc(5)`, field 22), or '' if there is none: distinguishes reused
 * pids.
 */
function startTime(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
