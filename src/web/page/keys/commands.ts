import { copyRecord, copyText, download, linkTo } from '../actions/copy.ts';
import { stepLevel } from '../actions/filter.ts';
import { find } from '../actions/find.ts';
import { focused, selectedRow } from '../actions/focus.ts';
import { goToEnd, goToStart, moveCursor, movePages, togglePause, togglePauseAll } from '../actions/move.ts';
import { toggleHidden, toggleMerged, toggleSolo, toggleZoom } from '../actions/panes.ts';
import { activate, toggleContext } from '../actions/past.ts';
import { literal, pickedText, searchPicked } from '../actions/selection.ts';
import { cycleTime } from '../actions/time.ts';
import type { Page } from '../model/page.ts';
import { isNarrow } from '../model/prefs.ts';

/** A key of the page: the same as in rtop, unless the browser reserves it. */
export interface KeyCommand {
  readonly keys: readonly string[];
  readonly group: 'Moving' | 'Panes' | 'Reading' | 'Finding' | 'Doing';
  readonly help: string;
  readonly run: (page: Page) => void;
}

const focusOn = (selector: string): void => {
  const input = document.querySelector<HTMLInputElement>(selector);
  input?.focus();
  input?.select();
};

const focusFilter = (page: Page, kind: 'only' | 'hide' | 'where'): void => {
  const picked = kind === 'where' ? null : pickedText();
  page.set({ filterKind: kind, ...(picked && { filterText: literal(picked.text) }) });
  focusOn('#filter');
};

const pan = (page: Page, by: number): void => {
  const panning = focused(page).list?.panning;
  panning?.to(panning.at + by * Math.max(80, panning.width / 2));
};

const fold = (page: Page): void => {
  const row = selectedRow(page);
  if (row) page.toggleFold(row.id);
};

const sources = (page: Page, run: (page: Page, source: number) => void): void => {
  const row = selectedRow(page);
  if (row) run(page, row.source);
  else page.say('info', 'Select a record of that log first (k, or click it).');
};

const command = (
  group: KeyCommand['group'],
  keys: readonly string[],
  help: string,
  run: KeyCommand['run'],
): KeyCommand => ({ keys, group, help, run });

