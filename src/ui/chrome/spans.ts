import { clip, textWidth } from '../surface/width.ts';

/** A piece of a line with one style. `color` is a palette number from 0 to 255; default: the terminal's own colour. */
export interface Span {
  readonly text: string;
  readonly color?: number;
  /** The same for the background. */
  readonly ground?: number;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly inverse?: boolean;
  readonly underline?: boolean;
}

export const spansWidth = (spans: readonly Span[]): number =>
  spans.reduce((sum, span) => sum + textWidth(span.text), 0);

/** Returns the spans cut to `width` cells. */
export const clipSpans = (spans: readonly Span[], width: number): Span[] => {
  const kept: Span[] = [];
  let left = width;
  for (const [i, span] of spans.entries()) {
    const cells = textWidth(span.text);
    if (cells < left || (cells === left && i === spans.length - 1)) kept.push(span);
    else {
      const rest = spansWidth(spans.slice(i));
      kept.push(rest <= left ? span : { ...span, text: clip(span.text + (cells < rest ? ' ' : ''), left) });
      if (rest > left) return kept;
    }
    left -= cells;
  }
  return kept;
};

/**
 * Converts the SGR parameters of one foreground colour, as `core/palette` returns them, to a span's colour; empty if
 * there are none.
 */
export const spanColor = (sgr: string): { color: number } | Record<string, never> => {
  const index = /38;5;(\d+)/.exec(sgr);
  if (index) return { color: Number(index[1]) };
  const code = /(?:^|;)(3[0-7]|9[0-7])$/.exec(sgr);
  if (code) {
    const number = Number(code[1]);
    return { color: number < 90 ? number - 30 : number - 82 };
  }
  return {};
};

export const RED = 1;
export const YELLOW = 3;
