import type { SavedView } from '../core/savedView.ts';
import type { Session } from '../session/live/session.ts';
import type { CommandContext, Effect } from './commands/command.ts';
import { copyText, openPane, savePane } from './effects.ts';
import { viewOf } from './state/views.ts';
import type { Terminal } from './terminal/terminal.ts';

export interface PerformOptions {
  readonly session: Session;
  readonly terminal: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly quit: () => void;
  /** Makes the next frame a full redraw. */
  readonly redraw: () => void;
  /** Stops the process; resolves when it continues. */
  readonly suspend: () => Promise<void>;
  /** Saves a view in the configuration; returns the message to show. */
  readonly saveView: ((view: SavedView) => Promise<string>) | undefined;
}

/** Performs the side effects of commands, and reports the results. */
export const createPerformer = (
  options: PerformOptions,
): ((effect: Effect, context: CommandContext) => void) => {
  const { session, terminal, env } = options;

  const say = (told: Promise<string | undefined>): void => {
    told.then(
      text => text && session.dispatch({ type: 'notify', tone: 'info', text }),
      error => session.dispatch({ type: 'notify', tone: 'error', text: errorText(error) }),
    );
  };
  const lend = (use: () => Promise<void>): void => say(terminal.lend(use).then(() => undefined));

  return (effect, context) => {
    switch (effect.kind) {
      case 'quit':
        options.quit();
        break;
      case 'suspend':
        lend(options.suspend);
        break;
      case 'redraw':
        options.redraw();
        break;
      case 'mouse':
        terminal.setMouse(effect.on);
        break;
      case 'copy':
        say(copyText(effect.text, effect.what, terminal.say));
        break;
      case 'save':
        say(savePane(context, effect.path, effect.form));
        break;
      case 'open':
        lend(() => openPane(context, effect, env));
        break;
      case 'saveView':
        say(
          options.saveView?.(viewOf(effect.name, context.state, context.snapshot)) ??
            Promise.reject(new Error(NOWHERE_TO_SAVE)),
        );
    }
  };
};

const NOWHERE_TO_SAVE = 'There is no configuration file to save the view in';

const errorText = (error: unknown): string => (error instanceof Error ? error.message : String(error));
