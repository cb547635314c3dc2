import type { ColorDepth } from '../../core/text/color.ts';
import { type CellGrid, MAX_STYLES, styleOf } from './cells.ts';

/** 0: the terminal's own colour; 1–256: palette colour plus one; from `TRUE_COLOUR` on: 24-bit RGB. */
export type Colour = number;

export const DEFAULT_COLOUR: Colour = 0;
export const TRUE_COLOUR = 0x1000000;
export const palette = (index: number): Colour => index + 1;
export const trueColour = (red: number, green: number, blue: number): Colour =>
  TRUE_COLOUR | (red << 16) | (green << 8) | blue;

/** Text attributes, one bit each, numbered as in SGR. */
export const ATTRIBUTES = {
  bold: 1,
  dim: 2,
  italic: 4,
  underline: 8,
  inverse: 16,
  strike: 32,
} as const;

const SGR_ON: readonly (readonly [number, string])[] = [
  [ATTRIBUTES.bold, '1'],
  [ATTRIBUTES.dim, '2'],
  [ATTRIBUTES.italic, '3'],
  [ATTRIBUTES.underline, '4'],
  [ATTRIBUTES.inverse, '7'],
  [ATTRIBUTES.strike, '9'],
];

export interface Style {
  readonly fg: Colour;
  readonly bg: Colour;
  /** Bits of `ATTRIBUTES`. */
  readonly attributes: number;
}

export const PLAIN: Style = { fg: DEFAULT_COLOUR, bg: DEFAULT_COLOUR, attributes: 0 };

/** Foreground and attributes as one number. */
const keyOf = ({ fg, attributes }: Style): number => fg * 64 + attributes;

/**
 * Numbers styles for cells. Numbers are scarce and logs may contain any number of colours, so `recycle`, called between
 * frames, frees those that no grid uses; if a single frame needs too many, the excess is plain.
 */
export class StyleTable {
  readonly #styles: (Style | null)[] = [PLAIN];
  /** Background → foreground and attributes → number, so that lookups create no garbage. */
  readonly #numbers = new Map<Colour, Map<number, number>>([[PLAIN.bg, new Map([[keyOf(PLAIN), 0]])]]);
  #size = 1;
  readonly #free: number[] = [];
  readonly #limit: number;

  constructor(limit = MAX_STYLES) {
    this.#limit = limit;
  }

  /**
   * Returns the style's number. It is valid until the next `recycle`, and beyond if one of the grids passed to that
   * uses it.
   */
  number(style: Style): number {
    let onGround = this.#numbers.get(style.bg);
    const key = keyOf(style);
    const known = onGround?.get(key);
    if (known !== undefined) return known;
    const number = this.#free.pop() ?? this.#styles.length;
    if (number >= this.#limit) return 0;
    if (!onGround) {
      onGround = new Map();
      this.#numbers.set(style.bg, onGround);
    }
    onGround.set(key, number);
    this.#styles[number] = style;
    this.#size++;
    return number;
  }

  style(number: number): Style {
    return this.#styles[number] ?? PLAIN;
  }

  get size(): number {
    return this.#size;
  }

  /** Frees the numbers not used in `grids` once three quarters are taken. Call it only between frames. */
  recycle(grids: readonly CellGrid[]): void {
    if (this.#size < this.#limit * 0.75) return;
    const used = new Uint8Array(this.#limit);
    used[0] = 1;
    for (const grid of grids) for (const cell of grid.cells) used[styleOf(cell)] = 1;
    for (let number = 1; number < this.#styles.length; number++) {
      const style = this.#styles[number];
      if (!style || used[number]) continue;
      const onGround = this.#numbers.get(style.bg)!;
      onGround.delete(keyOf(style));
      if (onGround.size === 0) this.#numbers.delete(style.bg);
      this.#size--;
      this.#styles[number] = null;
      this.#free.push(number);
    }
  }
}

const channel = (value: number): number => (value < 48 ? 0 : value < 115 ? 1 : Math.floor((value - 35) / 40));

/** Returns the nearest colour of xterm's 6×6×6 cube. */
const toCube = (rgb: number): number =>
  16 + 36 * channel((rgb >> 16) & 255) + 6 * channel((rgb >> 8) & 255) + channel(rgb & 255);

const CUBE_LEVELS = [0, 95, 135, 175, 215, 255];

const cubeToRgb = (index: number): number => {
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return (grey << 16) | (grey << 8) | grey;
  }
  const cube = index - 16;
  const level = (step: number): number => CUBE_LEVELS[Math.floor(cube / step) % 6]!;
  return (level(36) << 16) | (level(6) << 8) | level(1);
};

/** Returns the closest palette colour from 0 to 15: hue by thresholds, brightness by the strongest channel. */
const toSixteen = (rgb: number): number => {
  const [red, green, blue] = [(rgb >> 16) & 255, (rgb >> 8) & 255, rgb & 255];
  const brightest = Math.max(red, green, blue);
  if (brightest < 50) return 0;
  const half = brightest / 2;
  const hue = (red > half ? 1 : 0) | (green > half ? 2 : 0) | (blue > half ? 4 : 0);
  if (hue === 7) return brightest > 200 ? 15 : brightest > 120 ? 7 : 8;
  return brightest > 200 ? hue + 8 : hue;
};

const colourCode = (colour: Colour, depth: ColorDepth, ground: boolean): string => {
  const base = ground ? 40 : 30;
  if (colour >= TRUE_COLOUR) {
    const rgb = colour & 0xffffff;
    if (depth === 24) return `${base + 8};2;${rgb >> 16};${(rgb >> 8) & 255};${rgb & 255}`;
    return colourCode(palette(depth === 8 ? toCube(rgb) : toSixteen(rgb)), depth, ground);
  }
  const index = colour - 1;
  if (index < 8) return String(base + index);
  if (index < 16) return String(base + 60 + index - 8);
  if (depth === 4) return colourCode(palette(toSixteen(cubeToRgb(index))), depth, ground);
  return `${base + 8};5;${index}`;
};

/** Returns the SGR sequence that sets exactly this style, regardless of the current one. */
export const sgrOf = (style: Style, depth: ColorDepth): string => {
  let codes = '0';
  for (const [bit, code] of SGR_ON) if (style.attributes & bit) codes += `;${code}`;
  if (depth !== 0) {
    if (style.fg !== DEFAULT_COLOUR) codes += `;${colourCode(style.fg, depth, false)}`;
    if (style.bg !== DEFAULT_COLOUR) codes += `;${colourCode(style.bg, depth, true)}`;
  }
  return `\x1b[${codes}m`;
};
