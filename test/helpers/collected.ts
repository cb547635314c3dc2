import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Whether each of these is gone once garbage was collected: nothing but the caller may hold on to the objects themselves. */
export const collected = async (references: readonly WeakRef<object>[]): Promise<boolean[]> => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // What was just made or looked at stays until the turn is over.
  await nextTurn();
  collect();
  return references.map(each => each.deref() === undefined);
};
