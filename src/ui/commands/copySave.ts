import { isRecord } from '../../core/store/entry.ts';
import { plainText } from '../../core/text/recordLines.ts';
import { EMPTY_LINE, lineOf } from '../state/lineEdit.ts';
import { screenOf, sourceWord } from '../state/views.ts';
import type { Command, CommandContext, Outcome, SaveForm } from './command.ts';
import { commandsOf, notify } from './command.ts';
import { commandLine } from './commandLine.ts';
import { changePane, focusedPane, needsRecords, needsRow } from './focus.ts';

const command = commandsOf('Doing', 'log');

/** Copies the selected record, or the whole selection, and ends the selection. */
const copy = (context: CommandContext): Outcome => {
  const { pane, selected, view } = focusedPane(context)!;
  const from = view.ids.lowerBound(Math.min(pane.selectedFrom ?? selected!, selected!));
  const to = view.ids.lowerBound(Math.max(pane.selectedFrom ?? selected!, selected!));
  const texts: string[] = [];
  for (let i = from; i <= to; i++) {
    const entry = view.entry(view.ids.at(i));
    if (entry && isRecord(entry)) texts.push(plainText(entry));
  }
  if (texts.length === 0) return notify('The selected row is not from the log');
  const what = texts.length === 1 ? 'the record' : `${texts.length} records`;
  const ended = changePane(context, focused => ({ ...focused.pane, selectedFrom: null }));
  return { ...ended, effects: [{ kind: 'copy', text: texts.join('\n'), what }] };
};

/** Starts a selection at this record, or cancels it. */
const select = (context: CommandContext): Outcome =>
  changePane(context, ({ pane, selected }) => ({
    ...pane,
    top: pane.top ?? selected,
    cursor: selected,
    pausedAt: pane.top === null ? context.log.held.end : pane.pausedAt,
    selectedFrom: pane.selectedFrom === null ? selected : null,
  }));

const saveForm = (argument: string): { form: SaveForm; path: string } => {
  const form = /^--(raw|shown)(?:\s+|$)/.exec(argument);
  return form
    ? { form: form[1] as SaveForm, path: argument.slice(form[0].length) }
    : { form: 'raw', path: argument };
};

const save = (context: CommandContext, argument: string): Outcome => {
  const { form, path } = saveForm(argument.trim());
  if (path !== '') return { effects: [{ kind: 'save', path, form }] };
  const name = focusedPane(context)!.key < 0 ? 'merged' : nameOf(context);
  const edit = lineOf(`${name.replace(/\.log$/, '')}.log`);
  return {
    state: {
      ...context.state,
      overlay: { kind: 'line', mode: 'save', edit, back: 0, typed: '', searched: null },
    },
  };
};

/** Returns the focused source's host and log, as a file name. */
const nameOf = (context: CommandContext): string => {
  const source = context.log.held.source(focusedPane(context)!.key);
  return `${source?.host.name ?? 'log'}-${source?.log ?? ''}`.replace(/[^\w.-]+/g, '_');
};

/** Opens the pane's lines in another program. */
const open = (program: 'pager' | 'editor', keys: readonly string[], help: string): Command => ({
  ...command(
    program,
    keys,
    help,
    (_context, argument) => ({
      effects: [{ kind: 'open', with: program, form: saveForm(argument.trim()).form }],
    }),
    needsRecords,
  ),
  argument: '[--shown]',
});

const noView = (name: string, { views }: CommandContext): string => {
  const names = views.map(view => view.name).join(', ');
  return name === '' ? `Which view? ${names}` : `No view named ${name}: ${names}`;
};

export const doingCommands: readonly Command[] = [
  command('copy', ['y'], 'Copy this record, or the selection', copy, needsRow),
  command('select', ['V'], 'Select from this record on, or cancel', select, needsRow),
  {
    ...command('save', ['^s'], 'Save the lines of this pane in a file', save, needsRecords),
    argument: '[--shown] FILE',
  },
  open('pager', ['|'], 'Open the lines of this pane in $PAGER'),
  open('editor', ['^e'], 'Open the lines of this pane in $EDITOR'),
  command(
    'retry',
    ['^r'],
    'Connect again at once',
    context => {
      const { key } = focusedPane(context)!;
      return {
        actions: [
          { type: 'retry', source: key },
          { type: 'notify', tone: 'info', text: 'Trying again' },
        ],
      };
    },
    context => {
      const key = focusedPane(context)?.key;
      const state = context.snapshot.sources.find(status => status.source.id === key)?.state.kind;
      return state === 'failed' || state === 'retrying' || state === 'stalled'
        ? null
        : 'this source has no problem';
    },
  ),
  command(
    'remove',
    ['D'],
    'Stop reading this source',
    ({ snapshot, ...context }) => {
      const { key } = focusedPane({ snapshot, ...context })!;
      const status = snapshot.sources.find(({ source }) => source.id === key);
      const word = status ? sourceWord(status.source) : '';
      return {
        actions: [
          { type: 'removeSource', source: key },
          { type: 'notify', tone: 'info', text: `${word} is closed; use :add ${word} to read it again` },
        ],
      };
    },
    context => {
      const key = focusedPane(context)?.key;
      return key === undefined || key < 0 ? 'go to a source’s pane first' : null;
    },
  ),
  command('command', ['Y'], 'Print and copy this view’s command line', ({ snapshot, base }) => {
    const text = commandLine(snapshot, base);
    return { ...notify(text), effects: [{ kind: 'copy', text, what: 'the command line' }] };
  }),
  command('sources', ['s'], 'Pick sources to read', ({ state }) => ({
    state: { ...state, overlay: { kind: 'picker', edit: EMPTY_LINE, cursor: 0, picked: [], dropped: [] } },
  })),
  {
    ...command('add', [], 'Read these sources too', (_context, argument) =>
      argument.trim() === ''
        ? notify('Which? For example :add web-01:app', 'error')
        : { actions: [{ type: 'addSources', names: argument.trim().split(/\s+/) }] },
    ),
    argument: 'SOURCE…',
    complete: context => context.choices.map(choice => choice.name),
  },
  {
    ...command(
      'view',
      [],
      'Show a saved view',
      (context, argument) => {
        const view = context.views.find(one => one.name === argument.trim());
        if (!view) return notify(noView(argument.trim(), context), 'error');
        const { filters, level, ignoreCase, sources } = view;
        return {
          state: { ...context.state, ...screenOf(view) },
          actions: [
            { type: 'setFilters', filters, level, ignoreCase },
            ...(sources.length > 0 ? [{ type: 'addSources' as const, names: sources, only: true }] : []),
          ],
        };
      },
      context => (context.views.length === 0 ? 'the configuration has no views' : null),
    ),
    argument: 'NAME',
    complete: context => context.views.map(view => view.name),
  },
  {
    ...command('save-view', [], 'Keep this layout in the configuration', (_context, argument) =>
      argument.trim() === ''
        ? notify('Under which name? For example :save-view checkout', 'error')
        : { effects: [{ kind: 'saveView', name: argument.trim() }] },
    ),
    argument: 'NAME',
  },
];
