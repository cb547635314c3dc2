/**
 * Formats rows with aligned columns, two spaces apart; the last column is ragged. A cell wider than `widest`
 * does not widen its column, only its own line.
 */
export const alignColumns = (
  rows: readonly (readonly string[])[],
  widest = Number.POSITIVE_INFINITY,
): string[] => {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) {
      if (widthOf(cell) <= widest) widths[index] = Math.max(widths[index] ?? 0, widthOf(cell));
    }
  }
  const pad = (cell: string, index: number): string =>
    cell + ' '.repeat(Math.max(0, (widths[index] ?? 0) - widthOf(cell)));
  return rows.map(row => row.map(pad).join('  ').trimEnd());
};

const widthOf = (cell: string): number => [...cell].length;
