import type { Level } from '../../../core/level.ts';
import { LEVEL_STYLE } from '../../../core/text/palette.ts';
import type { Row } from './row.ts';
import { markRuns, plainText, type StyledText, styledRuns } from './sgr.ts';
import { type TimeForm, timeText } from './timeOf.ts';

/** How rows are drawn. */
export interface Look {
  readonly time: TimeForm;
  readonly utc: boolean;
  /** Whether the rows come from several logs, merged by time. */
  readonly isMerged: boolean;
  /** Whether there is a column that names host and log. */
  readonly sourceColumn: boolean;
  readonly isUnfolded: (id: number) => boolean;
  /** A source's name, and its colour as a CSS class. */
  readonly sourceOf: (source: number) => {
    readonly host: string;
    readonly log: string;
    readonly color: string;
  };
}

/** Maximum number of styled runs per row; text beyond them is not coloured. */
const MAX_RUNS = 400;

/** Creates a row's node. Nodes are never reused for other text, so that a selection in them persists. */
export const createRowNode = (row: Row, look: Look): HTMLElement => {
  const node = element('div', row.kind === 'record' ? 'row' : `row said ${row.kind}`);
  node.setAttribute('role', 'option');
  node.dataset['id'] = String(row.id);
  if (row.kind === 'record') fillRecord(node, row, look);
  else fillSaid(node, row, look);
  return node;
};

const element = (name: string, className: string, text?: string): HTMLElement => {
  const node = document.createElement(name);
  node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};

const fillRecord = (node: HTMLElement, row: Row, look: Look): void => {
  if (row.level !== null) node.dataset['level'] = row.level;
  if (look.time !== 'off') {
    const text = row.ms === null ? '' : timeText(row.ms, row.digits, look.time, look.utc);
    const time = element('span', `time ${look.time}`, text);
    if (row.received) time.classList.add('received');
    if (row.received) time.title = 'When it was received: the line has no time';
    // A log's own records keep their order, so "late" is only marked where several logs are merged.
    if (row.late && look.isMerged) {
      time.classList.add('late');
      time.title = 'Arrived late: out of place in time';
    }
    node.append(time);
  }
  node.append(levelNode(row.level));
  if (look.sourceColumn) {
    const { host, log, color } = look.sourceOf(row.source);
    const source = element('span', `source ${color}`, host);
    source.append(element('span', 'log', ` ${log}`));
    source.title = `${host}:${log}`;
    node.append(source);
  }
  node.append(textNode(row, look));
};

const levelNode = (level: Level | null): HTMLElement => {
  const isQuiet = level === null || level === 'info';
  const node = element('span', 'level', isQuiet ? '' : LEVEL_STYLE[level].letter);
  if (level !== null) node.title = level;
  return node;
};

const textNode = (row: Row, look: Look): HTMLElement => {
  const cell = element('span', 'text');
  const inner = element('span', 'line');
  const end = row.text.indexOf('\n');
  const isFolded = end >= 0 && !look.isUnfolded(row.id);
  const shown = isFolded ? row.text.slice(0, end) : row.text;
  appendRuns(inner, markRuns(styledRuns(shown, MAX_RUNS), row.marks));
  cell.append(inner);
  if (end >= 0) cell.append(foldChip(row, end, isFolded));
  if (row.wholeLength !== null && !isFolded) {
    inner.append(
      element(
        'span',
        'cut',
        ` … ${row.wholeLength.toLocaleString('en')} bytes in total: press Enter to see them`,
      ),
    );
  }
  return cell;
};

const firstLength = (row: Row, firstEnd: number): number => plainText(row.text.slice(0, firstEnd)).length;

/** Returns true if the search matches only in folded lines of a row. */
export const isMatchBelow = (row: Row): boolean => {
  const end = row.text.indexOf('\n');
  const [first] = row.marks;
  return end >= 0 && first !== undefined && first > firstLength(row, end);
};

/** Shows how many lines follow, highlighted if one of them matches. */
const foldChip = (row: Row, firstEnd: number, isFolded: boolean): HTMLElement => {
  const lines = row.text.split('\n').length - 1;
  const isMatch = isFolded && row.marks.some((at, i) => i % 2 === 0 && at > firstLength(row, firstEnd));
  const chip = element('span', isMatch ? 'fold match' : 'fold', `${isFolded ? '▸' : '▾'} ${lines}`);
  chip.title = `${isFolded ? 'Unfold' : 'Fold'} ${lines} more ${lines === 1 ? 'line' : 'lines'} (o)`;
  return chip;
};

const appendRuns = (parent: HTMLElement, runs: readonly StyledText[]): void => {
  for (const run of runs) {
    const { text, classes, color, background } = run;
    if (classes === '' && color === null && background === null && !run.isMatch) {
      parent.append(text);
      continue;
    }
    const span = element(run.isMatch ? 'mark' : 'span', classes, text);
    // A policy without 'unsafe-inline' still allows setting style properties.
    if (color !== null) span.style.setProperty('--fg', color);
    if (background !== null) span.style.setProperty('--bg', background);
    if (color !== null) span.classList.add('fg');
    if (background !== null) span.classList.add('bg');
    parent.append(span);
  }
};

const fillSaid = (node: HTMLElement, row: Row, look: Look): void => {
  if (look.sourceColumn) {
    const { host, log, color } = look.sourceOf(row.source);
    const source = element('span', `source ${color}`, `${host} ${log}`);
    node.append(source);
  }
  node.append(element('span', 'words', row.text));
};
