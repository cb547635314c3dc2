import { describe, expect, it } from 'vitest';
import { isRecord } from '../../../src/core/store/entry.ts';
import { checkFilter } from '../../../src/session/live/pattern.ts';
import { COMMANDS } from '../../../src/ui/commands/allCommands.ts';
import type { Command, CommandContext, Outcome } from '../../../src/ui/commands/command.ts';
import { screenLayout } from '../../../src/ui/controller.ts';
import { lineOf } from '../../../src/ui/state/lineEdit.ts';
import { FOLLOWING, initialScreen, type Overlay, type ScreenState } from '../../../src/ui/state/screen.ts';
import { viewOf } from '../../../src/ui/state/views.ts';
import { playShop, type ScriptedSession, START, scriptedSession } from '../helpers/feed.ts';

const SIZE = { columns: 80, rows: 24 };

const shop = (): ScriptedSession => {
  const script = scriptedSession(Array.from({ length: 12 }, (_, i) => [`web-${i + 1}`, 'app'] as const));
  playShop(script, 600);
  return script;
};

const contextOf = (script: ScriptedSession, change: Partial<ScreenState>): CommandContext => {
  const state: ScreenState = { ...initialScreen, focus: 1, ...change };
  const snapshot = script.session.snapshot();
  return {
    state,
    snapshot,
    log: {
      held: script.session.held,
      ground: null,
      labels: new Map(),
      zone: () => 0,
      searching: snapshot.search !== null,
    },
    layout: screenLayout(state, snapshot, SIZE),
    layoutOf: other => screenLayout(other, snapshot, SIZE),
    size: SIZE,
    now: script.clock.now,
    choices: ['web-1', 'web-2', 'web-3'].map((name, i) => ({
      kind: 'host' as const,
      name,
      detail: '',
      recent: false,
      logs: 1,
      matched: [],
      open: i === 0 ? [0] : [],
    })),
    beginning: [],
    base: [],
    views: [viewOf('checkout', { ...initialScreen, view: 'merged' }, snapshot)],
    listRows: 16,
  };
};

const middle = (script: ScriptedSession): ScreenState['panes'] => {
  const view = script.session.held.view(1, 'shown');
  const at = Math.floor(view.length / 2);
  return {
    1: {
      ...FOLLOWING,
      top: view.at(at - 1),
      cursor: view.at(at),
      pausedAt: view.at(view.length - 1),
      pan: 16,
    },
  };
};

/**
 * The preconditions for a command to have something to do, if a paused pane in the middle of its log is not
 * enough.
 */
const SITUATIONS: Readonly<
  Record<string, (script: ScriptedSession, context: CommandContext) => Partial<ScreenState>>
> = {
  follow: script => ({ panes: middle(script) }),
  'host-column': () => ({ view: 'merged' }),
  'hide-source': () => ({ view: 'merged' }),
  'only-source': () => ({ view: 'merged' }),
  'detail-tab': script => ({ panes: middle(script), detail: { tab: 'pretty', scroll: 0 } }),
  'go-back': script => ({
    panes: middle(script),
    been: [{ view: 'split', zoomed: false, focus: 1, panes: {}, selected: null }],
  }),
  'next-mark': script => ({ panes: middle(script), marks: [script.session.held.view(1, 'shown').at(40)] }),
  'previous-mark': script => ({ panes: middle(script), marks: [script.session.held.view(1, 'shown').at(2)] }),
  earlier: script => ({ panes: middle(script), timeline: TIMELINE }),
  later: script => ({ panes: middle(script), timeline: TIMELINE }),
  finer: script => ({ panes: middle(script), timeline: TIMELINE }),
  coarser: script => ({ panes: middle(script), timeline: TIMELINE }),
  'pane-2': script => ({ panes: middle(script), focus: 3 }),
  back: () => ({ zoomed: true }),
  even: () => ({ rowShares: { 1: 2 } }),
};

const TIMELINE = { widthMs: 5000, cursor: START + 60_000, from: null, entered: false };

const overlayOf = (command: Command): Overlay | null => {
  switch (command.context) {
    case 'log':
    case 'timeline':
    case 'question':
      return null;
    case 'picker':
      return { kind: 'picker', edit: lineOf(''), cursor: 1, picked: [], dropped: [] };
    case 'line':
      return {
        kind: 'line',
        mode: 'command',
        edit: lineOf('wra'),
        back: command.id === 'history-forth' ? 1 : 0,
        typed: 'w',
        searched: null,
      };
    case 'list':
      return { kind: 'help', scroll: 5, query: '' };
    case 'filters':
      return { kind: 'filters', cursor: 0 };
    case 'values':
      return {
        kind: 'values',
        cursor: 0,
        values: [{ name: 'status', value: '200', filter: 'where status=200' }],
        title: 'values',
      };
  }
};

