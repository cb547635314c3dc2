import { WIDE_RANGES } from './wideRanges.ts';

const ZERO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}\p{Zl}\p{Zp}\p{Cs}]$/u;
const EMOJI_SEQUENCE = /\ufe0f|\u20e3|[\u{1f1e6}-\u{1f1ff}]|[\u{1f3fb}-\u{1f3ff}]/u;

const isWide = (codePoint: number): boolean => {
  if (codePoint < 0x1100) return false;
  let low = 0;
  let high = WIDE_RANGES.length / 2 - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (codePoint < WIDE_RANGES[middle * 2]!) high = middle - 1;
    else if (codePoint > WIDE_RANGES[middle * 2 + 1]!) low = middle + 1;
    else return true;
  }
  return false;
};

/**
 * Returns the width in cells of a single code point: 0 (combining, format and control characters), 1 or 2.
 */
export const codePointWidth = (codePoint: number): 0 | 1 | 2 => {
  if (codePoint < 0x7f) return codePoint < 0x20 ? 0 : 1;
  if (codePoint >= 0xa1 && codePoint < 0x300) return codePoint === 0xad ? 0 : 1;
  if (ZERO_WIDTH.test(String.fromCodePoint(codePoint))) return 0;
  return isWide(codePoint) ? 2 : 1;
};

/**
 * Returns the width in cells of a grapheme cluster: that of its first code point with a width, or 2 for an
 * emoji sequence.
 */
export const graphemeWidth = (grapheme: string): 0 | 1 | 2 => {
  const first = codePointWidth(grapheme.codePointAt(0)!);
  if (grapheme.length > 1 && EMOJI_SEQUENCE.test(grapheme) && first > 0) return 2;
  if (first > 0) return first;
  for (const character of grapheme) {
    const width = codePointWidth(character.codePointAt(0)!);
    if (width > 0) return width;
  }
  return 0;
};

/**
 * Returns true if every terminal agrees on this code point's width, so that the cursor position after it is
 * known. Right-to-left letters are excluded, since a terminal may reorder them.
 */
export const isWidthCertain = (codePoint: number): boolean =>
  (codePoint >= 0x20 && codePoint < 0x7f) ||
  (codePoint >= 0xa1 && codePoint < 0x300 && codePoint !== 0xad) ||
  (codePoint >= 0x370 && codePoint < 0x483) ||
  (codePoint >= 0x2500 && codePoint < 0x25a0) ||
  (codePoint >= 0x3041 && codePoint < 0x3097) ||
  (codePoint >= 0x30a1 && codePoint < 0x30fb) ||
  (codePoint >= 0x4e00 && codePoint < 0x9fa6) ||
  (codePoint >= 0xac00 && codePoint < 0xd7a4);

/** Anything except ASCII, Latin, and the line drawing characters and symbols that the screen itself uses. */
const NOT_SIMPLE =
  /[^\x20-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027\u2039\u203a\u21a7\u2500-\u25fc\u2713\u2717\u276f]/;

/**
 * Returns true if each UTF-16 unit of the text is a separate glyph, one cell wide, so that no segmentation is
 * needed.
 */
export const isSimple = (text: string): boolean => !NOT_SIMPLE.test(text);

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Returns the grapheme clusters of a text, in order. */
export const graphemesOf = (text: string): Iterable<{ readonly segment: string }> => segmenter.segment(text);

/** Returns the width in cells of text without control sequences. */
export const textWidth = (text: string): number => {
  if (isSimple(text)) return text.length;
  let width = 0;
  for (let at = 0; at < text.length; ) {
    const end = asciiEnd(text, at);
    width += end - at;
    at = complexEnd(text, end);
    if (at > end) for (const { segment } of graphemesOf(text.slice(end, at))) width += graphemeWidth(segment);
  }
  return width;
};

/** Returns true if text without control sequences is wider than this; scans no more of it than necessary. */
export const isWider = (text: string, cells: number): boolean => {
  if (text.length <= cells / 2) return false;
  if (isSimple(text)) return text.length > cells;
  let width = 0;
  for (const { segment } of graphemesOf(text)) {
    width += graphemeWidth(segment);
    if (width > cells) return true;
  }
  return false;
};

const isAscii = (code: number): boolean => code >= 0x20 && code < 0x7f;

/**
 * Returns the end of a run of ASCII whose characters are separate glyphs; the last one before anything else
 * may combine with it.
 */
const asciiEnd = (text: string, from: number): number => {
  let at = from;
  while (isAscii(text.charCodeAt(at))) at++;
  return at === text.length ? at : Math.max(from, at - 1);
};

/** Returns the end of the part that needs segmentation: the first ASCII character followed by another. */
const complexEnd = (text: string, from: number): number => {
  let at = from;
  while (at < text.length && !(at > from && isAscii(text.charCodeAt(at - 1)) && isAscii(text.charCodeAt(at))))
    at++;
  return at;
};

/** Clips the text to `width` cells; if anything is cut, the last cell shows `mark`. */
export const clip = (text: string, width: number, mark = '…'): string => {
  if (width <= 0) return '';
  if (textWidth(text) <= width) return text;
  let used = 0;
  let kept = '';
  for (const { segment } of graphemesOf(text)) {
    const cells = graphemeWidth(segment);
    if (used + cells > width - 1) break;
    used += cells;
    kept += segment;
  }
  return kept + mark;
};

/** Clips the text or pads it with spaces to exactly `width` cells. */
export const pad = (text: string, width: number, mark = '…'): string => {
  const clipped = clip(text, width, mark);
  return clipped + ' '.repeat(Math.max(0, width - textWidth(clipped)));
};
