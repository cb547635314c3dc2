import type { Level } from '../level.ts';
import type { ColorDepth } from './color.ts';
import { SGR_RESET } from './sgr.ts';

/** How a level is drawn: one letter (never colour alone) and SGR parameters. */
export interface LevelStyle {
  readonly letter: string;
  /** SGR parameters from the sixteen colours, which the terminal's own theme makes readable; empty: its text colour. */
  readonly sgr: string;
}

export const LEVEL_STYLE: Readonly<Record<Level, LevelStyle>> = {
  trace: { letter: 'T', sgr: '2' },
  debug: { letter: 'D', sgr: '2' },
  info: { letter: 'I', sgr: '' },
  notice: { letter: 'N', sgr: '36' },
  warn: { letter: 'W', sgr: '33' },
  error: { letter: 'E', sgr: '31' },
  fatal: { letter: 'F', sgr: '1;31' },
};

/**
 * Red and yellow are reserved for levels; bright cyan and bright green are illegible on a light background.
 */
const HOST_COLORS_16 = ['36', '32', '35', '34', '95', '94'];

/**
 * Colours of the 6×6×6 cube with a contrast of at least 3.3 (WCAG 2) on white and on black, except those near
 * the reds and yellows of levels.
 */
const HOST_COLORS_256 = [
  26, 27, 28, 29, 30, 31, 32, 33, 61, 62, 63, 64, 67, 68, 93, 97, 98, 99, 127, 128, 129, 132, 133, 134, 135,
  163, 164, 165, 169, 200,
].map(index => `38;5;${index}`);

/**
 * Returns the SGR parameters of a host's colour: the same for a name on every run and machine; empty without
 * colours.
 */
export const hostColor = (host: string, depth: ColorDepth): string => {
  if (depth === 0) return '';
  const colors = depth === 4 ? HOST_COLORS_16 : HOST_COLORS_256;
  return colors[fnv1a(host) % colors.length]!;
};

/** A terminal's background; null: unknown. */
export type Ground = 'dark' | 'light' | null;

/**
 * Colours that are easy to tell apart, in order of assignment; none near the reds and yellows of levels. On a
 * known background each has a contrast of at least 4.2 (WCAG 2, on #282c34 and #f5f5f5), otherwise 3.9 on
 * both black and white.
 */
const DISTINCT_256: Readonly<Record<'dark' | 'light' | 'any', readonly number[]>> = {
  dark: [39, 77, 207, 44, 141, 155, 212, 73, 105, 35, 110, 219],
  light: [25, 28, 126, 55, 23, 128, 62, 22, 53, 27, 18, 162],
  any: [27, 28, 164, 31, 98, 29, 162, 133, 30, 129, 64, 132],
};

/**
 * Returns SGR parameters for each host on screen, in order of opening: colours repeat only if there are more
 * hosts than colours.
 */
export const hostColors = (
  hosts: readonly string[],
  depth: ColorDepth,
  ground: Ground,
): ReadonlyMap<string, string> => {
  const distinct = DISTINCT_256[ground ?? 'any'].map(index => `38;5;${index}`);
  const colors = depth === 0 ? [''] : depth === 4 ? HOST_COLORS_16 : distinct;
  const names = [...new Set(hosts)];
  return new Map(names.map((name, i) => [name, colors[i % colors.length]!]));
};

/** Wraps text in SGR parameters; unchanged if they are empty. */
export const paint = (text: string, sgr: string): string =>
  sgr === '' || text === '' ? text : `\x1b[${sgr}m${text}${SGR_RESET}`;

/** FNV-1a, 32 bits (isthe.com/chongo/tech/comp/fnv), over UTF-16 units; its low bits mix poorly for short names: folded. */
const fnv1a = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 16)) >>> 0;
};
