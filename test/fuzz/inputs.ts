import type { Random } from '../../src/demo/random.ts';

/** Generates a hostile input: samples put together, then damaged. */
export const damaged = (
  random: Random,
  samples: readonly (string | Buffer)[],
  tokens: readonly string[],
): Buffer => {
  const parts = Array.from({ length: random.whole(1, 6) }, () => Buffer.from(random.pick(samples)));
  let bytes: Buffer = Buffer.concat(parts);
  for (let count = random.whole(0, 8); count > 0; count--) bytes = damage(random, bytes, tokens);
  return bytes;
};

/** Maximum length of an input in bytes: slowness is covered by other tests. */
const MAX_BYTES = 64 * 1024;

const damage = (random: Random, bytes: Buffer, tokens: readonly string[]): Buffer => {
  const at = random.whole(0, bytes.length);
  const to = Math.min(bytes.length, at + random.whole(0, 40));
  const put = (between: Buffer | string): Buffer =>
    Buffer.concat([bytes.subarray(0, at), Buffer.from(between), bytes.subarray(to)]).subarray(0, MAX_BYTES);
  switch (random.whole(0, 7)) {
    case 0:
      return put('');
    case 1:
      return put(random.pick(tokens));
    case 2:
      return put(random.pick(tokens).repeat(random.pick([2, 10, 300, 5000])));
    case 3:
      return put(Buffer.from(Array.from({ length: random.whole(1, 9) }, () => random.whole(0, 255))));
    case 4:
      return put(Buffer.alloc(random.pick([1, 7, 4096]), random.whole(0, 255)));
    case 5:
      return put(Buffer.concat([bytes.subarray(at, to), bytes.subarray(at, to)]));
    case 6:
      return bytes.subarray(0, at);
    default: {
      const changed = Buffer.from(bytes);
      if (at < changed.length) changed[at] = changed[at]! ^ (1 << random.whole(0, 7));
      return changed;
    }
  }
};

/** Splits bytes at places that depend on them alone, so that a failing input fails again. */
export const inChunks = (bytes: Buffer): Buffer[] => {
  const chunks: Buffer[] = [];
  for (let from = 0; from < bytes.length; ) {
    const to = Math.min(bytes.length, from + 1 + ((bytes[from]! * 37 + bytes.length) % 900));
    chunks.push(bytes.subarray(from, to));
    from = to;
  }
  return chunks;
};
