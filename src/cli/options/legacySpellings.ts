/** An option in its ordinary form: its name and the text of its value, null where that is still to come as the next word. */
export interface Spelt {
  readonly name: string;
  readonly text: string | null;
}

const COUNTED = /^([-+])(\d+)([bcl]?)([fF]?)$/;
const BLOCK = 512;

/**
 * The options that a word stands for in the spellings of the original rtail (`-grep X`, `-head N`, `-head -N`) and of tail before
 * options had letters (`-100`, `-100f`, `+5`, `-20c`, `-2b`); null if it is no such word.
 */
export const originalSpelling = (word: string): readonly Spelt[] | null => {
  if (word === '-grep') return [{ name: 'grep', text: null }];
  if (word === '-head') return [{ name: 'head', text: null }];
  const match = COUNTED.exec(word);
  if (!match) return null;
  const [, sign, digits, unit, follow] = match as unknown as [string, '-' | '+', string, string, string];
  const prefix = sign === '+' ? '+' : '';
  const count: Spelt =
    unit === 'c' || unit === 'b'
      ? { name: 'bytes', text: `${prefix}${unit === 'b' ? BigInt(digits) * BigInt(BLOCK) : digits}` }
      : { name: 'lines', text: `${prefix}${digits}` };
  return follow === '' ? [count] : [count, { name: follow === 'F' ? 'F' : 'follow', text: null }];
};

/** The value of a word in the original's `-head -N`: the number without its dash. */
export const originalValue = (word: string): string => word.replace(/^-(?=\d+$)/, '');
