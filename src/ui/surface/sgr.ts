import { ATTRIBUTES, DEFAULT_COLOUR, PLAIN, palette, type Style, trueColour } from './styles.ts';

const SET: Readonly<Record<number, number>> = {
  1: ATTRIBUTES.bold,
  2: ATTRIBUTES.dim,
  3: ATTRIBUTES.italic,
  4: ATTRIBUTES.underline,
  7: ATTRIBUTES.inverse,
  9: ATTRIBUTES.strike,
  21: ATTRIBUTES.underline,
};

const CLEAR: Readonly<Record<number, number>> = {
  22: ATTRIBUTES.bold | ATTRIBUTES.dim,
  23: ATTRIBUTES.italic,
  24: ATTRIBUTES.underline,
  27: ATTRIBUTES.inverse,
  29: ATTRIBUTES.strike,
};

/**
 * Returns the colour after `38` or `48` at `index`, and the index of its last parameter; the colour is null if
 * malformed.
 */
const extendedColour = (codes: readonly number[], index: number): { colour: number | null; last: number } => {
  if (codes[index + 1] === 5) {
    const number = codes[index + 2] ?? 256;
    return { colour: number < 256 ? palette(number) : null, last: index + 2 };
  }
  if (codes[index + 1] === 2) {
    const [red = 256, green = 256, blue = 256] = codes.slice(index + 2, index + 5);
    const sound = red < 256 && green < 256 && blue < 256;
    return { colour: sound ? trueColour(red, green, blue) : null, last: index + 4 };
  }
  return { colour: null, last: codes.length };
};

/**
 * Returns the style after an SGR sequence (ECMA-48 §8.3.117, with the 256 and 24-bit colours of ISO 8613-6);
 * `parameters` is the text between `CSI` and `m`. Other codes (blinking, concealing) are ignored.
 */
export const applySgr = (style: Style, parameters: string): Style => {
  const codes = parameters.split(/[;:]/).map(Number);
  let { fg, bg, attributes } = style;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code === 0) ({ fg, bg, attributes } = PLAIN);
    else if (SET[code] !== undefined) attributes |= SET[code];
    else if (CLEAR[code] !== undefined) attributes &= ~CLEAR[code];
    else if (code >= 30 && code <= 37) fg = palette(code - 30);
    else if (code >= 90 && code <= 97) fg = palette(code - 90 + 8);
    else if (code >= 40 && code <= 47) bg = palette(code - 40);
    else if (code >= 100 && code <= 107) bg = palette(code - 100 + 8);
    else if (code === 39) fg = DEFAULT_COLOUR;
    else if (code === 49) bg = DEFAULT_COLOUR;
    else if (code === 38 || code === 48) {
      const { colour, last } = extendedColour(codes, i);
      if (colour !== null && code === 38) fg = colour;
      if (colour !== null && code === 48) bg = colour;
      i = last;
    }
  }
  return { fg, bg, attributes };
};
