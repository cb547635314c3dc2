import { type ByteString, encodeText } from '../core/bytes.ts';
import type { ColorDepth } from '../core/text/color.ts';
import { LEVEL_STYLE, paint } from '../core/text/palette.ts';
import { displayText, isPlainAscii } from '../core/text/sanitise.ts';

/** The destination of our own text, which determines its appearance. */
export interface Surface {
  /** True if stdout is a terminal: all text from logs is sanitised. Otherwise bytes are unchanged. */
  readonly terminal: boolean;
  /** The number of colours for our own text. */
  readonly depth: ColorDepth;
}

/** Marks our own lines on a terminal. It never appears in log text, so a log cannot fake a marker. */
export const OURS = '┄';

/** Returns log text in a form that is safe for the surface; several lines may be joined by `\n`. */
export const shownBytes = (bytes: ByteString, surface: Surface): ByteString => {
  if (!surface.terminal || isPlainAscii(bytes)) return bytes;
  return encodeText(shownText(bytes, surface));
};

/** Returns log text decoded and sanitised for a terminal. */
export const shownText = (bytes: ByteString, surface: Surface): string =>
  displayText(bytes, { color: surface.depth > 0, tabStop: null }).replaceAll(OURS, '-');

/** Returns a marker's line on a terminal, without its line end: `┄┄ web-01: the file was truncated … ┄┄`. */
export const markerLine = (label: string, text: string, surface: Surface): ByteString => {
  const safe = displayText(encodeText(`${label}: ${text}`.replaceAll('\n', ' ')), {
    color: false,
    tabStop: 1,
  });
  const line = `${OURS}${OURS} ${safe.replaceAll(OURS, '-')} ${OURS}${OURS}`;
  return encodeText(surface.depth === 0 ? line : paint(line, LEVEL_STYLE.notice.sgr));
};
