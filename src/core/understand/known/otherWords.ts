import { bracketText } from '../../pattern/ereText.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** Words by their first letters. */
interface Words {
  readonly next: Map<string, Words>;
  isWord: boolean;
}

const treeOf = (words: readonly string[]): Words => {
  const root: Words = { next: new Map(), isWord: false };
  for (const word of words) {
    let at = root;
    for (const letter of word) {
      const next = at.next.get(letter) ?? { next: new Map(), isWord: false };
      at.next.set(letter, next);
      at = next;
    }
    at.isWord = true;
  }
  return root;
};

/** Returns a bracket expression for these letters in both cases, or only as they are. */
const anyOf = (letters: readonly string[], isAnyCase: boolean): string => {
  const cases = isAnyCase ? [...letters, ...letters.map(letter => letter.toUpperCase())] : letters;
  return bracketText(new Set(cases.map(letter => letter.charCodeAt(0))), false);
};

/**
 * Returns an ERE for words of letters and underscores, without an anchor, that are none of these lower-case words in any case, and no names in
 * capitals: they start with a letter, and their second character is none. What follows must not be a letter or an underscore.
 */
export const otherWords = (words: readonly string[]): string => afterLetters(treeOf(words), 0);

/** The same for the rest of a word after the first ones. */
const afterLetters = ({ next, isWord }: Words, length: number): string => {
  const isAnyCase = length !== 1;
  const allowed = length === 0 ? LETTERS : `${LETTERS}_`;
  const others = [...allowed].filter(letter => !next.has(letter));
  const anything = length === 0 ? '[a-z_][A-Za-z_]*' : '[A-Za-z_]*';
  const branches = [
    `${anyOf(others, isAnyCase)}${anything}`,
    ...[...next].map(([letter, rest]) => `${anyOf([letter], isAnyCase)}${afterLetters(rest, length + 1)}`),
  ];
  const mayEnd = !isWord && length > 1;
  return `(${branches.join('|')})${mayEnd ? '?' : ''}`;
};
