import { setFlagsFromString } from 'node:v8';

/** The flags that are set, each by the one that undoes it. */
const set = new Map<string, string>();

/** Sets a flag of V8. `usually` is the flag that undoes it. */
export const setV8Flag = (flag: string, usually: string): void => {
  set.set(usually, flag);
  setFlagsFromString(flag);
};

/** Does something under V8's usual flags: it accepts compiled code only under the flags that it was compiled under. */
export const underUsualFlags = (work: () => void): void => {
  for (const usually of set.keys()) setFlagsFromString(usually);
  try {
    work();
  } finally {
    for (const flag of set.values()) setFlagsFromString(flag);
  }
};
