import { severity } from '../../core/level.ts';
import type { LogRecord } from '../../core/record.ts';
import { LEVEL_STYLE } from '../../core/text/palette.ts';
import { applySgr } from '../surface/sgr.ts';
import { ATTRIBUTES, PLAIN, palette, type Style } from '../surface/styles.ts';

export const DIM: Style = { ...PLAIN, attributes: ATTRIBUTES.dim };
export const BOLD: Style = { ...PLAIN, attributes: ATTRIBUTES.bold };
export const WARNING: Style = { ...PLAIN, fg: palette(3) };
export const ALARM: Style = { ...PLAIN, fg: palette(1) };

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
  const style = sgrStyle(LEVEL_STYLE[record.level].sgr);
  const loud = severity(record.level) >= severity('warn');
  return loud ? { ...style, attributes: style.attributes | ATTRIBUTES.bold } : style;
};
