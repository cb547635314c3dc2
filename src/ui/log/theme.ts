import { severity } from '../../core/level.ts';
import type { LogRecord } from '../../core/record.ts';
import { LEVEL_STYLE } from '../../core/text/palette.ts';
import { applySgr } from '../surface/sgr.ts';
import { ATTRIBUTES, DEFAULT_COLOUR, PLAIN, palette, type Style } from '../surface/styles.ts';

export const DIM: Style = { ...PLAIN, attributes: ATTRIBUTES.dim };
export const BOLD: Style = { ...PLAIN, attributes: ATTRIBUTES.bold };
export const WARNING: Style = { ...PLAIN, fg: palette(3) };
export const ALARM: Style = { ...PLAIN, fg: palette(1) };

/** Marks a match that is beyond the edge or folded away. */
export const MATCH_BEYOND: Style = {
  ...PLAIN,
  fg: palette(3),
  attributes: ATTRIBUTES.inverse | ATTRIBUTES.bold,
};

/** Returns the style of a match; inverse, so that it is visible without colours, too. */
export const asMatch = (style: Style): Style => ({
  fg: palette(3),
  bg: 0,
  attributes: (style.attributes & ~ATTRIBUTES.dim) | ATTRIBUTES.inverse,
});

export const asFilterMatch = (style: Style): Style => ({
  ...style,
  attributes: style.attributes | ATTRIBUTES.underline,
});

export const sgrStyle = (sgr: string, base: Style = PLAIN): Style =>
  sgr === '' ? base : applySgr(base, sgr);

/**
 * Returns the style of a record's level letter; bold from warnings on, so that it stands out without colours,
 * too.
 */
export const levelStyle = (record: LogRecord): Style => {
  if (record.level === null) return PLAIN;
  if (record.level === 'info') return DIM;
  const style = sgrStyle(LEVEL_STYLE[record.level].sgr);
  const loud = severity(record.level) >= severity('warn');
  return loud ? { ...style, attributes: style.attributes | ATTRIBUTES.bold } : style;
};

/**
 * Returns the style of a record's time: the level's colour for warnings and errors, otherwise dimmed; italic
 * if the line has no time of its own.
 */
export const timeStyle = (record: LogRecord): Style => {
  const isLoud = record.level !== null && severity(record.level) >= severity('warn');
  const base = isLoud ? sgrStyle(LEVEL_STYLE[record.level!].sgr) : DIM;
  return record.time === null ? { ...base, attributes: base.attributes | ATTRIBUTES.italic } : base;
};

/** Backgrounds of the selected row, slightly different from the terminal's own. */
const SELECTED = { dark: palette(237), light: palette(254) } as const;

/** Returns the style of a cell in the selected row, if the terminal's background is known. */
export const asSelected =
  (ground: 'dark' | 'light') =>
  (style: Style): Style =>
    style.bg === DEFAULT_COLOUR && (style.attributes & ATTRIBUTES.inverse) === 0
      ? { ...style, bg: SELECTED[ground] }
      : style;

/** The same if it is unknown: inverse, and not dimmed, which would be hard to read. */
export const asInverse = (style: Style): Style => ({
  ...style,
  attributes: (style.attributes & ~ATTRIBUTES.dim) | ATTRIBUTES.inverse,
});

/** Returns the style of the current match, distinct from all others. */
export const asCurrentMatch = (): Style => ({
  fg: palette(5),
  bg: DEFAULT_COLOUR,
  attributes: ATTRIBUTES.inverse | ATTRIBUTES.bold | ATTRIBUTES.underline,
});
