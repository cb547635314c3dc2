import { describe, expect, it } from 'vitest';
import { Canvas } from '../../../src/ui/surface/canvas.ts';
import { codeOf, styleOf } from '../../../src/ui/surface/cells.ts';
import { compose, SOLID_GROUND } from '../../../src/ui/surface/compose.ts';
import { PLAIN } from '../../../src/ui/surface/styles.ts';

const ground = (hex: string): string =>
  `\x1b[48;2;${[1, 3, 5].map(at => Number.parseInt(hex.slice(at, at + 2), 16)).join(';')}m`;
const LOG = '\x1b[49m';
const SOLID = ground(SOLID_GROUND);

/** Returns what is visible of a log row under a chrome row. */
const composed = (chrome: string, log: string): string => {
  const frame = new Canvas(12, 1);
  const [top, logs] = [0, 1].map(() => new Canvas(12, 1, frame.styles, frame.graphemes)) as [Canvas, Canvas];
  top.frame(chrome);
  logs.text(0, 0, 12, log, PLAIN);
  compose(frame, top, logs);
  for (const cell of frame.grid.cells) expect(frame.styles.style(styleOf(cell))).toEqual(PLAIN);
  return Array.from(frame.grid.cells, cell =>
    codeOf(cell) === 0 ? '' : frame.graphemes.text(codeOf(cell)),
  ).join('');
};

describe('chrome over logs', () => {
  it.each([
    ['shows the log where the chrome is blank', `|${LOG}          \x1b[49m|`, 'abcdefghijkl', '|bcdefghijk|'],
    [
      'covers the log with an overlay, blanks included',
      `${LOG}  ${SOLID} box  ${LOG}     `,
      'abcdefghijkl',
      'ab box  ijkl',
    ],
    [
      'shows no half of a wide glyph to the left of an overlay',
      `${LOG} ${SOLID}box${LOG}        `,
      '日本語',
      ' box語',
    ],
    ['nor to its right', `${LOG}  ${SOLID}x${LOG}         `, '日本語', '日x 語'],
  ])('%s', (_name, chrome, log, shown) => {
    expect(composed(chrome, log).trimEnd()).toBe(shown.trimEnd());
  });
});
