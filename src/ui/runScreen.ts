import type { SavedView, TimeColumn } from '../core/savedView.ts';
import { type ColorDepth, colorDepth } from '../core/text/color.ts';
import type { Ground } from '../core/text/palette.ts';
import type { ZoneOffset } from '../core/text/timeText.ts';
import { matchRanges } from '../session/live/pattern.ts';
import type { Session } from '../session/live/session.ts';
import { loadChrome } from './chrome/ink/load.ts';
import type { ChromeContext } from './chrome/model.ts';
import { COMMANDS } from './commands/allCommands.ts';
import { createController } from './controller.ts';
import { createFrameLoop } from './frameLoop.ts';
import { glyphsFor } from './glyphs.ts';
import { type KeyChoices, keyTable } from './keyLookup.ts';
import type { Highlight } from './log/paintContext.ts';
import { sgrStyle } from './log/theme.ts';
import { createPerformer } from './perform.ts';
import { createPicker, type PickerLists } from './picker/items.ts';
import { createRenderer } from './renderer.ts';
import { EMPTY_LINE } from './state/lineEdit.ts';
import type { ScreenState } from './state/screen.ts';
import { screenOf } from './state/views.ts';
import { namesUnicode, speaksUnicode } from './terminal/capabilities.ts';
import { type EndingSignal, stopJob, watchProcessEnd } from './terminal/processEnd.ts';
import {
  type InputStream,
  type OutputStream,
  openTerminal,
  type TerminalEvents,
} from './terminal/terminal.ts';

/** A highlight rule: text matching the pattern gets these SGR parameters. */
export interface HighlightRule {
  readonly pattern: string;
  readonly ignoreCase: boolean;
  readonly sgr: string;
}

export interface ScreenOptions {
  readonly session: Session;
  /** The picker's choices. */
  readonly lists: PickerLists;
  /** How to get started, one line each, for a picker without choices. */
  readonly beginning?: readonly string[];
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** The zone in which times are displayed; default: this machine's. */
  readonly zone?: ZoneOffset;
  /** Colour depth, overriding the environment. */
  readonly depth?: ColorDepth;
  /** Use only ASCII, overriding the locale. */
  readonly ascii?: boolean;
  readonly mouse?: boolean;
  /** The terminal's background. Default: ask the terminal. */
  readonly ground?: Ground;
  /** Called once, after the first frame is drawn. */
  readonly firstDrawn?: () => void;
  /** Key bindings of the configuration: command name → keys. */
  readonly keys?: KeyChoices;
  readonly highlights?: readonly HighlightRule[];
  readonly views?: readonly SavedView[];
  /** Command line options that apply regardless of what is on the screen. */
  readonly base?: readonly string[];
  /** Saves a view in the configuration; if absent, the command reports that views cannot be saved. */
  readonly saveView?: (view: SavedView) => Promise<string>;
  /** The initial view; its sources and filters are the session's. */
  readonly view?: SavedView;
  /** Opens the picker first, as no source was requested. Default: if no source is open. */
  readonly pick?: boolean;
  /** The initial time column, overriding the view's. */
  readonly time?: TimeColumn;
  /** Stops the process and resolves when it continues; default: as the terminal's ^Z does. */
  readonly suspend?: () => Promise<void>;
}

/** How the screen ended. */
export type ScreenEnd =
  | { readonly kind: 'quit' }
  | { readonly kind: 'signal'; readonly signal: EndingSignal };

/** Asks for the terminal's background colour; terminals that do not support this stay silent. */
const ASK_GROUND = '\x1b]11;?\x07';

/** Interval between two samples of the rates. */
const TICK_MS = 1000;
/** Entries filtered or searched between two checks of the keyboard: about five milliseconds. */
const WORK_ENTRIES = 10_000;

const localZone: ZoneOffset = ms => -new Date(ms).getTimezoneOffset();

/**
 * Shows a session on a terminal until the person quits or a signal ends it. The terminal is always restored
 * at the end. Rejects with any error thrown by a view. React and Ink are loaded by the first call.
 */
