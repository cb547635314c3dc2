/** Ascending ids, perhaps too many to store. */
export interface IdList {
  readonly length: number;
  at(index: number): number;
  /** Returns the index of the first id that is not below this one. */
  indexOf(id: number): number;
}

/** All ids from `first` to `end` (exclusive), or one in this many. */
export const listOf = (
  first: number,
  end: number,
  every: { readonly of: number; readonly at: number } | null,
): IdList => {
  const step = every?.of ?? 1;
  const rest = every === null ? 0 : (((every.at - first) % step) + step) % step;
  const start = first + rest;
  const length = Math.max(0, Math.ceil((end - start) / step));
  return {
    length,
    at: index => start + index * step,
    indexOf: id => Math.max(0, Math.min(length, Math.ceil((id - start) / step))),
  };
};

/** How many of the newest are examined. */
const LOOKED_AT = 20_000;

/** Returns those of a list that pass a test. */
export const matching = (list: IdList, test: (id: number) => boolean): IdList => {
  const ids: number[] = [];
  for (let at = Math.max(0, list.length - LOOKED_AT); at < list.length; at++)
    if (test(list.at(at))) ids.push(list.at(at));
  return {
    length: ids.length,
    at: index => ids[index]!,
    indexOf: id => {
      const at = ids.findIndex(one => one >= id);
      return at < 0 ? ids.length : at;
    },
  };
};
