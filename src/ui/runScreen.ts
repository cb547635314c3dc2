import { type ColorDepth, colorDepth } from '../core/color.ts';
import type { ZoneOffset } from '../core/timeText.ts';
import type { Session } from '../session/live.ts';
import { matchRanges } from '../session/livePattern.ts';
import type { ChromeContext } from './chrome/model.ts';
import type { CommandContext, Effect, SavedView } from './commands/command.ts';
import { COMMANDS } from './commands/table.ts';
import { createController } from './controller.ts';
import { copyText, openPane, savePane } from './effects.ts';
import { glyphsFor } from './glyphs.ts';
import { type KeyChoices, keyTable } from './keys.ts';
import type { Highlight } from './log/paint.ts';
import { sgrStyle } from './log/theme.ts';
import { createPicker, type PickerLists, pickerItems } from './picker/items.ts';
import { createRenderer } from './renderer.ts';
import { EMPTY_LINE } from './state/lineEdit.ts';
import { initialScreen, type ScreenState } from './state/screen.ts';
import { speaksUnicode } from './terminal/capabilities.ts';
import { type EndingSignal, stopJob, watchProcessEnd } from './terminal/processEnd.ts';
import { type InputStream, type OutputStream, openTerminal } from './terminal/terminal.ts';

/** A highlight rule: where the pattern matches, the text gets these SGR parameters. */
export interface HighlightRule {
  readonly pattern: string;
  readonly ignoreCase: boolean;
  readonly sgr: string;
}

export interface ScreenOptions {
  readonly session: Session;
  /** What the picker offers. */
  readonly lists: PickerLists;
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** The clock that times are shown on; absent: this machine's. */
  readonly zone?: ZoneOffset;
  /** Colours whatever the environment says. */
  readonly depth?: ColorDepth;
  /** Only ASCII on the screen, whatever the locale says. */
  readonly ascii?: boolean;
  readonly mouse?: boolean;
  /** Keys of the configuration: command name → keys. */
  readonly keys?: KeyChoices;
  readonly highlights?: readonly HighlightRule[];
  readonly views?: readonly SavedView[];
  /** Keeps a view in the configuration; absent: the command says that it cannot. */
  readonly saveView?: (view: SavedView) => Promise<string>;
  /** How the screen begins: layout, time column, timeline. */
  readonly initial?: Partial<Pick<ScreenState, 'view' | 'time' | 'wrap' | 'timeline' | 'verbatim'>>;
  /** Stops the process and resolves when it goes on; absent: as the terminal's ^Z does. */
  readonly suspend?: () => Promise<void>;
}

/** How the screen ended. */
export type ScreenEnd =
  | { readonly kind: 'quit' }
  | { readonly kind: 'signal'; readonly signal: EndingSignal };

/** Shortest time between two frames, between two looks at the chrome's counters, and between two samples for rates. */
const FRAME_MS = 33;
const CHROME_MS = 250;
const TICK_MS = 1000;
/** Entries filtered or searched between two looks at the keyboard: about five milliseconds. */
const WORK_ENTRIES = 10_000;

const localZone: ZoneOffset = ms => -new Date(ms).getTimezoneOffset();

/**
 * Shows a session on a terminal until the person quits or a signal ends it. The terminal is as it was before on every way
 * out; rejects with what a view threw. React and Ink are loaded by the first call.
 */
