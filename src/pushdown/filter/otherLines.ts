import { bracketText } from '../../core/pattern/ereText.ts';

/** Part of the start of a line: a byte of a set, or several. */
export interface HeadPart {
  readonly set: ReadonlySet<number>;
  readonly many: boolean;
}

/**
 * A piece of the start of a line: parts in order, then one of the branches, if there are any. Each byte decides how to go on: branches
 * start with different bytes, which also end the repetition before them.
 */
export interface HeadPiece {
  readonly parts: readonly HeadPart[];
  readonly branches: readonly HeadPiece[];
}

const bytesOf = (text: string): ReadonlySet<number> => {
  const set = new Set<number>();
  for (const [range] of text.matchAll(/.-.|./g)) {
    const [low, high] = [range.charCodeAt(0), range.charCodeAt(range.length - 1)];
    for (let byte = low; byte <= high; byte++) set.add(byte);
  }
  return set;
};

/** Returns a piece: a byte of each set, or several if a `+` follows it. Sets are written like brackets, a `-` of itself last. */
export const piece = (sets: readonly string[], branches: readonly HeadPiece[] = []): HeadPiece => ({
  parts: sets.map(set =>
    set.length > 1 && set.endsWith('+')
      ? { set: bytesOf(set.slice(0, -1)), many: true }
      : { set: bytesOf(set), many: false },
  ),
  branches,
});

/** Returns a piece that is one of these words, of which none starts another. */
export const oneOf = (words: readonly string[]): HeadPiece => {
  const rests = new Map<string, string[]>();
  for (const word of words) rests.set(word[0]!, [...(rests.get(word[0]!) ?? []), word.slice(1)]);
  const branches = [...rests].map(([first, others]) => {
    const rest = oneOf(others.filter(other => other !== ''));
    return { parts: [{ set: bytesOf(first), many: false }, ...rest.parts], branches: rest.branches };
  });
  return branches.length === 1 ? branches[0]! : { parts: [], branches };
};

const partEre = ({ set, many }: HeadPart): string => `${bracketText(set, false)}${many ? '+' : ''}`;

/** Returns the ERE of a piece. */
const pieceEre = ({ parts, branches }: HeadPiece): string =>
  parts.map(partEre).join('') + (branches.length === 0 ? '' : `(${branches.map(pieceEre).join('|')})`);

/** Returns an ERE for lines that start with these pieces, one after the other. */
export const headEre = (pieces: readonly HeadPiece[]): string => `^${pieces.map(pieceEre).join('')}`;

const NOTHING: ReadonlySet<number> = new Set();

/** Returns an ERE for all that is not such a piece, up to where that is certain; null: all texts are. `more`: bytes before it. */
const otherThan = ({ parts, branches }: HeadPiece, more = NOTHING): string | null => {
  const [first, ...rest] = parts;
  const ways = first === undefined ? branches : [{ parts, branches }];
  if (ways.length === 0) return null;
  const firsts = ways.map(way => way.parts[0]!);
  const known = new Set([...more, ...firsts.flatMap(({ set }) => [...set])]);
  const deeper = ways.flatMap((way, index) => {
    const after = first === undefined ? way.parts.slice(1) : rest;
    const part = firsts[index]!;
    const other = otherThan({ parts: after, branches: way.branches }, part.many ? part.set : NOTHING);
    return other === null ? [] : [`${partEre(part)}(${other})`];
  });
  return [bracketText(known, true), '$', ...deeper].join('|');
};

/** Returns an ERE for the lines that `headEre` does not match. */
export const otherLinesEre = (pieces: readonly HeadPiece[]): string =>
  `^(${pieces.reduceRight<string>((after, one) => {
    const other = otherThan(one)!;
    return after === '' ? other : `${other}|${pieceEre(one)}(${after})`;
  }, '')})`;
