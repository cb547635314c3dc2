import { type ByteString, decodeText } from '../../bytes.ts';
import type { Fields } from '../../record.ts';
import { isBlank, isWord } from '../compile/steps.ts';

const EQUALS = 61;
const QUOTE = 34;
const BACKSLASH = 92;

/** Keys contain letters, digits and separators, such as `log.level`, `@timestamp`, `trace-id`, `labels[0]`. */
const isKey = (code: number): boolean =>
  isWord(code) || code === 46 || code === 45 || code === 64 || code === 47 || code === 91 || code === 93;

/** Returns the position after the closing quote of the text that starts at `at`; -1: unterminated. */
const closeQuote = (text: ByteString, at: number, end: number): number => {
  for (let place = at + 1; place < end; place++) {
    const code = text.charCodeAt(place);
    if (code === BACKSLASH) place++;
    else if (code === QUOTE) return place + 1;
  }
  return -1;
};

/** Receives each pair of a line as positions in the text; a quoted value includes its quotes. Returns false to stop. */
export type PairVisitor = (keyFrom: number, keyTo: number, valueFrom: number, valueTo: number) => boolean;

/**
 * Visits the `key=value` and `key="quoted value"` pairs of a text (logfmt, as written by Heroku, logrus, go-kit and
 * slog). Returns true if the text consists only of such pairs, as far as it was examined.
 */
export const eachPair = (text: ByteString, from: number, end: number, visit: PairVisitor): boolean => {
  let at = from;
  let pairs = 0;
  while (at < end) {
    while (at < end && (isBlank(text.charCodeAt(at)) || text.charCodeAt(at) === 13)) at++;
    if (at === end) break;
    const keyFrom = at;
    while (at < end && isKey(text.charCodeAt(at))) at++;
    if (at === keyFrom || text.charCodeAt(at) !== EQUALS || at === end) return false;
    const keyTo = at++;
    const valueFrom = at;
    if (at < end && text.charCodeAt(at) === QUOTE) {
      at = closeQuote(text, at, end);
      if (at < 0) return false;
    } else while (at < end && !isBlank(text.charCodeAt(at)) && text.charCodeAt(at) !== 13) at++;
    pairs++;
    if (!visit(keyFrom, keyTo, valueFrom, at)) return true;
  }
  return pairs > 0;
};

/** Returns a value without its quotes and escapes, which are Go's (`strconv.Quote`) and nearly JSON's. */
export const unquote = (value: ByteString): string => {
  const decoded = decodeText(value);
  if (decoded.charCodeAt(0) !== QUOTE) return decoded;
  try {
    return JSON.parse(decoded) as string;
  } catch {
    return decoded.slice(1, -1).replace(/\\(["\\])/g, '$1');
  }
};

/** Parses a text that consists only of logfmt pairs; values are strings. Returns null for any other text. */
export const parseLogfmt = (text: ByteString): Fields | null => {
  const pairs: [string, string][] = [];
  const whole = eachPair(text, 0, text.length, (keyFrom, keyTo, valueFrom, valueTo) => {
    pairs.push([decodeText(text.slice(keyFrom, keyTo)), unquote(text.slice(valueFrom, valueTo))]);
    return true;
  });
  // Object.fromEntries creates own properties, including `__proto__`.
  return whole ? Object.fromEntries(pairs) : null;
};