export const COMMANDS: readonly KeyCommand[] = [
  command('Moving', ['j', 'ArrowDown'], 'Select the next record', page => moveCursor(page, 1)),
  command('Moving', ['k', 'ArrowUp'], 'Select the previous record (pauses)', page => moveCursor(page, -1)),
  command('Moving', ['Space', 'PageDown'], 'A page down', page => movePages(page, 1)),
  command('Moving', ['b', 'PageUp'], 'A page up', page => movePages(page, -1)),
  command('Moving', ['g', 'Home'], 'Go to the oldest record; again: read older ones on the hosts', goToStart),
  command('Moving', ['G', 'End'], 'Go to the newest record and follow', goToEnd),
  command('Moving', ['h', 'ArrowLeft'], 'Pan left by half a pane', page => pan(page, -1)),
  command('Moving', ['l', 'ArrowRight'], 'Pan right by half a pane', page => pan(page, 1)),
  command('Moving', ['0'], 'Pan back to the start of the lines', page => focused(page).list?.panning.to(0)),
  command('Moving', ['$'], 'Pan to the end of the longest line', page => pan(page, Number.MAX_SAFE_INTEGER)),
  command('Moving', [':'], 'Go to a time, or show a time range', page => page.set({ dialog: 'range' })),

  command('Panes', ['p', 'F'], 'Pause this pane, or follow again', togglePause),
  command('Panes', ['P'], 'Pause all panes, or follow again', togglePauseAll),
  command('Panes', ['v'], 'Split panes, or one merged log', page => toggleMerged(page)),
  command('Panes', ['z'], 'Zoom this pane in or out', page => toggleZoom(page)),
  command('Panes', ['Tab'], 'Go to the next pane or control', () => {}),
  command(
    'Panes',
    ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    'Go to the pane with that number',
    () => {},
  ),
  command('Panes', [']'], 'Show the next page of panes', page => page.turn(1)),
  command('Panes', ['['], 'Show the previous page of panes', page => page.turn(-1)),
  command('Panes', ['H'], 'In the merged log: hide this record’s log', page => sources(page, toggleHidden)),
  command('Panes', ['A'], 'In the merged log: this record’s log alone, or all', page =>
    sources(page, toggleSolo),
  ),

  command('Reading', ['Enter', 'i'], 'Show this record’s details: fields, JSON, stack trace', page => {
    const row = selectedRow(page);
    const { detail, focus } = page.state();
    if (detail && detail.id === row?.id) page.set({ detail: null });
    else if (row) activate(page, focus, row);
  }),
  command('Reading', ['e'], 'Go to the next error', page => void find(page, 'alarms', 'next')),
  command('Reading', ['E'], 'Go to the previous error', page => void find(page, 'alarms', 'previous')),
  command('Reading', ['x'], 'Show a match in context, and back', page => void toggleContext(page)),
  command('Reading', ['T'], 'Show or leave the timeline', page => {
    page.setPrefs({ timeline: true });
    setTimeout(() => focusOn('.timeline .plot'));
  }),
  command('Reading', ['o'], 'Unfold or fold the lines of this record', fold),
  command('Reading', ['O'], 'Unfold all records, or fold all', page => page.toggleFoldAll()),
  command('Reading', ['w'], 'Wrap long lines, or cut them', page => {
    page.setPrefs({ wrap: !(page.state().prefs.wrap ?? isNarrow()) });
  }),
  command('Reading', ['t'], 'Times to the second, finer, with date, off', cycleTime),
  command('Reading', ['c'], 'Show or hide the host column', page =>
    page.setPrefs({ sourceColumn: !page.state().prefs.sourceColumn }),
  ),
  command('Reading', ['r'], 'Show whole lines, or hide time and level', page =>
    page.setSettings({ verbatim: !page.state().settings.verbatim }),
  ),

  command('Finding', ['/'], 'Search, with counts, or search for the selected text', page => {
    const picked = pickedText();
    if (picked) void searchPicked(page, picked);
    else focusOn('#search');
  }),
  command('Finding', ['n'], 'Go to the next match', page => void find(page, 'found', 'next')),
  command('Finding', ['N'], 'Go to the previous match', page => void find(page, 'found', 'previous')),
  command('Finding', ['&'], 'Show only matches, or records with the selected text', page =>
    focusFilter(page, 'only'),
  ),
  command('Finding', ['!'], 'Hide what matches', page => focusFilter(page, 'hide')),
  command('Finding', ['W'], 'Show only records whose fields match, as in status>=500', page =>
    focusFilter(page, 'where'),
  ),
  command('Finding', ['L'], 'Show only more severe levels', page => stepLevel(page, 1)),
  command('Finding', ['K'], 'Show less severe levels too', page => stepLevel(page, -1)),
  command('Finding', ['I'], 'Ignore case in patterns, or not', page =>
    page.setSettings({ ignoreCase: !page.state().settings.ignoreCase }),
  ),

  command('Doing', ['y'], 'Copy this record as logged', page => void copyRecord(page)),
  command(
    'Doing',
    ['Y'],
    'Copy a link to this view and record',
    page => void copyText(page, linkTo(page, selectedRow(page)), 'the link'),
  ),
  command('Doing', ['D'], 'Download the lines of this pane', page => void download(page, 'text')),
  command('Doing', ['s'], 'Show or hide the logs', page => {
    const { prefs, narrow } = page.state();
    const isShown = prefs.sidebar ?? !narrow;
    page.setPrefs({ sidebar: !isShown });
    if (!isShown) setTimeout(() => focusOn('#logs'));
  }),
  command('Doing', ['M'], 'Show recent messages', page => page.set({ dialog: 'messages' })),
  command('Doing', ['?', 'F1'], 'Show all keys', page => page.set({ dialog: 'help' })),
  command('Doing', ['Escape'], 'Close or undo the last thing opened', page => page.back()),
];

const BY_KEY = new Map(COMMANDS.flatMap(one => one.keys.map(key => [key, one] as const)));

/** Returns the name of a key in commands and help. */
const keyName = (event: KeyboardEvent): string => (event.key === ' ' ? 'Space' : event.key);

/** Returns true if the focused element should receive keys itself. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName));

const PRESSES = new Set(['Enter', 'Space']);

/**
 * Runs the command of a key, unless the key belongs to the browser or to the focused element; returns whether it did.
 */
export const handleKey = (page: Page, event: KeyboardEvent): boolean => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.isComposing)
    return false;
  const key = keyName(event);
  const target = event.target;
  if (isTyping(target) || page.state().dialog !== null || key === 'Tab') return false;
  if (PRESSES.has(key) && target instanceof HTMLElement && target.closest('button, a, summary')) return false;
  if (/^[1-9]$/.test(key)) return page.focusPane(Number(key) - 1);
  const found = BY_KEY.get(key);
  if (!found) return false;
  found.run(page);
  return true;
};
