import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Checks whether each object is gone after a garbage collection; only the caller may still hold references to them. */
export const collected = async (references: readonly WeakRef<object>[]): Promise<boolean[]> => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // Objects just created or accessed are kept until the end of the turn.
  await nextTurn();
  collect();
  return references.map(each => each.deref() === undefined);
};
