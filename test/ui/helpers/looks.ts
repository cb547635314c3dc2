import type { Emulator } from './emulator.ts';

/**
 * Colours and attributes of cells that are not plain, one character each, to check that they do not change.
 */
export const looksOf = (emulator: Emulator): string => {
  const rows: string[] = [];
  for (let y = 0; y < emulator.rows; y++) {
    let row = '';
    for (let x = 0; x < emulator.columns; x++) row += lookOf(emulator, x, y);
    rows.push(row.trimEnd());
  }
  return rows.join('\n');
};

const lookOf = (emulator: Emulator, x: number, y: number): string => {
  const { fg, attributes } = emulator.cell(x, y);
  if (attributes.includes('inverse')) return '#';
  if (fg === 'p1') return 'r';
  if (fg === 'p3') return 'y';
  if (fg !== null) return 'h';
  if (attributes.includes('bold')) return 'b';
  if (attributes.includes('underline')) return '_';
  return attributes.includes('dim') ? '.' : ' ';
};
