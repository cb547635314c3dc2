import type { Canvas } from './canvas.ts';
import { BLANK, codeOf, makeCell, RIGHT_HALF, styleOf } from './cells.ts';
import { DEFAULT_COLOUR, trueColour } from './styles.ts';

/** The background that overlays have in Ink: shown as the terminal's own, but opaque. */
export const SOLID_GROUND = '#010204';

const SOLID_COLOUR = trueColour(1, 2, 4);

/**
 * Composes a frame from the chrome (drawn by Ink) and the logs (drawn by us), which have the same size and share
 * tables. The logs are visible wherever the chrome is blank and unstyled; overlays have a background of their own, so
 * they cover the logs.
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
    if (cell === BLANK) {
      out[i] = below[i]!;
      continue;
    }
    const style = styleOf(cell);
    if (style !== lastStyle) {
      lastStyle = style;
      shown = shownStyle(frame, styles, style);
    }
    out[i] = makeCell(codeOf(cell), shown);
  }
  // If an overlay cuts a wide glyph of a log in two, neither half can be shown.
  for (let i = 1; i < out.length; i++) {
    if (codeOf(below[i]!) !== RIGHT_HALF || (top[i] === BLANK) === (top[i - 1] === BLANK)) continue;
    const half = top[i] === BLANK ? i : i - 1;
    out[half] = makeCell(BLANK, styleOf(out[half]!));
  }
};

/** Returns the style number to show for a chrome style: overlays get the terminal's own background. */
const shownStyle = (frame: Canvas, known: Map<number, number>, number: number): number => {
  const before = known.get(number);
  if (before !== undefined) return before;
  const style = frame.styles.style(number);
  const shown = style.bg === SOLID_COLOUR ? frame.styles.number({ ...style, bg: DEFAULT_COLOUR }) : number;
  known.set(number, shown);
  return shown;
};
