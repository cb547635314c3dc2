import { sanitiseLine } from '../core/text/sanitise.ts';

type Value = string | number | null;

/** Number of rows that determine the column widths. */
const MEASURED = 1000;

/** Maximum width of a column; wider values overflow. */
const MAX_WIDTH = 60;

/** Writes the rows of a query: as aligned columns with headings, or as one object per line. */
export class SqlTable {
  readonly #json: boolean;
  #columns: readonly string[] = [];
  #held: Value[][] | null = [];
  #widths: number[] = [];
  /** Marks numeric columns, which are right-aligned. */
  #numbers: boolean[] = [];

  constructor(json: boolean) {
    this.#json = json;
  }

  /** Takes the next rows, and returns the text that is ready. */
  rows(columns: readonly string[], rows: readonly (readonly Value[])[]): string {
    this.#columns = columns;
    if (this.#json) return rows.map(row => `${this.#object(row)}\n`).join('');
    if (this.#held === null) return rows.map(row => this.#line(row.map(cell))).join('');
    this.#held.push(...rows.map(row => [...row]));
    return this.#held.length < MEASURED ? '' : this.#release();
  }

  /** Returns the remaining text. */
  end(): string {
    return this.#json || this.#held === null ? '' : this.#release();
  }

  #release(): string {
    const rows = this.#held ?? [];
    this.#held = null;
    const cells = rows.map(row => row.map(cell));
    const head = this.#columns.map(cell);
    this.#widths = head.map((name, index) =>
      Math.max(
        ...[name, ...cells.map(row => row[index]!)].map(text => (text.length > MAX_WIDTH ? 0 : text.length)),
      ),
    );
    this.#numbers = head.map((_, index) => rows.every(row => typeof row[index] !== 'string'));
    return [head, ...cells].map(row => this.#line(row)).join('');
  }

  #line(cells: readonly string[]): string {
    const padded = cells.map((text, index) => {
      const width = this.#widths[index] ?? 0;
      return this.#numbers[index] ? text.padStart(width) : text.padEnd(width);
    });
    return `${padded.join('  ').trimEnd()}\n`;
  }

  /** Converts a row to an object; of several columns with the same name, the last counts. */
  #object(row: readonly Value[]): string {
    return JSON.stringify(Object.fromEntries(this.#columns.map((name, index) => [name, row[index] ?? null])));
  }
}

/** Returns a table cell: control characters of a log must not end a row or reach a terminal. */
const cell = (value: Value): string => {
  if (value === null) return '-';
  return typeof value === 'number'
    ? `${value}`
    : sanitiseLine(value.replaceAll('\n', ' '), { color: false, tabStop: 1 });
};
