import type { ByteString } from '../bytes.ts';
import { isLetter, isUpper } from '../understand/compile/steps.ts';
import type { TextBytes } from '../understand/compile/textBytes.ts';
import { beginsLikeTime } from '../understand/compile/timePieces.ts';
import { TIME_FORMATS_BY_FIRST } from '../understand/tables/timeFormats.ts';
import { beginsWithWord, readAppHead } from './appHead.ts';
import { beginsAsPair } from './extract.ts';
import type { CompiledLayout } from './layouts/compiledLayout.ts';
import { layoutTables } from './layouts/layoutTables.ts';

/**
 * Returns true if the text between two places, which has no control characters, is certainly a message without fields, although it may be
 * another program's line: no time, layout, head or pair starts there. It does not take time in proportion to its length.
 */
export const isPlainMessage = (
  chunk: ByteString,
  { bytes }: TextBytes,
  from: number,
  to: number,
): boolean => {
  const first = bytes[from]!;
  if (from >= to || !isLetter(first)) return false;
  if (isUpper(first) ? beginsLikeTime(chunk, from) : (TIME_FORMATS_BY_FIRST[first]?.length ?? 0) > 0)
    return false;
  const { atStart, withoutTime } = layoutTables();
  if (mayMatch(atStart[first], chunk, bytes, from, to)) return false;
  if (mayMatch(withoutTime[first], chunk, bytes, from, to)) return false;
  if (beginsWithWord(bytes, from, to)) return true;
  // A key that goes on after the end is none.
  return !beginsAsPair(chunk, from) && readAppHead(chunk, from, to) === null;
};

const mayMatch = (
  layouts: readonly CompiledLayout[] | undefined,
  chunk: ByteString,
  bytes: Uint8Array,
  from: number,
  to: number,
): boolean => {
  if (layouts === undefined) return false;
  for (let index = 0; index < layouts.length; index++)
    if (layouts[index]!.mayMatch(chunk, bytes, from, to)) return true;
  return false;
};
