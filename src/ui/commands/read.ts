import { TIME_COLUMNS } from '../../core/savedView.ts';
import { parseTime, resolveTime } from '../../core/time/timeExpression.ts';
import { MERGED, type PaneKey, type ScreenState, withPane } from '../state/screen.ts';
import { jumpTo, moveCursor } from '../state/scroll.ts';
import type { Command, CommandContext, Outcome } from './command.ts';
import { commandsOf, notify } from './command.ts';
import { changePane, focusedPane, needsPane, needsRecord, needsRow } from './focus.ts';
import { goToMoment } from './going/arrive.ts';
import { stepTo } from './going/step.ts';
import { isReadingOlder, olderAdvice } from './places.ts';

const command = commandsOf('Reading', 'log');

const toggle =
  (name: 'wrap' | 'hostColumn' | 'verbatim') =>
  ({ state }: CommandContext): Outcome => ({ state: { ...state, [name]: !state[name] } });

/** Elsewhere, this key copies. */
const toggleHosts = (context: CommandContext): Outcome => ({
  ...toggle('hostColumn')(context),
  ...notify(context.state.hostColumn ? 'No host column: c shows it again, y copies' : 'Host column'),
});

const sourceOf = (key: PaneKey): number | null => (key === MERGED ? null : key);

const stepAlarm =
  (by: 1 | -1) =>
  (context: CommandContext): Outcome => {
    const focused = focusedPane(context)!;
    const ids = context.log.held.view(sourceOf(focused.key), 'alarms');
    return stepTo(context, {
      ...{ ids, by, what: 'error', key: by > 0 ? 'e' : 'E' },
      go: id => changePane(context, ({ view, pane }) => jumpTo(view, pane, id)),
      none: () => notify(noErrorText(context, ids.length, by)),
    });
  };

const noErrorText = (context: CommandContext, errors: number, by: 1 | -1): string => {
  const older = olderAdvice(context);
  if (isReadingOlder(context)) return 'Still reading: no such error yet';
  if (errors === 0)
    return older === null
      ? 'No error in this pane'
      : `No error in what has been read: :level error searches the logs on the hosts`;
  return by > 0
    ? 'No later error (press E for the previous one)'
    : `No earlier error is buffered (${older ?? 'press e for the next one'})`;
};

const stepMark =
  (by: 1 | -1) =>
  (context: CommandContext): Outcome => {
    const { marks } = context.state;
    const focused = focusedPane(context)!;
    const own = marks.filter(id => {
      const entry = context.log.held.get(id);
      return entry && (focused.key === MERGED || entry.source === focused.key);
    });
    const from = focused.selected ?? 0;
    const id = by > 0 ? own.find(mark => mark > from) : own.findLast(mark => mark < from);
    if (id === undefined)
      return notify(by > 0 ? 'No later mark in this pane' : 'No earlier mark in this pane');
    return changePane(context, ({ view, pane }) => jumpTo(view, pane, id));
  };

const toggleMark = (context: CommandContext): Outcome => {
  const id = focusedPane(context)!.selected!;
  const { state } = context;
  const marks = state.marks.includes(id)
    ? state.marks.filter(mark => mark !== id)
    : [...state.marks, id].sort((a, b) => a - b);
  return { state: { ...state, marks } };
};

const toggleFold = (context: CommandContext): Outcome => {
  const id = focusedPane(context)!.selected!;
  const unfolded = new Set(context.state.unfolded);
  if (!unfolded.delete(id)) unfolded.add(id);
  const next = { ...context, state: { ...context.state, unfolded } };
  return changePane(next, ({ view, pane }) => (pane.top === null ? pane : moveCursor(view, pane, 0)));
};

const goTo = (context: CommandContext, argument: string): Outcome => {
  const time = parseTime(argument);
  if (time === null)
    return notify(`Not a time: ${argument} (try 14:02, 2026-11-20 14:02:11 or -5m)`, 'error');
  const moment = resolveTime(time, { now: context.now, zone: context.log.zone });
  return goToMoment(context, moment);
};

const cycleTime = ({ state }: CommandContext): Outcome => ({
  state: { ...state, time: TIME_COLUMNS[(TIME_COLUMNS.indexOf(state.time) + 1) % TIME_COLUMNS.length]! },
});

