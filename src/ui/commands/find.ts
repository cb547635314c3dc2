import { LEVELS, type Level, severity } from '../../core/level.ts';
import { conditionFilter } from '../../session/live/condition.ts';
import { EMPTY_LINE, lineOf } from '../state/lineEdit.ts';
import { type LineMode, MERGED } from '../state/screen.ts';
import type { Command, CommandContext, Outcome } from './command.ts';
import { commandsOf, notify } from './command.ts';
import { focusedPane, logOfPane, needsPane } from './focus.ts';
import { revealMatch } from './going/reveal.ts';
import { stepTo } from './going/step.ts';
import { isReadingOlder, olderAdvice } from './places.ts';
import { countCommand, valuesCommand } from './values.ts';

export const openLine = ({ state, snapshot }: CommandContext, mode: LineMode): Outcome => ({
  state: {
    ...state,
    overlay: { kind: 'line', mode, edit: EMPTY_LINE, back: 0, typed: '', searched: snapshot.search },
  },
});

export const stepFound =
  (by: 1 | -1) =>
  (context: CommandContext): Outcome => {
    const focused = focusedPane(context)!;
    const ids = context.log.held.view(focused.key === MERGED ? null : focused.key, 'found');
    return stepTo(context, {
      ...{ ids, by, what: 'match', key: by > 0 ? 'n' : 'N' },
      go: id => revealMatch(context, id),
      none: () => notify(noMatchText(context, ids.length, by)),
    });
  };

/** Returns why there is no match to go to, and where else to look. */
export const noMatchText = (context: CommandContext, matches: number, by: 1 | -1): string => {
  if (context.snapshot.scanned < 1) return 'Still counting: no match yet in this pane';
  const older = olderAdvice(context);
  if (isReadingOlder(context)) return 'Still reading: no such match yet';
  if (matches === 0)
    return older === null
      ? 'No match in this pane'
      : 'No match in what has been read: & and Enter search the logs on the hosts for it';
  if (by > 0) return 'No later match';
  return older === null ? 'No earlier match' : `No earlier match is buffered (${older})`;
};

/** All levels, then each level in turn as the minimum. */
const THRESHOLDS: readonly (Level | null)[] = [null, 'info', 'notice', 'warn', 'error', 'fatal'];

const stepLevel =
  (by: 1 | -1) =>
  ({ snapshot }: CommandContext): Outcome => {
    const { level } = snapshot;
    const index = THRESHOLDS.findIndex(
      one => one === level || (one && level && severity(one) > severity(level)),
    );
    const next = THRESHOLDS[Math.max(0, Math.min(index + by, THRESHOLDS.length - 1))] ?? null;
    return { actions: [{ type: 'setLevel', level: next }] };
  };

const setLevel = (_context: CommandContext, argument: string): Outcome => {
  if (argument === '' || argument === 'all') return { actions: [{ type: 'setLevel', level: null }] };
  const level = LEVELS.find(name => name === argument);
  return level
    ? { actions: [{ type: 'setLevel', level }] }
    : notify(`Unknown level ${argument}: ${LEVELS.join(', ')} or all`, 'error');
};

const command = commandsOf('Finding', 'log');

const needsSearch = (context: CommandContext): string | null =>
  context.snapshot.search === null ? 'no search is active (/)' : needsPane(context);

const needsFilter = ({ snapshot }: CommandContext): string | null =>
  snapshot.filters.length === 0 && snapshot.level === null ? 'no filter is set (&)' : null;

/** Opens an input line for a pattern, or takes the pattern from `:NAME PATTERN`. */
const pattern = (
  id: string,
  keys: readonly string[],
  help: string,
  mode: 'search' | 'filter' | 'exclude',
): Command => ({
  ...command(id, keys, help, (context, argument) => {
    if (argument === '') return openLine(context, mode);
    return {
      actions: [
        mode === 'search'
          ? { type: 'search', pattern: argument }
          : { type: 'addFilter', pattern: argument, negate: mode === 'exclude' },
      ],
    };
  }),
  argument: 'PATTERN',
});

export const findingCommands: readonly Command[] = [
  pattern('search', ['/'], 'Search the buffer, with counts', 'search'),
  command('next-match', ['n'], 'Go to the next match', stepFound(1), needsSearch),
  command('previous-match', ['N'], 'Go to the previous match', stepFound(-1), needsSearch),
  command(
    'no-search',
    [],
    'End the search',
    () => ({ actions: [{ type: 'search', pattern: null }] }),
    needsSearch,
  ),
  pattern('filter', ['&'], 'Show only matches; filters on the hosts too', 'filter'),
  {
    ...command(
      'filter-here',
      [],
      'Show only matches in this pane',
      (context, argument) =>
        argument === ''
          ? notify('Which pattern? For example :filter-here timeout', 'error')
          : { actions: [{ type: 'addFilter', pattern: argument, negate: false, only: logOfPane(context)! }] },
      context => (logOfPane(context) === null ? 'no log is selected here' : null),
    ),
    argument: 'PATTERN',
  },
  pattern('exclude', ['!'], 'Hide what matches, also on the hosts', 'exclude'),
  valuesCommand,
  countCommand,
  command('where', ['W'], 'Show only records with fields: status>=500', (context, argument) => {
    if (argument !== '')
      return { actions: [{ type: 'addFilter', pattern: conditionFilter(argument), negate: false }] };
    const opened = openLine(context, 'filter');
    const { overlay } = opened.state!;
    return {
      state: {
        ...opened.state!,
        overlay: { ...overlay!, edit: lineOf(conditionFilter('')) } as typeof overlay,
      },
    };
  }),
  command('filters', ['f'], 'List filters: switch or remove them', ({ state }) => ({
    state: { ...state, overlay: { kind: 'filters', cursor: 0 } },
  })),
  command(
    'no-filters',
    [],
    'Show everything again',
    () => ({ actions: [{ type: 'clearFilters' }] }),
    needsFilter,
  ),
  command('raise-level', ['L'], 'Show only more severe levels', stepLevel(1)),
  command('lower-level', ['K'], 'Show less severe levels too', stepLevel(-1)),
  {
    ...command('level', [], 'Show this level and worse', setLevel),
    argument: 'LEVEL|all',
    complete: () => [...LEVELS, 'all'],
  },
  command('ignore-case', ['I'], 'Ignore case in patterns, or not', ({ snapshot }) => ({
    actions: [
      { type: 'setIgnoreCase', on: !snapshot.ignoreCase },
      { type: 'notify', tone: 'info', text: snapshot.ignoreCase ? 'Case matters' : 'Case is ignored' },
    ],
  })),
  command(
    'reread',
    ['R'],
    'Read the history again with these filters',
    () => ({
      actions: [{ type: 'reread' }, { type: 'notify', tone: 'info', text: 'Reading again on the hosts' }],
    }),
    needsPane,
  ),
];
