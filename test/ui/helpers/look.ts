import type { PtySession } from './pty.ts';

/** What a terminal shows at one moment, as a person reads it. */
export interface Look {
  readonly text: string;
  readonly lines: readonly string[];
  /** The top line, which starts with the first pane's title. */
  readonly title: string;
  /** The bottom line: the status bar, or the line being typed. */
  readonly status: string;
  /** Number of the pane whose title is inverted; null: none is numbered. */
  readonly focus: number | null;
  /** Row of the cursor bar, and the text to the right of it in each row; null: there is none. */
  readonly cursor: { readonly row: number; readonly texts: readonly string[] } | null;
}

/** Cells of a row that distinguish one record from another, without the scroll column. */
const RECORD_WIDTH = 55;

/** The cursor, on a row with or without a mark. */
const CURSOR = /[▌►]/;

/** Reads the current screen. */
export const lookAt = ({ emulator }: PtySession): Look => {
  const lines = emulator.lines();
  const row = lines.findIndex(line => CURSOR.test(line));
  const column = row < 0 ? -1 : lines[row]!.search(CURSOR);
  return {
    text: lines.join('\n'),
    lines,
    title: lines[0]!,
    status: lines.at(-1)!,
    focus: focusOf(lines, (x, y) => emulator.cell(x, y).attributes.includes('inverse')),
    cursor:
      row < 0 ? null : { row, texts: lines.map(line => line.slice(column + 1, column + 1 + RECORD_WIDTH)) },
  };
};

const focusOf = (lines: readonly string[], isInverse: (x: number, y: number) => boolean): number | null => {
  for (const [y, line] of lines.entries()) {
    for (const title of line.matchAll(/(?<=[┌├┬┼])(\d) \w/g))
      if (isInverse(title.index, y)) return Number(title[1]);
  }
  return null;
};
