import type { SavedView } from '../core/savedView.ts';
import { COLOURS, type Config, type HighlightConfig, type View } from './schema/schema.ts';

/** The configuration's settings for the screen, in the screen's format. */
export interface ScreenSettings {
  /** Actions and the keys that replace the built-in ones; an empty list removes them. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  readonly highlights: readonly HighlightRule[];
  readonly views: readonly SavedView[];
}

/** Applies SGR parameters to text that matches the pattern (ERE). */
export interface HighlightRule {
  readonly pattern: string;
  readonly ignoreCase: boolean;
  readonly sgr: string;
}

export const screenSettings = (config: Config): ScreenSettings => ({
  keys: Object.fromEntries(
    Object.entries(config.keys ?? {}).map(([action, keys]) => [action, [keys].flat()]),
  ),
  highlights: Object.entries(config.highlight ?? {}).map(([pattern, look]) => highlightRule(pattern, look)),
  views: Object.entries(config.views ?? {}).map(([name, view]) => namedView(name, view)),
});

const namedView = (name: string, view: View): SavedView => ({
  name,
  sources: view.sources ?? [],
  filters: (view.filters ?? []).map(({ pattern, exclude, off }) => ({
    pattern,
    negate: exclude ?? false,
    enabled: !off,
  })),
  level: view.level ?? null,
  ignoreCase: view.ignoreCase ?? false,
  layout: view.layout ?? 'split',
  rows: view.sizes?.rows ?? [],
  columns: view.sizes?.columns ?? [],
  time: view.time ?? 'seconds',
  wrap: view.wrap ?? false,
  hostColumn: view.hostColumn ?? true,
  verbatim: view.verbatim ?? false,
  timeline: view.timeline ?? false,
});

/** Returns a view in the configuration's format, without defaults. */
export const viewConfig = (view: Omit<SavedView, 'name'>): View => ({
  sources: [...view.sources],
  ...(view.filters.length > 0 && {
    filters: view.filters.map(({ pattern, negate, enabled }) => ({
      pattern,
      ...(negate && { exclude: true }),
      ...(!enabled && { off: true }),
    })),
  }),
  ...(view.level !== null && { level: view.level }),
  ...(view.ignoreCase && { ignoreCase: true }),
  layout: view.layout,
  ...(view.rows.length + view.columns.length > 0 && { sizes: sizesConfig(view) }),
  ...(view.time !== 'seconds' && { time: view.time }),
  ...(view.wrap && { wrap: true }),
  ...(!view.hostColumn && { hostColumn: false }),
  ...(view.verbatim && { verbatim: true }),
  ...(view.timeline && { timeline: true }),
});

const sizesConfig = ({ rows, columns }: Pick<SavedView, 'rows' | 'columns'>): NonNullable<View['sizes']> => ({
  ...(rows.length > 0 && { rows: [...rows] }),
  ...(columns.length > 0 && { columns: [...columns] }),
});

const highlightRule = (pattern: string, look: HighlightConfig): HighlightRule => {
  const { color, background, bold, underline, ignoreCase } =
    typeof look === 'string' ? { color: look } : look;
  const sgr = [
    ...(bold ? ['1'] : []),
    ...(underline ? ['4'] : []),
    ...(color === undefined ? [] : [colourSgr(color, 0)]),
    ...(background === undefined ? [] : [colourSgr(background, 10)]),
  ];
  return { pattern, ignoreCase: ignoreCase ?? false, sgr: sgr.join(';') };
};

/**
 * Returns the SGR parameters (ECMA-48, and aixterm's 90–97) of a colour; `shift` is 0 for text and 10 for the
 * background.
 */
const colourSgr = (colour: string, shift: 0 | 10): string => {
  const rgb = /^#(..)(..)(..)$/.exec(colour);
  if (rgb) {
    const parts = rgb.slice(1).map(part => Number.parseInt(part, 16));
    return `${38 + shift};2;${parts.join(';')}`;
  }
  const index = (COLOURS as readonly string[]).indexOf(colour);
  return String((index < 8 ? 30 + index : 90 + index - 8) + shift);
};
