/** Returns the bytes from `low` to `high`, inclusive. */
export const byteRange = (low: number, high: number): Set<number> => {
  const set = new Set<number>();
  for (let byte = low; byte <= high; byte++) set.add(byte);
  return set;
};

const union = (...sets: ReadonlySet<number>[]): Set<number> => new Set(sets.flatMap(set => [...set]));

const DIGIT = byteRange(0x30, 0x39);
const UPPER = byteRange(0x41, 0x5a);
const LOWER = byteRange(0x61, 0x7a);
const ALPHA = union(UPPER, LOWER);
const ALNUM = union(ALPHA, DIGIT);
const GRAPH = byteRange(0x21, 0x7e);

/** The character classes of the C locale (POSIX.1-2017, XBD 7.3.1): ASCII only. */
export const CLASSES: Readonly<Record<string, ReadonlySet<number>>> = {
  alnum: ALNUM,
  alpha: ALPHA,
  blank: new Set([0x20, 0x09]),
  cntrl: union(byteRange(0x00, 0x1f), new Set([0x7f])),
  digit: DIGIT,
  graph: GRAPH,
  lower: LOWER,
  print: byteRange(0x20, 0x7e),
  punct: new Set([...GRAPH].filter(byte => !ALNUM.has(byte))),
  space: union(byteRange(0x09, 0x0d), new Set([0x20])),
  upper: UPPER,
  xdigit: union(DIGIT, byteRange(0x41, 0x46), byteRange(0x61, 0x66)),
};

/** Word characters for `\w` and the word anchors. */
export const WORD: ReadonlySet<number> = union(ALNUM, new Set([0x5f]));
