import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Canvas } from '../../../src/ui/surface/canvas.ts';
import { codeOf, RIGHT_HALF, styleOf } from '../../../src/ui/surface/cells.ts';
import { FrameWriter } from '../../../src/ui/surface/difference.ts';
import {
  ATTRIBUTES,
  PLAIN,
  palette,
  type Style,
  TRUE_COLOUR,
  trueColour,
} from '../../../src/ui/surface/styles.ts';
import { createEmulator, type Emulator } from '../helpers/emulator.ts';

const COLUMNS = 37;
const ROWS = 9;

const words = fc.constantFrom(
  'plain text',
  'x',
  '   ',
  '日本語ログ',
  'naïve café',
  'e\u0301tat',
  '한국어',
  '┌──┬──┐',
  'שלום עולם',
  'مرحبا',
  'ok 🙂 done',
  '❤️',
  'Ω≈ç√∫',
);
const colours = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 0, max: 255 }).map(palette),
  fc.integer({ min: 0, max: 0xffffff }).map(rgb => trueColour(rgb >> 16, (rgb >> 8) & 255, rgb & 255)),
);
const styles: fc.Arbitrary<Style> = fc.record({
  fg: colours,
  bg: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: colours }),
  attributes: fc.integer({ min: 0, max: 63 }),
});
const strokes = fc.array(
  fc.record({
    x: fc.integer({ min: 0, max: COLUMNS - 1 }),
    y: fc.integer({ min: 0, max: ROWS - 1 }),
    text: words,
    style: styles,
  }),
  { maxLength: 14 },
);

const nameOf = (colour: number): string | null =>
  colour === 0
    ? null
    : colour >= TRUE_COLOUR
      ? `#${(colour & 0xffffff).toString(16).padStart(6, '0')}`
      : `p${colour - 1}`;

const attributesOf = (bits: number): string[] =>
  Object.entries(ATTRIBUTES)
    .filter(([, bit]) => bits & bit)
    .map(([name]) => name);

/** Returns the cells that the emulator shows differently from the canvas. */
const differences = (canvas: Canvas, emulator: Emulator): string[] => {
  const found: string[] = [];
  for (let y = 0; y < ROWS; y++) {
    for (let x = 0; x < COLUMNS; x++) {
      const cell = canvas.grid.cells[y * COLUMNS + x]!;
      const shown = emulator.cell(x, y);
      // The emulator has its own width for emoji: the content of their right half does not matter.
      if (codeOf(cell) === RIGHT_HALF) continue;
      const text = canvas.graphemes.text(codeOf(cell));
      if ((shown.text || ' ') !== text) found.push(`${x},${y}: ${JSON.stringify(shown.text)} for ${text}`);
      const style = canvas.styles.style(styleOf(cell));
      const wanted = [nameOf(style.fg), nameOf(style.bg), attributesOf(style.attributes)];
      if (JSON.stringify([shown.fg, shown.bg, shown.attributes]) !== JSON.stringify(wanted)) {
        found.push(`${x},${y}: ${JSON.stringify(shown)} for ${JSON.stringify(wanted)}`);
      }
    }
  }
  return found;
};

describe('the difference between frames, on a terminal', () => {
  it('shows every frame of a random sequence cell for cell', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(strokes, { minLength: 1, maxLength: 8 }), async frames => {
        const emulator = createEmulator(COLUMNS, ROWS);
        await emulator.write('rubbish left by the shell\x1b[?7l');
        const now = new Canvas(COLUMNS, ROWS);
        const last = new Canvas(COLUMNS, ROWS, now.styles, now.graphemes);
        const writer = new FrameWriter(now.styles, now.graphemes, 24);
        for (const [number, frame] of frames.entries()) {
          now.clear();
          for (const { x, y, text, style } of frame) now.text(x, y, COLUMNS, text, style);
          await emulator.write(writer.write(number === 0 ? null : last.grid, now.grid));
          expect(differences(now, emulator)).toEqual([]);
          last.copy(now);
          now.styles.recycle([last.grid]);
        }
        emulator.dispose();
      }),
      { numRuns: 60 },
    );
  });

  it('writes nothing if nothing changed', () => {
    const canvas = new Canvas(20, 3);
    canvas.text(0, 1, 20, 'same as before', PLAIN);
    const writer = new FrameWriter(canvas.styles, canvas.graphemes, 24);
    expect(writer.write(canvas.grid, canvas.grid)).toBe('');
  });

  it('writes only the changed cells', () => {
    const before = new Canvas(40, 2);
    const after = new Canvas(40, 2, before.styles, before.graphemes);
    before.text(0, 0, 40, 'requests: 1041 a second', PLAIN);
    after.text(0, 0, 40, 'requests: 1042 a second', PLAIN);
    const writer = new FrameWriter(before.styles, before.graphemes, 24);
    expect(writer.write(before.grid, after.grid)).toBe('\x1b[1;14H2');
  });

  it('erases the rest of a row with one sequence', () => {
    const before = new Canvas(40, 1);
    const after = new Canvas(40, 1, before.styles, before.graphemes);
    before.text(0, 0, 40, 'a long line that goes away', PLAIN);
    after.text(0, 0, 40, 'a', PLAIN);
    const writer = new FrameWriter(before.styles, before.graphemes, 24);
    expect(writer.write(before.grid, after.grid)).toBe('\x1b[1;3H\x1b[K');
  });
});
