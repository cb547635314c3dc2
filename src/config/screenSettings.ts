import type { Level } from '../core/level.ts';
import { COLOURS, type Config, type HighlightConfig, type View } from './schema.ts';

/** What the configuration says about the screen, in the screen's terms. */
export interface ScreenSettings {
  /** Action: its keys, in place of the built-in ones; an empty list takes them away. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  readonly highlights: readonly HighlightRule[];
  readonly views: readonly NamedView[];
}

/** Where the pattern (ERE) matches, text gets these SGR parameters. */
export interface HighlightRule {
  readonly pattern: string;
  readonly ignoreCase: boolean;
  readonly sgr: string;
}

/** A saved layout with nothing left open. */
export interface NamedView {
  readonly name: string;
  /** SOURCE words. */
  readonly sources: readonly string[];
  readonly filters: readonly {
    readonly pattern: string;
    readonly negate: boolean;
    readonly enabled: boolean;
  }[];
  /** This level or worse; null: every level. */
  readonly level: Level | null;
  readonly layout: 'split' | 'merged';
}

export const screenSettings = (config: Config): ScreenSettings => ({
  keys: Object.fromEntries(
    Object.entries(config.keys ?? {}).map(([action, keys]) => [action, [keys].flat()]),
  ),
  highlights: Object.entries(config.highlight ?? {}).map(([pattern, look]) => highlightRule(pattern, look)),
  views: Object.entries(config.views ?? {}).map(([name, view]) => namedView(name, view)),
});

const namedView = (name: string, { sources, filters, level, layout }: View): NamedView => ({
  name,
  sources: sources ?? [],
  filters: (filters ?? []).map(({ pattern, exclude, off }) => ({
    pattern,
    negate: exclude ?? false,
    enabled: !off,
  })),
  level: level ?? null,
  layout: layout ?? 'split',
});

/** A view as the configuration writes it, what goes without saying left out. */
export const viewConfig = ({ sources, filters, level, layout }: Omit<NamedView, 'name'>): View => ({
  sources: [...sources],
  ...(filters.length > 0 && {
    filters: filters.map(({ pattern, negate, enabled }) => ({
      pattern,
      ...(negate && { exclude: true }),
      ...(!enabled && { off: true }),
    })),
  }),
  ...(level !== null && { level }),
  layout,
});

function highlightRule(pattern: string, look: HighlightConfig): HighlightRule {
  const { color, background, bold, underline, ignoreCase } =
    typeof look === 'string' ? { color: look } : look;
  const sgr = [
    ...(bold ? ['1'] : []),
    ...(underline ? ['4'] : []),
    ...(color === undefined ? [] : [colourSgr(color, 0)]),
    ...(background === undefined ? [] : [colourSgr(background, 10)]),
  ];
  return { pattern, ignoreCase: ignoreCase ?? false, sgr: sgr.join(';') };
}

/** SGR parameters (ECMA-48, and aixterm's 90–97) of a colour; `shift` is 0 for text and 10 for the ground. */
function colourSgr(colour: string, shift: 0 | 10): string {
  const rgb = /^#(..)(..)(..)$/.exec(colour);
  if (rgb) {
    const parts = rgb.slice(1).map(part => Number.parseInt(part, 16));
    return `${38 + shift};2;${parts.join(';')}`;
  }
  const index = (COLOURS as readonly string[]).indexOf(colour);
  return String((index < 8 ? 30 + index : 90 + index - 8) + shift);
}
