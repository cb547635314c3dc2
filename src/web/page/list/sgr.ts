/** A run of text with the log's own style. */
export interface StyledText {
  readonly text: string;
  /** CSS classes, `''` for none. */
  readonly classes: string;
  /** 256-colour and 24-bit colours as `rgb(…)`; null for none. */
  readonly color: string | null;
  readonly background: string | null;
  /** Whether it is part of a search match. */
  readonly isMatch: boolean;
}

interface Style {
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
  strike: boolean;
  inverse: boolean;
  color: string | null;
  background: string | null;
}

const plain = (): Style => ({
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  strike: false,
  inverse: false,
  color: null,
  background: null,
});

/** An SGR sequence as left by `core/text/sanitise`: plain parameters only. */
const SGR = /\x1b\[([\d;]*)m/g;

/** Returns text without its SGR sequences. */
export const plainText = (text: string): string => (text.includes('\x1b') ? text.replace(SGR, '') : text);

/**
 * Splits text at its SGR sequences, in linear time. Beyond `limit` runs, the rest ends up uncoloured in the last one.
 */
export const styledRuns = (text: string, limit: number): StyledText[] => {
  if (!text.includes('\x1b')) return [{ text, classes: '', color: null, background: null, isMatch: false }];
  const runs: StyledText[] = [];
  const style = plain();
  let from = 0;
  for (const match of text.matchAll(SGR)) {
    if (match.index > from) runs.push(runOf(text.slice(from, match.index), style));
    from = match.index + match[0].length;
    apply(style, match[1]!);
    if (runs.length >= limit) {
      runs.push(runOf(plainText(text.slice(from)), plain()));
      return runs;
    }
  }
  if (from < text.length) runs.push(runOf(text.slice(from), style));
  return runs;
};

/** Splits runs where matches start and end: sorted pairs `from, to` of offsets in their joined text. */
export const markRuns = (runs: readonly StyledText[], marks: readonly number[]): readonly StyledText[] => {
  if (marks.length === 0) return runs;
  const marked: StyledText[] = [];
  let start = 0;
  let next = 0;
  for (const run of runs) {
    const end = start + run.text.length;
    let at = start;
    while (at < end) {
      while (next < marks.length && marks[next + 1]! <= at) next += 2;
      const isMatch = next < marks.length && marks[next]! <= at;
      const until = Math.min(end, next < marks.length ? marks[isMatch ? next + 1 : next]! : end);
      marked.push({ ...run, text: run.text.slice(at - start, until - start), isMatch });
      at = until;
    }
    start = end;
  }
  return marked;
};

const isName = (color: string): boolean => !color.startsWith('rgb');

const runOf = (text: string, style: Style): StyledText => {
  // Reverse video of default colours is a class; explicit colours are swapped.
  const swap = style.inverse && (style.color !== null || style.background !== null);
  const color = swap ? (style.background ?? 'ground') : style.color;
  const background = swap ? (style.color ?? 'ink') : style.background;
  const classes = [
    style.bold && 'b',
    style.dim && 'dim',
    style.italic && 'i',
    style.underline && 'u',
    style.strike && 's',
    style.inverse && !swap && 'inv',
    color !== null && isName(color) && `f-${color}`,
    background !== null && isName(background) && `g-${background}`,
    background !== null && 'on',
  ].filter(Boolean);
  return {
    text,
    classes: classes.join(' '),
    color: color !== null && !isName(color) ? color : null,
    background: background !== null && !isName(background) ? background : null,
    isMatch: false,
  };
};

const apply = (style: Style, parameters: string): void => {
  const codes = parameters.split(';').map(Number);
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at]!;
    if (code === 38 || code === 48) {
      const isIndex = codes[at + 1] === 5;
      const color = isIndex ? indexed(codes[at + 2] ?? 0) : rgb(codes[at + 2], codes[at + 3], codes[at + 4]);
      if (code === 38) style.color = color;
      else style.background = color;
      at += isIndex ? 2 : 4;
    } else applyCode(style, code);
  }
};

const applyCode = (style: Style, code: number): void => {
  if (code === 0) Object.assign(style, plain());
  else if (code === 1) style.bold = true;
  else if (code === 2) style.dim = true;
  else if (code === 3) style.italic = true;
  else if (code === 4 || code === 21) style.underline = true;
  else if (code === 7) style.inverse = true;
  else if (code === 9) style.strike = true;
  else if (code === 22) style.bold = style.dim = false;
  else if (code === 23) style.italic = false;
  else if (code === 24) style.underline = false;
  else if (code === 27) style.inverse = false;
  else if (code === 29) style.strike = false;
  else if (code >= 30 && code <= 37) style.color = String(code - 30);
  else if (code === 39) style.color = null;
  else if (code >= 40 && code <= 47) style.background = String(code - 40);
  else if (code === 49) style.background = null;
  else if (code >= 90 && code <= 97) style.color = String(code - 82);
  else if (code >= 100 && code <= 107) style.background = String(code - 92);
};

const rgb = (red = 0, green = 0, blue = 0): string => `rgb(${red} ${green} ${blue})`;

/** Steps of xterm's 6×6×6 cube. */
const CUBE = [0, 95, 135, 175, 215, 255];

/** Returns one of the 256 colours: the first sixteen by name, the others by value. */
const indexed = (index: number): string => {
  if (index < 16) return String(index);
  if (index >= 232) return rgb(8 + (index - 232) * 10, 8 + (index - 232) * 10, 8 + (index - 232) * 10);
  const at = index - 16;
  return rgb(CUBE[Math.floor(at / 36)], CUBE[Math.floor(at / 6) % 6], CUBE[at % 6]);
};