export const runScreen = async (options: ScreenOptions): Promise<ScreenEnd> => {
  process.env['NODE_ENV'] ??= 'production';
  const { mountChrome } = await loadChrome();
  const { session } = options;
  const look = lookOf(options);
  const { table: keys, clashes } = keyTable(COMMANDS, options.keys);
  const chrome = mountChrome();
  const highlights = (options.highlights ?? []).map(compileHighlight);
  const renderer = createRenderer(chrome, look.depth, look.plain, highlights);
  const { promise: ended, resolve: end, reject: fail } = Promise.withResolvers<ScreenEnd>();

  /** An exception ends the screen, not the process: the terminal is restored first. */
  const guard = (act: () => void): void => {
    try {
      act();
    } catch (error) {
      fail(error);
    }
  };

  const events: TerminalEvents = {
    input: event => guard(() => controller.input(event)),
    resized: () => frames.request('now'),
    entered() {
      renderer.forget();
      frames.request('now');
    },
    free: () => frames.free(),
    gone: () => end({ kind: 'signal', signal: 'SIGHUP' }),
  };
  const terminal = openTerminal(options.stdin, options.stdout, events, options.mouse ?? false);

  const perform = createPerformer({
    session,
    terminal,
    env: options.env,
    quit: () => end({ kind: 'quit' }),
    redraw: renderer.forget,
    suspend: options.suspend ?? stopJob,
    saveView: options.saveView,
  });

  const controller = createController({
    session,
    keys,
    picker: createPicker(options.lists),
    views: options.views ?? [],
    base: options.base ?? [],
    ...(options.beginning ? { beginning: options.beginning } : {}),
    zone: options.zone ?? localZone,
    depth: look.depth,
    now: options.now ?? Date.now,
    size: () => terminal.size,
    perform,
    changed: () => frames.request('now'),
    initial: beginning(options),
    ground: options.ground ?? null,
  });

  let { firstDrawn } = options;
  const draw = (chromeToo: boolean): void => {
    const context: ChromeContext = { ...controller.context(), ...look, commands: COMMANDS, keys };
    const output = renderer.frame(context, chromeToo);
    if (output !== '') terminal.frame(output);
    firstDrawn?.();
    firstDrawn = undefined;
    if (context.snapshot.scanned < 1) work.start();
  };
  const frames = createFrameLoop({
    busy: () => terminal.busy,
    draw: chromeToo => guard(() => draw(chromeToo)),
  });
  const work = createWork(session);

  const unsubscribe = session.subscribe(() => frames.request('soon'));
  const ticking = setInterval(() => session.tick(), TICK_MS);
  const unwatch = watchProcessEnd(terminal.leaveNow, signal => end({ kind: 'signal', signal }));
  // While we were stopped from outside, the shell had the terminal.
  process.on('SIGCONT', terminal.renew);
  for (const { key, commands } of clashes) {
    session.dispatch({
      type: 'notify',
      tone: 'warn',
      text: `The key ${key} is assigned to ${commands.join(' and ')}`,
    });
  }
  terminal.enter();
  if (look.depth > 4 && options.ground === undefined) terminal.say(ASK_GROUND);
  try {
    return await Promise.race([ended, chrome.failed]);
  } finally {
    clearInterval(ticking);
    frames.stop();
    unsubscribe();
    await terminal.close();
    unwatch();
    process.off('SIGCONT', terminal.renew);
    chrome.unmount();
  }
};

/** Returns what the terminal can display; `plain`: no letters but ASCII either. */
const lookOf = ({
  depth,
  env,
  ascii,
}: ScreenOptions): Pick<ChromeContext, 'depth' | 'unicode' | 'glyphs'> & { readonly plain: boolean } => {
  const unicode = ascii === undefined ? speaksUnicode(env) : !ascii;
  // A terminal's font may lack symbols, but have the letters of logs.
  const plain = !unicode && !(ascii === true && namesUnicode(env));
  return { depth: depth ?? colorDepth('auto', env, true), unicode, glyphs: glyphsFor(unicode), plain };
};

/** Returns the initial state: with the picker if no source is open yet. */
const beginning = ({ view, time, mouse, session, pick }: ScreenOptions): Partial<ScreenState> => ({
  ...(view ? screenOf(view) : {}),
  ...(time ? { time } : {}),
  mouse: mouse ?? false,
  overlay:
    (pick ?? session.snapshot().sources.length === 0)
      ? { kind: 'picker', edit: EMPTY_LINE, cursor: 0, picked: [], dropped: [] }
      : null,
});

/** Filters and searches the buffer in slices, so that keys and new lines are handled in between. */
const createWork = (session: Session): { start(): void } => {
  let working = false;
  const step = (): void => {
    working = session.work(WORK_ENTRIES);
    if (working) setImmediate(step);
  };
  return {
    start() {
      if (working) return;
      working = true;
      setImmediate(step);
    },
  };
};

const compileHighlight = ({ pattern, ignoreCase, sgr }: HighlightRule): Highlight => ({
  ranges: matchRanges(pattern, ignoreCase),
  change: style => sgrStyle(sgr, style),
});
