/** A name from an expanded pattern. */
export interface RangedName {
  readonly name: string;
  /** The replacement of each bracket, in order. */
  readonly parts: readonly string[];
}

/** The names of a pattern, or why there are none. */
export type Expansion =
  | { readonly ok: true; readonly names: readonly RangedName[] }
  | { readonly ok: false; readonly problem: string };

/** Maximum number of names. More are probably a mistake, such as a year instead of a number. */
const MOST = 10_000;

/** Returns true if a name has a bracket to expand. */
export const hasRange = (text: string): boolean => /\[[^[\]]*\]/.test(text);

/**
 * Expands brackets: `web-[01-12]` (padded like its start), `[a-c]`, lists `[eu,us]` and mixtures `[1-3,7]`; letters or
 * digits without a comma or dash represent one name each, as in the shell (`[abc]`). The last bracket varies fastest.
 */
export const expandRanges = (pattern: string): Expansion => {
  let names: RangedName[] = [{ name: '', parts: [] }];
  for (const piece of pattern.split(/(\[[^[\]]*\])/)) {
    const inner = /^\[([^[\]]*)\]$/.exec(piece)?.[1];
    const choices = inner === undefined ? null : choicesOf(inner);
    if (typeof choices === 'string') return { ok: false, problem: `${piece}: ${choices}` };
    if (choices !== null && names.length * choices.length > MOST) {
      return { ok: false, problem: `${pattern} stands for more than ${MOST} names` };
    }
    names =
      choices === null
        ? names.map(({ name, parts }) => ({ name: name + piece, parts }))
        : names.flatMap(({ name, parts }) =>
            choices.map(choice => ({ name: name + choice, parts: [...parts, choice] })),
          );
  }
  return { ok: true, names };
};

/** Returns the words of one bracket, or what is wrong with it. */
const choicesOf = (inner: string): readonly string[] | string => {
  if (/^[A-Za-z0-9]+$/.test(inner)) return [...new Set(inner)];
  const choices: string[] = [];
  for (const item of inner.split(',')) {
    const run = runOf(item);
    if (typeof run === 'string') return run;
    choices.push(...run);
  }
  return [...new Set(choices)];
};

const runOf = (item: string): readonly string[] | string => {
  const numbers = /^(\d+)-(\d+)$/.exec(item);
  if (numbers) return numberRun(numbers[1]!, numbers[2]!);
  const letters = /^([a-z])-([a-z])$|^([A-Z])-([A-Z])$/.exec(item);
  if (letters) return letterRun(letters[1] ?? letters[3]!, letters[2] ?? letters[4]!);
  return item === '' ? 'expected a range such as 01-12, or a list' : [item];
};

const numberRun = (first: string, last: string): readonly string[] | string => {
  const count = Number(last) - Number(first) + 1;
  if (count < 1) return 'the range is reversed';
  if (count > MOST) return `the range has more than ${MOST} numbers`;
  return Array.from({ length: count }, (_, index) =>
    String(Number(first) + index).padStart(first.length, '0'),
  );
};

const letterRun = (first: string, last: string): readonly string[] | string => {
  const count = last.charCodeAt(0) - first.charCodeAt(0) + 1;
  if (count < 1) return 'the range is reversed';
  return Array.from({ length: count }, (_, index) => String.fromCharCode(first.charCodeAt(0) + index));
};

/** Fills in `{n}`, the replacement of the first bracket, and `{name}`, the host's whole name. */
export const fillAddress = (address: string, name: string, parts: readonly string[]): string =>
  address.replace(/\{(\w+)\}/g, (whole, word) =>
    word === 'n' ? (parts[0] ?? whole) : word === 'name' ? name : whole,
  );
