import type { SavedView } from '../../core/savedView.ts';
import type { SessionAction } from '../../session/live/actions.ts';
import type { SessionSnapshot } from '../../session/live/snapshot.ts';
import type { LogContext } from '../log/format.ts';
import type { PickerChoice } from '../picker/items.ts';
import type { PaneLayout } from '../state/layout.ts';
import type { ScreenState } from '../state/screen.ts';

/**
 * The contexts in which keys have different meanings: the logs, the timeline, a list, the picker, an input line, a
 * question.
 */
export type KeyContext = 'log' | 'timeline' | 'list' | 'filters' | 'values' | 'picker' | 'line' | 'question';

/** A side effect requested by a command. */
export type Effect =
  | { readonly kind: 'quit' }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'redraw' }
  | { readonly kind: 'mouse'; readonly on: boolean }
  /** Puts text on the clipboard; `what` describes it. */
  | { readonly kind: 'copy'; readonly text: string; readonly what: string }
  | { readonly kind: 'save'; readonly path: string; readonly form: SaveForm }
  | { readonly kind: 'open'; readonly with: 'pager' | 'editor'; readonly form: SaveForm }
  | { readonly kind: 'saveView'; readonly name: string };

/** The original lines, or the lines as the screen shows them. */
export type SaveForm = 'raw' | 'shown';

/** The result of a command: a new state, actions for the session, effects. Absent fields mean no change. */
export interface Outcome {
  readonly state?: ScreenState;
  readonly actions?: readonly SessionAction[];
  readonly effects?: readonly Effect[];
}

/** The information available to a command. */
export interface CommandContext {
  readonly state: ScreenState;
  readonly snapshot: SessionSnapshot;
  readonly log: LogContext;
  readonly layout: PaneLayout;
  /** Returns the layout of the panes for another state. */
  readonly layoutOf: (state: ScreenState) => PaneLayout;
  readonly size: { readonly columns: number; readonly rows: number };
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The picker's choices for the text typed so far. */
  readonly choices: readonly PickerChoice[];
  /** Shown by the picker if nothing is typed and there are no choices: how to get started. */
  readonly beginning: readonly string[];
  readonly views: readonly SavedView[];
  /** Command line options that apply regardless of what is on the screen. */
  readonly base: readonly string[];
  /** Height of the content of lists and of the detail panel. */
  readonly listRows: number;
}

export type CommandGroup =
  | 'Moving'
  | 'Panes'
  | 'Reading'
  | 'Timeline'
  | 'Finding'
  | 'Doing'
  | 'rtop'
  | 'Typing';

/** A command: a row of the one table behind keys, help, completion and `:`. */
export interface Command {
  /** Its name for `:` and for `keys:` in the configuration. */
  readonly id: string;
  readonly group: CommandGroup;
  readonly context: KeyContext;
  readonly keys: readonly string[];
  /** Its keys work in every context that does not use them for something else. */
  readonly everywhere?: true;
  /** One line of help, starting with a verb. */
  readonly help: string;
  /** The argument that `:` accepts after the name, as shown in help; absent if there is none. */
  readonly argument?: string;
  /** Completions of the argument. */
  readonly complete?: (context: CommandContext) => readonly string[];
  /** Returns why the command is unavailable now; null if it is available. */
  readonly unavailable?: (context: CommandContext) => string | null;
  readonly run: (context: CommandContext, argument: string) => Outcome;
}

/** Returns a function that creates commands of one group for one context. */
export const commandsOf =
  (group: CommandGroup, context: KeyContext) =>
  (
    id: string,
    keys: readonly string[],
    help: string,
    run: Command['run'],
    unavailable?: Command['unavailable'],
  ): Command => ({ id, group, context, keys, help, run, ...(unavailable ? { unavailable } : {}) });

export const notify = (text: string, tone: 'info' | 'warn' | 'error' = 'info'): Outcome => ({
  actions: [{ type: 'notify', tone, text }],
});
