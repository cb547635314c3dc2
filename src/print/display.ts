import { type ByteString, encodeText } from '../core/bytes.ts';
import type { ColorDepth } from '../core/text/color.ts';
import { LEVEL_STYLE, paint } from '../core/text/palette.ts';
import { displayText, isPlainAscii } from '../core/text/sanitise.ts';

/** Where text of ours goes, and so how it may look. */
export interface Surface {
  /** stdout is a terminal: everything from a log is sanitised. Otherwise bytes stay as they are. */
  readonly terminal: boolean;
  /** Colours of our own. */
  readonly depth: ColorDepth;
}

/** What markers on a terminal are drawn with. No log text shows it: a log cannot fake a marker. */
export const OURS = '┄';

/** Log text as it may be written to the surface; several lines may be joined by `\n`. */
export const shownBytes = (bytes: ByteString, surface: Surface): ByteString => {
  if (!surface.terminal || isPlainAscii(bytes)) return bytes;
  return encodeText(shownText(bytes, surface));
};

/** The same, decoded, for a terminal. */
export const shownText = (bytes: ByteString, surface: Surface): string =>
  displayText(bytes, { color: surface.depth > 0, tabStop: null }).replaceAll(OURS, '-');

/** A marker's line on a terminal, without its end: `┄┄ web-01: the file was truncated … ┄┄`. */
export const markerLine = (label: string, text: string, surface: Surface): ByteString => {
  const safe = displayText(encodeText(`${label}: ${text}`.replaceAll('\n', ' ')), {
    color: false,
    tabStop: 1,
  });
  const line = `${OURS}${OURS} ${safe.replaceAll(OURS, '-')} ${OURS}${OURS}`;
  return encodeText(surface.depth === 0 ? line : paint(line, LEVEL_STYLE.notice.sgr));
};
