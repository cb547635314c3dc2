/** The sequence that resets all attributes. */
export const SGR_RESET = '\x1b[0m';

/** What is left of one SGR sequence ("select graphic rendition", ECMA-48 §8.3.117, `ESC [ … m`) of a log. */
export interface KeptSgr {
  /** A complete sequence in its simplest form, or empty if none of it is allowed. */
  readonly sequence: string;
  /** Whether an attribute is set after it; null: unchanged. */
  readonly open: boolean | null;
}

/** xterm and others read no more parameters than this; their handling of the rest differs. */
const MAX_PARAMETERS = 32;

/**
 * Allowed attributes in a log: weight, slant, lines, inverse and colours, but not blinking or 8, which hides
 * text.
 */
const isKept = (code: number): boolean =>
  code <= 4 ||
  code === 7 ||
  code === 9 ||
  (code >= 21 && code <= 25) ||
  code === 27 ||
  code === 29 ||
  (code >= 30 && code <= 37) ||
  (code >= 39 && code <= 47) ||
  code === 49 ||
  (code >= 90 && code <= 97) ||
  (code >= 100 && code <= 107);

/** 38 foreground, 48 background, 58 underline: followed by `5;INDEX` or `2;R;G;B`. */
const isExtendedColor = (code: number): boolean => code === 38 || code === 48 || code === 58;

const isByte = (value: number | undefined): value is number => value !== undefined && value <= 255;

/**
 * Filters the parameters of an SGR sequence (digits, `;` and `:`). The colon forms come out with semicolons and an
 * underline colour is left out: a terminal that does not know them would take their numbers for attributes, 8 among them.
 */
export const keepSgr = (parameters: string): KeptSgr => {
  const known = KNOWN.get(parameters);
  if (known !== undefined) return known;
  const kept = filterSgr(parameters);
  if (KNOWN.size < MAX_KNOWN && parameters.length <= MAX_KNOWN_LENGTH) KNOWN.set(parameters, kept);
  return kept;
};

/** Logs use a few sequences repeatedly; the limit keeps hostile ones from filling the memory. */
const KNOWN = new Map<string, KeptSgr>();
const MAX_KNOWN = 256;
const MAX_KNOWN_LENGTH = 32;

const filterSgr = (parameters: string): KeptSgr => {
  const groups = parameters.split(';', MAX_PARAMETERS);
  const kept: string[] = [];
  let open: boolean | null = null;

  for (let at = 0; at < groups.length; at++) {
    const [code = 0, ...sub] = groups[at]!.split(':').map(Number);
    if (sub.length === 0 && isExtendedColor(code)) {
      const size = Number(groups[at + 1]) === 5 ? 1 : Number(groups[at + 1]) === 2 ? 3 : 0;
      sub.push(...groups.slice(at + 1, at + 2 + size).map(Number));
      at += size + 1;
    }
    const attribute = plainForm(code, sub);
    if (attribute === null) continue;
    kept.push(attribute);
    open = code !== 0;
  }
  return { sequence: kept.length === 0 ? '' : `\x1b[${kept.join(';')}m`, open };
};

/** Returns one attribute with its sub-parameters as plain SGR parameters, or null if it is not allowed. */
const plainForm = (code: number, sub: readonly number[]): string | null => {
  if (isExtendedColor(code)) return code === 58 ? null : extendedColor(code, sub);
  if (code === 4 && sub.length > 0) return sub[0] === 0 ? '24' : '4';
  return sub.length === 0 && isKept(code) ? String(code) : null;
};

const extendedColor = (code: number, sub: readonly number[]): string | null => {
  const values = sub[0] === 5 ? sub.slice(1, 2) : sub[0] === 2 ? sub.slice(-3) : [];
  const whole =
    values.length === (sub[0] === 5 ? 1 : 3) && sub.length > values.length && values.every(isByte);
  return whole ? [code, sub[0], ...values].join(';') : null;
};
