import { sanitiseLine } from '../core/text/sanitise.ts';

type Value = string | number | null;

/** Rows whose widths decide those of the columns. */
const MEASURED = 1000;

/** A value that is wider does not widen its column. */
const MAX_WIDTH = 60;

/** Writes the rows of a query: as aligned columns under their names, or as an object a line. */
export class SqlTable {
  readonly #json: boolean;
  #columns: readonly string[] = [];
  #held: Value[][] | null = [];
  #widths: number[] = [];
  /** Columns that hold numbers are aligned to the right. */
  #numbers: boolean[] = [];

  constructor(json: boolean) {
    this.#json = json;
  }

  /** Takes the next rows, and returns what can be written. */
  rows(columns: readonly string[], rows: readonly (readonly Value[])[]): string {
    this.#columns = columns;
    if (this.#json) return rows.map(row => `${this.#object(row)}\n`).join('');
    if (this.#held === null) return rows.map(row => this.#line(row.map(cell))).join('');
    this.#held.push(...rows.map(row => [...row]));
    return this.#held.length < MEASURED ? '' : this.#release();
  }

  /** The rest. */
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

  /** The last of several columns of one name counts, as in any object. */
  #object(row: readonly Value[]): string {
    return JSON.stringify(Object.fromEntries(this.#columns.map((name, index) => [name, row[index] ?? null])));
  }
}

/** No control character of a log may end a row, or reach a terminal. */
const cell = (value: Value): string => {
  if (value === null) return '-';
  return typeof value === 'number'
    ? `${value}`
    : sanitiseLine(value.replaceAll('\n', ' '), { color: false, tabStop: 1 });
};
