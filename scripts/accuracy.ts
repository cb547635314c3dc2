/**
 * `npm run accuracy -- DIR`: reads real logs that come with their ground truth (loghub's 2,000-line samples, `NAME.log`
 * and `NAME.csv`), and compares the level, time and record boundaries of every line. Prints a table; exits with 1 below
 * 100 %.
 */
import { type FileAccuracy, measureAccuracy } from './accuracyOf.ts';

const percent = (right: number, all: number): string =>
  all === 0 ? '—' : `${((100 * right) / all).toFixed(2)} %`;

const row = (file: FileAccuracy): string[] => [
  file.name,
  String(file.lines),
  percent(file.times, file.lines),
  file.withLevels === 0 ? 'none' : percent(file.levels, file.withLevels),
  String(file.invented),
  percent(file.records, file.lines),
];

const HEADINGS = ['log', 'lines', 'times', 'levels', 'invented', 'records'];

const printTable = (rows: readonly string[][]): void => {
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map(cells => cells[column]!.length)));
  for (const cells of rows)
    console.log(
      cells
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    );
};

const isRight = (file: FileAccuracy): boolean =>
  file.times === file.lines &&
  file.levels === file.withLevels &&
  file.invented === 0 &&
  file.records === file.lines;

const directory = process.argv[2];
if (directory === undefined) {
  console.error('usage: npm run accuracy -- DIR   (a folder of NAME.log with NAME.csv)');
  process.exit(2);
}
const files = measureAccuracy(directory);
printTable([HEADINGS, ...files.map(row)]);
for (const file of files) for (const miss of file.misses.slice(0, 5)) console.error(`${file.name}:${miss}`);
process.exitCode = files.length > 0 && files.every(isRight) ? 0 : 1;
