import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the space of short-lived objects as small as it begins. V8 lets it grow to 128 MB while lines come at full rate; what a chunk of
 * them leaves behind is gone as soon without. Measured: 35 MB less for `rtail` on a file of 240 MB, and no slower. While a program is
 * being loaded it costs time, so this is for afterwards.
 */
export const keepYoungSpaceSmall = (): void => setFlagsFromString('--semi-space-growth-factor=1');

/**
 * Has V8 collect its old space when a fifth more is in use than was kept, where it would let it double and more. For a screen that runs
 * all day under a load of records that come and go: some 120 MB less at full rate.
 */
export const collectEarly = (): void => setFlagsFromString('--heap-growing-percent=20');

/**
 * Has V8 mark its old space at once. Buffers that come and go at full rate have it mark all the time: it is a small heap, and in many
 * small steps it takes longer. Measured: a tenth less processor time for `rtail` on 200 MB through a jump host, and no more memory.
 */
export const collectAtOnce = (): void => setFlagsFromString('--no-incremental-marking');
