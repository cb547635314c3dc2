import { setFlagsFromString } from 'node:v8';

const usual = new Set<string>();

/** Sets a flag of V8. `usually` is the flag that undoes it. */
export const setV8Flag = (flag: string, usually: string): void => {
  usual.add(usually);
  setFlagsFromString(flag);
};

/** Undoes all flags that were set: V8 accepts compiled code only under the flags that it was compiled under. */
export const resetV8Flags = (): void => {
  for (const flag of usual) setFlagsFromString(flag);
  usual.clear();
};