const HELD_ONLY = {
  type: 'notify',
  tone: 'info',
  text: 'In context: only buffered lines; lines that the hosts filtered out cannot be read back',
} as const;

/** Toggles between the filtered view and everything around the selected record. */
export const toggleContext = (context: CommandContext): Outcome => {
  const focused = focusedPane(context)!;
  const state: ScreenState = withPane(context.state, focused.key, {
    ...focused.pane,
    context: !focused.pane.context,
  });
  const id = focused.selected;
  if (id === null) return { state };
  const jump = changePane({ ...context, state }, ({ view, pane }) => jumpTo(view, pane, id));
  if (focused.pane.context) {
    const back = { kind: 'record', pane: focused.key, id } as const;
    return { state: { ...jump.state!, pending: back }, actions: [{ type: 'leaveAround', id }] };
  }
  const source = focused.view.entry(id)?.source ?? null;
  const kind = source === null ? undefined : context.log.held.edge(source)?.kind;
  if (kind !== 'older' && kind !== 'start' && kind !== 'range') return { ...jump, actions: [HELD_ONLY] };
  const pending = { kind: 'record', pane: focused.key, id } as const;
  const { sources, hidden } = context.snapshot;
  const shown = sources.map(({ source: one }) => one.id).filter(one => !hidden.includes(one));
  const others = focused.key === MERGED ? shown.filter(one => one !== source) : [];
  return { state: { ...jump.state!, pending }, actions: [{ type: 'readAround', id, others }] };
};

const isNarrowed = ({ snapshot }: CommandContext): boolean =>
  snapshot.range !== null || snapshot.level !== null || snapshot.filters.some(filter => filter.enabled);

/** Returns why there is no context to show, or to leave; null: there is. */
const whyNoContext = (context: CommandContext): string | null => {
  const focused = focusedPane(context);
  if (focused?.pane.context) return null;
  const problem = needsRecord(context);
  if (problem !== null) return problem;
  return isNarrowed(context) ? null : 'no filter hides anything';
};

export const readingCommands: readonly Command[] = [
  command('wrap', ['w'], 'Wrap long lines, or cut them', toggle('wrap')),
  command('time', ['t'], 'Times to the second, finer, with date, off', cycleTime),
  command('host-column', ['c'], 'Show or hide the host column', toggleHosts, context =>
    context.state.view === 'merged' ? null : 'only the merged log has a host column (v); y copies',
  ),
  command('verbatim', ['r'], 'Show whole lines, or hide time and level', toggle('verbatim')),
  command('fold', ['o'], 'Unfold or fold the lines of this record', toggleFold, needsRecord),
  command('fold-all', ['O'], 'Unfold all records, or fold all', ({ state }) => ({
    state: { ...state, unfoldAll: !state.unfoldAll, unfolded: new Set() },
  })),
  command(
    'detail',
    ['enter'],
    'Show or close the details of this record',
    ({ state }) => ({
      state: { ...state, detail: state.detail ? null : { tab: 'pretty', scroll: 0 } },
    }),
    context => (context.state.detail ? null : needsRecord(context)),
  ),
  command(
    'detail-tab',
    ['i'],
    'In the details: fields, raw, about',
    ({ state }) => ({
      state: { ...state, detail: { tab: nextTab(state.detail!.tab), scroll: 0 } },
    }),
    ({ state }) => (state.detail ? null : 'no details are open (Enter)'),
  ),
  command('next-error', ['e'], 'Go to the next error', stepAlarm(1), needsRow),
  command('previous-error', ['E'], 'Go to the previous error', stepAlarm(-1), needsRow),
  command('mark', ['m'], 'Mark this record, or unmark it', toggleMark, needsRecord),
  command('next-mark', ['u'], 'Go to the next mark', stepMark(1), needsRow),
  command('previous-mark', ['U'], 'Go to the previous mark', stepMark(-1), needsRow),
  {
    ...command('goto', [], 'Go to a time: 14:02, 2026-11-20 14:02, -5m', goTo, needsPane),
    argument: 'TIME',
  },
  command('context', ['x'], 'Show a match in its context, and back', toggleContext, whyNoContext),
];

const TABS = ['pretty', 'raw', 'about'] as const;
const nextTab = (tab: (typeof TABS)[number]): (typeof TABS)[number] =>
  TABS[(TABS.indexOf(tab) + 1) % TABS.length]!;
