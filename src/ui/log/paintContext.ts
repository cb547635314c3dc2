import type { TextRange } from '../../session/live/pattern.ts';
import type { Glyphs } from '../glyphs.ts';
import type { PanePlace } from '../state/layout.ts';
import type { Style } from '../surface/styles.ts';
import type { LogContext } from './format.ts';

/** A highlight rule of the configuration: what it matches, and the style. */
export interface Highlight {
  readonly ranges: (text: string) => TextRange[];
  readonly change: (style: Style) => Style;
}

/** A line of an empty pane's text; advice is dimmed. */
export interface EmptyLine {
  readonly text: string;
  readonly dim: boolean;
}

/** What is needed to draw a pane. */
export interface PaintContext extends LogContext {
  readonly glyphs: Glyphs;
  /** Finds the matches of the search and of the filters. */
  readonly found: ((text: string) => TextRange[]) | null;
  readonly filtered: ((text: string) => TextRange[]) | null;
  readonly highlights: readonly Highlight[];
  /** The text to show if a pane is empty. */
  readonly emptyText: (place: PanePlace, width: number) => readonly EmptyLine[];
}
