/** A name with its ranges filled in. */
export interface RangedName {
  readonly name: string;
  /** What each bracket of the pattern became, in order. */
  readonly parts: readonly string[];
}

/** What a pattern stands for, or why it stands for nothing. */
export type Expansion =
  | { readonly ok: true; readonly names: readonly RangedName[] }
  | { readonly ok: false; readonly problem: string };

/** More names than a fleet has: a slip, such as a year in place of a number. */
const MOST = 10_000;

/** Whether a name has a bracket to expand. */
export const hasRange = (text: string): boolean => /\[[^[\]]*\]/.test(text);

/**
 * Expands brackets: `web-[01-12]` (padded as its start is), `[a-c]`, lists `[eu,us]` and mixtures `[1-3,7]`; letters or
 * digits with neither comma nor dash stand for each of themselves, as in the shell (`[abc]`). The last bracket runs fastest.
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

/** The words inside one bracket, or what is wrong with it. */
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

/** `{n}`: what the first bracket became; `{name}`: the host's whole name. */
export const fillAddress = (address: string, name: string, parts: readonly string[]): string =>
  address.replace(/\{(\w+)\}/g, (whole, word) =>
    word === 'n' ? (parts[0] ?? whole) : word === 'name' ? name : whole,
  );
