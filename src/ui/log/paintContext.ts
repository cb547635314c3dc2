import type { TextRange } from '../../session/live/pattern.ts';
import type { Glyphs } from '../glyphs.ts';
import type { PanePlace } from '../state/layout.ts';
import type { Style } from '../surface/styles.ts';
import type { LogContext } from './format.ts';

/** A highlight rule of the configuration: where it matches, and how that looks. */
export interface Highlight {
  readonly ranges: (text: string) => TextRange[];
  readonly change: (style: Style) => Style;
}

/** A line of what an empty pane says; advice is dimmed. */
export interface EmptyLine {
  readonly text: string;
  readonly dim: boolean;
}

/** What to draw a pane with. */
export interface PaintContext extends LogContext {
  readonly glyphs: Glyphs;
  /** Where the search matches, and the filters. */
  readonly found: ((text: string) => TextRange[]) | null;
  readonly filtered: ((text: string) => TextRange[]) | null;
  readonly highlights: readonly Highlight[];
  /** What to say where there is nothing to show. */
  readonly emptyText: (place: PanePlace, width: number) => readonly EmptyLine[];
}
