import type { SavedView } from '../../core/savedView.ts';
import type { SessionAction } from '../../session/live/actions.ts';
import type { SessionSnapshot } from '../../session/live/snapshot.ts';
import type { LogContext } from '../log/format.ts';
import type { PickerChoice } from '../picker/items.ts';
import type { PaneLayout } from '../state/layout.ts';
import type { ScreenState } from '../state/screen.ts';

/** Where keys mean what: over the logs, in the timeline, in a list, in the picker, in a line being typed, in a question. */
export type KeyContext = 'log' | 'timeline' | 'list' | 'filters' | 'values' | 'picker' | 'line' | 'question';

/** What a command wants done outside the state. */
export type Effect =
  | { readonly kind: 'quit' }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'redraw' }
  | { readonly kind: 'mouse'; readonly on: boolean }
  /** Puts text on the clipboard; `what` says what it is. */
  | { readonly kind: 'copy'; readonly text: string; readonly what: string }
  | { readonly kind: 'save'; readonly path: string; readonly form: SaveForm }
  | { readonly kind: 'open'; readonly with: 'pager' | 'editor'; readonly form: SaveForm }
  | { readonly kind: 'saveView'; readonly name: string };

/** As the lines came, or as the screen shows them. */
export type SaveForm = 'raw' | 'shown';

/** What a command brings about: a new state, actions for the session, effects. What is absent stays as it is. */
export interface Outcome {
  readonly state?: ScreenState;
  readonly actions?: readonly SessionAction[];
  readonly effects?: readonly Effect[];
}

/** What a command may know. */
export interface CommandContext {
  readonly state: ScreenState;
  readonly snapshot: SessionSnapshot;
  readonly log: LogContext;
  readonly layout: PaneLayout;
  /** Where another state would have the panes. */
  readonly layoutOf: (state: ScreenState) => PaneLayout;
  readonly size: { readonly columns: number; readonly rows: number };
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** What the picker offers for what has been typed. */
  readonly choices: readonly PickerChoice[];
  /** What the picker says where nothing is typed and it has nothing to offer: how to begin. */
  readonly beginning: readonly string[];
  readonly views: readonly SavedView[];
  /** Options of the command line that hold whatever is shown. */
  readonly base: readonly string[];
  /** Height of what lists and the detail panel can show. */
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

/** One thing that can be done: a row of the one table from which keys, help, completion and `:` are made. */
export interface Command {
  /** Its name for `:` and for `keys:` in the configuration. */
  readonly id: string;
  readonly group: CommandGroup;
  readonly context: KeyContext;
  readonly keys: readonly string[];
  /** Its keys hold in every context that does not use them itself. */
  readonly everywhere?: true;
  /** One line of help, beginning with a verb. */
  readonly help: string;
  /** What `:` takes after the name, as help shows it; absent: nothing. */
  readonly argument?: string;
  /** Completions of the argument. */
  readonly complete?: (context: CommandContext) => readonly string[];
  /** Why it cannot be done now; null if it can. */
  readonly unavailable?: (context: CommandContext) => string | null;
  readonly run: (context: CommandContext, argument: string) => Outcome;
}

/** Returns a function that makes commands of one group for one context. */
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
