/** An option in its usual form: its name and the text of its value; null if the value is the next word. */
export interface Spelt {
  readonly name: string;
  readonly text: string | null;
}

const COUNTED = /^([-+])(\d+)([bcl]?)([fF]?)$/;
const BLOCK = 512;

/**
 * Returns the options for a word in the spellings of the original rtail (`-grep X`, `-head N`, `-head -N`) and of old
 * versions of tail (`-100`, `-100f`, `+5`, `-20c`, `-2b`); null for any other word.
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

/** Returns the value in the original's `-head -N`: the number without its dash. */
export const originalValue = (word: string): string => word.replace(/^-(?=\d+$)/, '');
