import { type ByteString, decodeText } from '../bytes.ts';
import { keepSgr, SGR_RESET } from './sgr.ts';

export interface SanitiseOptions {
  /** Keep colours and other harmless attributes; false: plain text only. */
  readonly color: boolean;
  /** Columns between tab stops, to turn tabs into spaces; null keeps tabs. */
  readonly tabStop: number | null;
}

/**
 * C0 but tab, DEL, C1; bidi controls; and characters that show nothing or break lines (soft hyphen, zero-width space,
 * separators, word joiners, byte order mark, tags, U+E0000–E03FF, here by their first half). The joiners U+200C and
 * U+200D stay: scripts and emoji need them.
 */
const UNSAFE =
  /[\x00-\x08\x0a-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\udb40]/;

const NOT_PLAIN = /[^\t\n\x20-\x7e]/;

/**
 * Returns true if bytes are printable ASCII, tabs and newlines: safe to display unchanged, and identical once
 * decoded.
 */
export const isPlainAscii = (bytes: ByteString): boolean => !NOT_PLAIN.test(bytes);

/**
 * Returns one line of decoded text (without its line end) in a form that is safe to write to a terminal: no
 * control character but tab, no escape sequence but SGR, rebuilt from known parameters by `keepSgr` and
 * closed at the line's end. An escape sequence that the line does not finish ends with it; the payload of an
 * unfinished command string is shown as text. Time is linear.
 */
export const sanitiseLine = (line: string, options: SanitiseOptions): string => {
  if (!UNSAFE.test(line) && (options.tabStop === null || !line.includes('\t'))) return line;
  let out = '';
  let column = 0;
  let open = false;
  let from = 0;
  let at = 0;

  while (at < line.length) {
    const code = line.charCodeAt(at);
    if (!stops(code)) {
      at++;
      continue;
    }
    out += line.slice(from, at);
    column += at - from;
    from = at;
    if (code === TAB) {
      const spaces = options.tabStop === null ? 0 : options.tabStop - (column % options.tabStop);
      out += options.tabStop === null ? '\t' : ' '.repeat(spaces);
      column += spaces;
      at++;
    } else if (INTRODUCERS.has(code)) {
      const sequence = readSequence(line, at);
      at = sequence.end;
      if (options.color && sequence.sgr !== null) {
        const kept = keepSgr(sequence.sgr);
        out += kept.sequence;
        open = kept.open ?? open;
      }
    } else {
      // Inside a line, a progress bar prints it between two texts; at the end, it is part of the line
      // terminator.
      if (code === CR && !isEndOfLine(line, at)) {
        out += ' ';
        column++;
      }
      at += code === TAG_HALF ? 2 : 1;
    }
    from = at;
  }
  return out + line.slice(from) + (open ? SGR_RESET : '');
};

/** Applies `sanitiseLine` to text of several lines joined by `\n`. */
export const sanitiseText = (text: string, options: SanitiseOptions): string =>
  text.includes('\n')
    ? text
        .split('\n')
        .map(line => sanitiseLine(line, options))
        .join('\n')
    : sanitiseLine(text, options);

/** Returns bytes from a host as safe text: decoded as UTF-8, then sanitised line by line. */
export const displayText = (bytes: ByteString, options: SanitiseOptions): string =>
  options.tabStop === null && isPlainAscii(bytes) ? bytes : sanitiseText(decodeText(bytes), options);

const TAB = 0x09;
const CR = 0x0d;
const BEL = 0x07;
const CAN = 0x18;
const SUB = 0x1a;
const ESC = 0x1b;
const CSI = 0x9b;
const ST = 0x9c;
const TAG_HALF = 0xdb40;

/** Returns true if a carriage return ends the line, or another one follows: several become one space. */
const isEndOfLine = (line: string, at: number): boolean =>
  at + 1 >= line.length || line.charCodeAt(at + 1) === CR || line.charCodeAt(at + 1) === 0x0a;

/** Device control, start of string, CSI, operating system command, privacy message, application command: C1 forms. */
const INTRODUCERS = new Set([ESC, 0x90, 0x98, CSI, 0x9d, 0x9e, 0x9f]);

/** Returns true at the end of a run of text that can be copied unchanged. */
const stops = (code: number): boolean =>
  code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0xad && UNSAFE.test(String.fromCharCode(code)));

interface Sequence {
  /** Index after the sequence. */
  readonly end: number;
  /** The parameters, if it is an SGR sequence. */
  readonly sgr: string | null;
}

/** Reads the escape sequence that starts at an introducer, after the state machine of the DEC VT500 (vt100.net/emu). */
const readSequence = (line: string, start: number): Sequence => {
  let at = start + 1;
  let introducer = line.charCodeAt(start);
  if (introducer === ESC) {
    at = skipControls(line, at);
    const next = line.charCodeAt(at);
    // 0x40–0x5F after ESC is the seven-bit form of the C1 control 0x40 higher.
    introducer = next >= 0x40 && next <= 0x5f ? next + 0x40 : 0;
    if (!INTRODUCERS.has(introducer)) return { end: afterEscape(line, at), sgr: null };
    at++;
  }
  return introducer === CSI
    ? readControlSequence(line, at)
    : { end: afterCommandString(line, at), sgr: null };
};

/** A terminal obeys a control character within a sequence and continues; CAN, SUB and ESC end it. */
const skipControls = (line: string, from: number): number => {
  let at = from;
  for (; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === ESC || code === CAN || code === SUB || (code >= 0x20 && code !== 0x7f)) break;
  }
  return at;
};

/** After `ESC`: intermediates 0x20–0x2F and one final byte 0x30–0x7E. */
const afterEscape = (line: string, from: number): number => {
  let at = from;
  while (between(line.charCodeAt(at), 0x20, 0x2f)) at = skipControls(line, at + 1);
  return between(line.charCodeAt(at), 0x30, 0x7e) ? at + 1 : at;
};

/** After `CSI`: parameters 0x30–0x3F, intermediates 0x20–0x2F and one final byte 0x40–0x7E. */
const readControlSequence = (line: string, from: number): Sequence => {
  let at = skipControls(line, from);
  const first = at;
  let parameters = '';
  let copied = first;
  while (between(line.charCodeAt(at), 0x20, 0x3f)) {
    const next = skipControls(line, at + 1);
    if (next !== at + 1) {
      parameters += line.slice(copied, at + 1);
      copied = next;
    }
    at = next;
  }
  parameters += line.slice(copied, at);
  if (!between(line.charCodeAt(at), 0x40, 0x7e)) return { end: at, sgr: null };
  const isSgr = line[at] === 'm' && /^[\d;:]*$/.test(parameters);
  return { end: at + 1, sgr: isSgr ? parameters : null };
};

/**
 * After OSC, DCS, SOS, PM or APC: everything up to ST, BEL, CAN or SUB, or to the next introducer. If the
 * line ends first, nothing is removed, and the rest is shown as text. It contains no introducer, so no byte
 * is read a third time.
 */
const afterCommandString = (line: string, from: number): number => {
  for (let at = from; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === ST || code === BEL || code === CAN || code === SUB) return at + 1;
    if (code === ESC) return line[at + 1] === '\\' ? at + 2 : at;
    if (INTRODUCERS.has(code)) return at;
  }
  return from;
};

/** False for the NaN that `charCodeAt` returns past the end. */
const between = (code: number, low: number, high: number): boolean => code >= low && code <= high;