const ARGUMENTS: Readonly<Record<string, string>> = {
  goto: '14:02:30',
  'filter-here': 'GET',
  level: 'warn',
  count: 'level',
  range: '14:02:10 14:02:40',
  add: 'web-9:app',
  view: 'checkout',
  'save-view': 'mine',
};

const prepare = (command: Command): { script: ScriptedSession; context: CommandContext } => {
  const script = shop();
  const { session } = script;
  if (/match|no-search/.test(command.id)) session.dispatch({ type: 'search', pattern: 'checkout' });
  if (/^(no-filters|context|filter-)/.test(command.id))
    session.dispatch({ type: 'addFilter', pattern: 'GET', negate: false });
  if (command.id === 'no-range')
    session.dispatch({ type: 'setRange', range: { from: START, to: START + 1e6 } });
  if (command.id === 'all-sources') session.dispatch({ type: 'setHidden', sources: [1] });
  if (command.id === 'lower-level') session.dispatch({ type: 'setLevel', level: 'warn' });
  if (command.id === 'retry') session.state(script.sources[1]!, { kind: 'stalled', since: START });
  if (command.context === 'question') {
    session.prompter.ask({ kind: 'password', host: 'bastion', user: 'alice', again: false }).catch(() => {});
  }
  while (session.work(1000));
  const first = contextOf(script, {});
  const timeline = command.context === 'timeline' ? { ...TIMELINE, entered: true } : null;
  const situation = SITUATIONS[command.id]?.(script, first) ?? { panes: middle(script), timeline };
  const history = { ...initialScreen.history, command: ['zoom', 'wrap'] };
  return { script, context: contextOf(script, { ...situation, history, overlay: overlayOf(command) }) };
};

const hasEffect = (context: CommandContext, outcome: Outcome): boolean => {
  const said = (outcome.actions ?? []).filter(action => action.type !== 'notify');
  const changed =
    outcome.state !== undefined &&
    JSON.stringify(plain(outcome.state)) !== JSON.stringify(plain(context.state));
  return changed || said.length > 0 || (outcome.effects ?? []).length > 0;
};

const plain = (state: ScreenState): object => ({ ...state, unfolded: [...state.unfolded] });

describe('count', () => {
  const count = (field: string): Outcome => {
    const { context } = prepare(COMMANDS.find(({ id }) => id === 'count')!);
    return COMMANDS.find(({ id }) => id === 'count')!.run(context, field);
  };

  it('lists the values of a field with the numbers of records that have them, and filters for each', () => {
    const script = shop();
    while (script.session.work(1000));
    const ids = script.session.held.view(1, 'shown');
    const levels = new Map<string, number>();
    for (let at = 0; at < ids.length; at++) {
      const entry = script.session.held.get(ids.at(at));
      if (entry && isRecord(entry) && entry.level)
        levels.set(entry.level, (levels.get(entry.level) ?? 0) + 1);
    }
    const { overlay } = count('level').state!;
    if (overlay?.kind !== 'values') throw new Error('no list was opened');
    expect(overlay.values).toEqual(
      [...levels]
        .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
        .map(([value, number]) => ({ name: `${number}`, value, filter: `where level=${value}` })),
    );
    for (const { filter } of overlay.values) expect(checkFilter(filter)).toBeNull();
  });

  it('reports a missing field, and one that no record has', () => {
    for (const field of ['', 'nosuch']) expect(count(field).state).toBeUndefined();
  });
});

describe('every command', () => {
  it.each(COMMANDS.map(command => [command.id, command] as const))('%s has an effect', (_id, command) => {
    const { context } = prepare(command);
    expect(command.unavailable?.(context) ?? null).toBeNull();
    const outcome = command.run(context, ARGUMENTS[command.id] ?? '');
    expect(hasEffect(context, outcome)).toBe(true);
  });

  const empty = scriptedSession([]);
  const needLogs = COMMANDS.filter(
    command => command.unavailable?.(contextOf(empty, { focus: null })) != null,
  );

  it.each(needLogs.map(command => [command.id, command] as const))(
    '%s reports why it is unavailable with no log open',
    (_id, command) => {
      expect(command.unavailable!(contextOf(empty, { focus: null }))).toMatch(/^[a-z].{8,}[^.]$/);
    },
  );

  it('runs with no log open, or reports why not', () => {
    const context = contextOf(empty, { focus: null });
    for (const command of COMMANDS.filter(one => one.context === 'log')) {
      if ((command.unavailable?.(context) ?? null) === null)
        expect(() => command.run(context, '')).not.toThrow();
    }
  });
});
