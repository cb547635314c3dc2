import type { Canvas } from './canvas.ts';
import { BLANK, codeOf, makeCell, RIGHT_HALF, styleOf } from './cells.ts';
import { DEFAULT_COLOUR, trueColour } from './styles.ts';

/** The ground that Ink is given for cells that belong to a log: there the log shows through. */
export const LOG_GROUND = '#010203';
/** The ground that Ink is given for an overlay: the terminal's own, but nothing shows through. */
export const SOLID_GROUND = '#010204';

const LOG_COLOUR = trueColour(1, 2, 3);
const SOLID_COLOUR = trueColour(1, 2, 4);

/**
 * Makes the frame to show out of the chrome (drawn by Ink) and the logs (drawn by us), all of one size with the same
 * tables: the logs are seen exactly where the chrome has the reserved ground, so that overlays cover them by themselves.
 */
export const compose = (frame: Canvas, chrome: Canvas, logs: Canvas): void => {
  const out = frame.grid.cells;
  const top = chrome.grid.cells;
  const below = logs.grid.cells;
  const styles = new Map<number, number>();
  let lastStyle = -1;
  let shown = 0;
  for (let i = 0; i < out.length; i++) {
    const cell = top[i]!;
    const style = styleOf(cell);
    if (style !== lastStyle) {
      lastStyle = style;
      shown = shownStyle(frame, styles, style);
    }
    out[i] = shown === SHOWS_LOG ? below[i]! : makeCell(codeOf(cell), shown);
  }
  const isLog = (i: number): boolean => styles.get(styleOf(top[i]!)) === SHOWS_LOG;
  const blank = (i: number): void => {
    out[i] = makeCell(BLANK, styleOf(out[i]!));
  };
  // Where an overlay cuts a wide glyph of a log in two, neither half can be shown.
  for (let i = 1; i < out.length; i++) {
    if (codeOf(below[i]!) !== RIGHT_HALF || isLog(i) === isLog(i - 1)) continue;
    blank(isLog(i) ? i : i - 1);
  }
};

const SHOWS_LOG = -1;

/** The style number to show for a chrome style; `SHOWS_LOG` where the log does. */
const shownStyle = (frame: Canvas, known: Map<number, number>, number: number): number => {
  const before = known.get(number);
  if (before !== undefined) return before;
  const style = frame.styles.style(number);
  const shown =
    style.bg === LOG_COLOUR
      ? SHOWS_LOG
      : style.bg === SOLID_COLOUR
        ? frame.styles.number({ ...style, bg: DEFAULT_COLOUR })
        : number;
  known.set(number, shown);
  return shown;
};
