import { isDeepStrictEqual } from 'node:util';
import type { ColorDepth } from '../core/text/color.ts';
import { conditionOf } from '../session/live/condition.ts';
import { matchRanges, type TextRange } from '../session/live/pattern.ts';
import type { SessionSnapshot } from '../session/live/snapshot.ts';
import { wrapWords } from './chrome/dialog.ts';
import type { Chrome, ChromeFrame } from './chrome/ink/mount.tsx';
import { type ChromeContext, type ChromeModel, chromeModel, titleLines } from './chrome/model.ts';
import { paintFrames } from './chrome/paintFrames.ts';
import type { Span } from './chrome/spans.ts';
import { MIN_SIZE, tooSmallLines } from './chrome/tooSmall.ts';
import { focusKey } from './commands/focus.ts';
import { keyLabel } from './keyLookup.ts';
import { emptyText } from './log/emptyText.ts';
import { paintPane } from './log/paint.ts';
import type { Highlight, PaintContext } from './log/paintContext.ts';
import { BOLD, DIM } from './log/theme.ts';
import { type PaneLayout, placesOf } from './state/layout.ts';
import { Canvas } from './surface/canvas.ts';
import { compose } from './surface/compose.ts';
import { FrameWriter } from './surface/difference.ts';
import { PLAIN } from './surface/styles.ts';
import { clip, textWidth } from './surface/width.ts';

export interface Renderer {
  /**
   * Returns the output that updates the terminal from the last frame to this one. If `chromeToo` is false, only the
   * logs are updated; the chrome, whose counters can wait, stays as it was.
   */
  frame(context: ChromeContext, chromeToo: boolean): string;
  /** Forgets what the terminal shows: the next frame is a full redraw. */
  forget(): void;
}

export const createRenderer = (
  chrome: Chrome,
  depth: ColorDepth,
  ascii: boolean,
  highlights: readonly Highlight[],
): Renderer => {
  const frame = new Canvas(1, 1);
  const { styles, graphemes } = frame;
  const shown = new Canvas(1, 1, styles, graphemes);
  const top = new Canvas(1, 1, styles, graphemes);
  const logs = new Canvas(1, 1, styles, graphemes);
  const writer = new FrameWriter(styles, graphemes, depth, ascii);
  const patterns = new PatternCache();
  let known = false;
  let drawn: ChromeFrame | null = null;
  let model: ChromeModel | null = null;
  let titles: readonly (readonly Span[])[] = [];
  let layout: PaneLayout | null = null;

  const resize = (columns: number, rows: number): void => {
    if (frame.grid.columns === columns && frame.grid.rows === rows) return;
    for (const canvas of [frame, shown, top, logs]) canvas.clear(columns, rows);
    known = false;
    drawn = null;
    model = null;
  };

  const paintChrome = (context: ChromeContext, again: boolean): void => {
    if (model === null || again || !isDeepStrictEqual(layout, context.layout)) {
      model = chromeModel(context);
      titles = titleLines(context);
      layout = context.layout;
    }
    const next = chrome.draw(model);
    if (next === drawn) return;
    drawn = next;
    top.frame(next.text, next.top);
  };

  const finish = (): string => {
    const output = writer.write(known ? shown.grid : null, frame.grid);
    shown.copy(frame);
    known = true;
    styles.recycle([shown.grid, top.grid, logs.grid]);
    graphemes.recycle([shown.grid, top.grid, logs.grid]);
    return output;
  };

  return {
    frame(context, chromeToo) {
      const { columns, rows } = context.size;
      resize(columns, rows);
      if (columns < MIN_SIZE.columns || rows < MIN_SIZE.rows) {
        drawn = null;
        paintTooSmall(frame, columns, rows);
        return finish();
      }
      paintChrome(context, chromeToo);
      const paint: PaintContext = {
        ...context.log,
        glyphs: context.glyphs,
        ...patterns.of(context.snapshot),
        highlights,
        emptyText: (place, width) =>
          emptyText(place, context).flatMap((sentence, i) =>
            wrapWords(sentence, width).map(text => ({ text, dim: i > 0 })),
          ),
      };
      const focus = focusKey(context);
      logs.clear();
      paintFrames(logs, context.layout, titles, context.glyphs);
      if (context.snapshot.sources.length === 0) paintNothingOpen(logs, context);
      for (const place of placesOf(context.layout))
        paintPane(logs, context.state, paint, place, place.key === focus);
      compose(frame, top, logs);
      return finish();
    },
    forget() {
      known = false;
    },
  };
};

/** Without panes, shows only how to open one. */
const paintNothingOpen = (canvas: Canvas, { size, keys, commands, unicode }: ChromeContext): void => {
  const keyOf = (id: string): string => {
    const key = keys.keysOf(commands.find(command => command.id === id)!)[0];
    return key === undefined ? `:${id}` : keyLabel(key, unicode);
  };
  const lines = [
    'No log is open',
    `${keyOf('sources')} opens the picker, :add SOURCE reads a source, ${keyOf('help')} shows all keys`,
  ];
  const y = Math.max(0, Math.floor(size.rows / 2) - 2);
  for (const [i, line] of lines.entries()) {
    const text = clip(line, size.columns - 2);
    const x = Math.max(1, (size.columns - textWidth(text)) >> 1);
    canvas.text(x, y + i, size.columns, text, i === 0 ? PLAIN : DIM);
  }
};

const paintTooSmall = (canvas: Canvas, columns: number, rows: number): void => {
  canvas.clear();
  const lines = tooSmallLines(columns, rows);
  const y = Math.max(0, (rows - lines.length) >> 1);
  for (const [i, line] of lines.entries()) {
    canvas.text(Math.max(0, (columns - textWidth(line)) >> 1), y + i, columns, line, BOLD);
  }
};

type Ranges = (text: string) => TextRange[];

/** Caches the matchers of the search and of the active filters. */
class PatternCache {
  #key = '';
  #found: Ranges | null = null;
  #filtered: Ranges | null = null;

  of(snapshot: SessionSnapshot): { readonly found: Ranges | null; readonly filtered: Ranges | null } {
    const shows = snapshot.filters
      .filter(filter => filter.enabled && !filter.negate && conditionOf(filter.pattern) === null)
      .map(filter => filter.pattern);
    const key = JSON.stringify([snapshot.search, snapshot.ignoreCase, shows]);
    if (key !== this.#key) {
      this.#key = key;
      this.#found = snapshot.search === null ? null : matchRanges(snapshot.search, snapshot.ignoreCase);
      const all = shows.map(pattern => matchRanges(pattern, snapshot.ignoreCase));
      this.#filtered = all.length === 0 ? null : text => all.flatMap(ranges => ranges(text));
    }
    return { found: this.#found, filtered: this.#filtered };
  }
}
