import { availableParallelism } from 'node:os';
import type { Connection } from '../../transport/transport.ts';

/**
 * Maximum number of scripts that start on a host at the same time: each runs dozens of short processes until it has
 * found its place in the log, and hundreds at once would leave no time for anything else.
 */
const MAX_STARTING = 16;

/** A script counts as started after this long, in milliseconds, because it may be waiting for something. */
const STARTED_MS = 1_000;

/** The scripts that wait for their turn on one host. */
interface Turns {
  free: number;
  readonly waiting: Set<() => void>;
}

const turnsOf = new WeakMap<Connection, Turns>();

const limitOf = ({ host }: Connection): number =>
  host.kind === 'local' ? Math.min(MAX_STARTING, 2 * availableParallelism()) : MAX_STARTING;

/**
 * Waits until another script may start on a host. Returns a function to call once it has started, which can be called
 * repeatedly. Rejects with the signal's reason if it aborts first.
 */
export const waitForTurn = async (connection: Connection, signal: AbortSignal): Promise<() => void> => {
  signal.throwIfAborted();
  const turns = turnsOf.get(connection) ?? { free: limitOf(connection), waiting: new Set() };
  turnsOf.set(connection, turns);
  if (turns.free > 0) turns.free--;
  else await turn(turns, signal);
  let hasStarted = false;
  const started = (): void => {
    if (hasStarted) return;
    hasStarted = true;
    clearTimeout(timer);
    const [next] = turns.waiting;
    if (next) next();
    else turns.free++;
  };
  const timer = setTimeout(started, STARTED_MS).unref();
  return started;
};

const turn = ({ waiting }: Turns, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const take = (): void => {
      waiting.delete(take);
      signal.removeEventListener('abort', leave);
      resolve();
    };
    const leave = (): void => {
      waiting.delete(take);
      reject(signal.reason);
    };
    waiting.add(take);
    signal.addEventListener('abort', leave, { once: true });
  });