export const runScreen = async (options: ScreenOptions): Promise<ScreenEnd> => {
  process.env['NODE_ENV'] ??= 'production';
  const { mountChrome } = await import('./chrome/mount.tsx');
  const { session, env } = options;
  const now = options.now ?? Date.now;
  const depth = options.depth ?? colorDepth('auto', env, true);
  const unicode = options.ascii === undefined ? speaksUnicode(env) : !options.ascii;
  const glyphs = glyphsFor(unicode);
  const { table, clashes } = keyTable(COMMANDS, options.keys);
  const chrome = mountChrome();
  const renderer = createRenderer(chrome, depth, !unicode, (options.highlights ?? []).map(compileHighlight));

  let end: (result: ScreenEnd) => void = () => {};
  let fail: (error: unknown) => void = () => {};
  const ended = new Promise<ScreenEnd>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });

  const terminal = openTerminal(
    options.stdin,
    options.stdout,
    {
      input: event => guard(() => controller.input(event)),
      resized: () => schedule('now'),
      entered: () => {
        renderer.forget();
        schedule('now');
      },
      free: () => {
        if (waiting) schedule(waiting);
      },
    },
    options.mouse ?? false,
  );

  const guard = (act: () => void): void => {
    try {
      act();
    } catch (error) {
      fail(error);
    }
  };

  const say = (promise: Promise<string | undefined>): void => {
    promise.then(
      text => text && session.dispatch({ type: 'notify', tone: 'info', text }),
      error =>
        session.dispatch({
          type: 'notify',
          tone: 'error',
          text: error instanceof Error ? error.message : String(error),
        }),
    );
  };

  const perform = (effect: Effect, context: CommandContext): void => {
    switch (effect.kind) {
      case 'quit':
        end({ kind: 'quit' });
        break;
      case 'suspend':
        say(terminal.lend(options.suspend ?? stopJob).then(() => undefined));
        break;
      case 'redraw':
        renderer.forget();
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
        say(terminal.lend(() => openPane(context, effect.with, env)).then(() => undefined));
        break;
      case 'saveView':
        say(
          options.saveView?.(viewOf(effect.name, context)) ??
            Promise.reject(new Error('There is no configuration file to keep the view in')),
        );
    }
  };

  const controller = createController({
    session,
    keys: table,
    picker: createPicker(pickerItems(options.lists)),
    views: options.views ?? [],
    zone: options.zone ?? localZone,
    depth,
    now,
    size: () => terminal.size,
    perform,
    changed: () => schedule('now'),
    initial: {
      ...options.initial,
      mouse: options.mouse ?? false,
      overlay:
        session.snapshot().sources.length === 0 && options.lists.hosts.length > 0
          ? { kind: 'picker', edit: EMPTY_LINE, cursor: 0, picked: [], dropped: [] }
          : initialScreen.overlay,
    },
  });

  let waiting: 'now' | 'soon' | null = null;
  let timer: NodeJS.Timeout | undefined;
  let immediate: NodeJS.Immediate | undefined;
  let lastFrame = 0;
  let lastChrome = 0;
  let working = false;

  /** `now`: a person is waiting; `soon`: at the frame rate. */
  const schedule = (urgency: 'now' | 'soon'): void => {
    if (waiting !== 'now') waiting = urgency;
    if (terminal.busy || immediate) return;
    if (waiting === 'now') {
      clearTimeout(timer);
      timer = undefined;
      immediate = setImmediate(draw);
    } else timer ??= setTimeout(draw, Math.max(0, FRAME_MS - (performance.now() - lastFrame)));
  };

  const draw = (): void => {
    const urgent = waiting === 'now';
    immediate = undefined;
    timer = undefined;
    if (terminal.busy) return;
    waiting = null;
    guard(() => {
      lastFrame = performance.now();
      const chromeToo = urgent || lastFrame - lastChrome >= CHROME_MS;
      if (chromeToo) lastChrome = lastFrame;
      const context: ChromeContext = {
        ...controller.context(),
        commands: COMMANDS,
        keys: table,
        glyphs,
        unicode,
        depth,
      };
      const output = renderer.frame(context, chromeToo);
      if (output !== '') terminal.frame(output);
      if (!working && context.snapshot.scanned < 1) {
        working = true;
        setImmediate(work);
      }
    });
  };

  const work = (): void => {
    working = session.work(WORK_ENTRIES);
    if (working) setImmediate(work);
  };

  const unsubscribe = session.subscribe(() => schedule('soon'));
  const ticking = setInterval(() => session.tick(), TICK_MS);
  const counters = setInterval(() => schedule('soon'), CHROME_MS);
  const unwatch = watchProcessEnd(terminal.leaveNow, signal => end({ kind: 'signal', signal }));

  for (const { key, commands } of clashes) {
    session.dispatch({
      type: 'notify',
      tone: 'warn',
      text: `The key ${key} is given to ${commands.join(' and ')}`,
    });
  }
  terminal.enter();
  try {
    return await Promise.race([ended, chrome.failed]);
  } finally {
    clearInterval(ticking);
    clearInterval(counters);
    clearTimeout(timer);
    clearImmediate(immediate);
    unsubscribe();
    await terminal.close();
    unwatch();
    chrome.unmount();
  }
};

const compileHighlight = ({ pattern, ignoreCase, sgr }: HighlightRule): Highlight => ({
  ranges: matchRanges(pattern, ignoreCase),
  change: style => sgrStyle(sgr, style),
});

/** What is on the screen as a view to be saved. */
const viewOf = (name: string, { snapshot, state }: CommandContext): SavedView => ({
  name,
  sources: snapshot.sources.map(({ source }) => `${source.host.name}:${source.log}`),
  filters: snapshot.filters.map(({ pattern, negate, enabled }) => ({ pattern, negate, enabled })),
  level: snapshot.level,
  layout: state.view,
});
