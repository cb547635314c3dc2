import { severity } from '../../core/level.ts';
import type { LogRecord } from '../../core/record.ts';
import { LEVEL_STYLE } from '../../core/text/palette.ts';
import { applySgr } from '../surface/sgr.ts';
import { ATTRIBUTES, DEFAULT_COLOUR, PLAIN, palette, type Style } from '../surface/styles.ts';

export const DIM: Style = { ...PLAIN, attributes: ATTRIBUTES.dim };
export const BOLD: Style = { ...PLAIN, attributes: ATTRIBUTES.bold };
export const WARNING: Style = { ...PLAIN, fg: palette(3) };
export const ALARM: Style = { ...PLAIN, fg: palette(1) };

/** A sign that a match is beyond the edge or folded away. */
export const MATCH_BEYOND: Style = {
  ...PLAIN,
  fg: palette(3),
  attributes: ATTRIBUTES.inverse | ATTRIBUTES.bold,
};

/** Without colours it is still seen: by the inverse. */
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

/** The look of a record's level letter; from warnings on it is bold, so that it stands out without colours as well. */
export const levelStyle = (record: LogRecord): Style => {
  if (record.level === null) return PLAIN;
  if (record.level === 'info') return DIM;
  const style = sgrStyle(LEVEL_STYLE[record.level].sgr);
  const loud = severity(record.level) >= severity('warn');
  return loud ? { ...style, attributes: style.attributes | ATTRIBUTES.bold } : style;
};

/** The look of a record's time: of what is wrong in its level's colour, else dimmed; slanted where the line states none. */
export const timeStyle = (record: LogRecord): Style => {
  const isLoud = record.level !== null && severity(record.level) >= severity('warn');
  const base = isLoud ? sgrStyle(LEVEL_STYLE[record.level!].sgr) : DIM;
  return record.time === null ? { ...base, attributes: base.attributes | ATTRIBUTES.italic } : base;
};

/** Grounds of the selected row, a little off the terminal's own. */
const SELECTED = { dark: palette(237), light: palette(254) } as const;

/** A cell of the selected row, on a ground of its own where the terminal's is known. */
export const asSelected =
  (ground: 'dark' | 'light') =>
  (style: Style): Style =>
    style.bg === DEFAULT_COLOUR && (style.attributes & ATTRIBUTES.inverse) === 0
      ? { ...style, bg: SELECTED[ground] }
      : style;

/** The same if it is not known: inverse, without the dimness that would make it hard to read. */
export const asInverse = (style: Style): Style => ({
  ...style,
  attributes: (style.attributes & ~ATTRIBUTES.dim) | ATTRIBUTES.inverse,
});

/** The match in the selected record, told from all others. */
export const asCurrentMatch = (): Style => ({
  fg: palette(5),
  bg: DEFAULT_COLOUR,
  attributes: ATTRIBUTES.inverse | ATTRIBUTES.bold | ATTRIBUTES.underline,
});
