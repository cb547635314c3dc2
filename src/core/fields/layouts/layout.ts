import type { FieldValue } from '../fieldList.ts';

/**
 * How a program lays out its lines, for the fields in them. Groups of the pattern are named after words (`words.ts`), or are
 * - `rest`: another program's line, or what is left: read again if the layout wraps others, else the message;
 * - `request`: an HTTP request line; `address`: an address with a port, of the client;
 * - `seconds`, `millis`, `micros`, `span`: a duration, the last with its unit;
 * - `extension`, `leef`: the fields of an event in CEF and LEEF;
 * - `priority`: a syslog priority; `pairs`: `key=value` separated by commas; `data`: structured data of RFC 5424.
 *
 * Every pattern takes time in proportion to the line's length: no two neighbouring repeats match the same text.
 */
export interface FieldLayout {
  readonly name: string;
  /** Where it applies: after a time; at the line's start; or at the line's start unless that is a time. */
  readonly after: 'time' | 'start' | 'no time';
  /** The characters that such a line may start with, as a RegExp's class; absent: any. */
  readonly first?: string;
  /** For layouts after a time: the characters that may follow the initial space; absent: any, or no space. */
  readonly next?: string;
  /** Text that every such line contains: a cheap check before an expensive one. */
  readonly needs?: string;
  /** Sticky. */
  readonly pattern: RegExp;
  /** Its message is a line of another program. */
  readonly wraps?: true;
  /** Rejects a line that only looks like this layout, by the text of one of its groups. */
  readonly accepts?: readonly [group: string, accepts: (text: string | undefined) => boolean];
  /**
   * For a host's tools: for each word, one or more EREs for the text around its number, with `%` in place of
   * the number. A number without one may be anywhere.
   */
  readonly marks?: Readonly<Record<string, string | readonly string[]>>;
  readonly example: string;
  readonly fields: Readonly<Record<string, FieldValue>>;
}

/** The named pieces that a layout's pattern can use in braces. */
const MACROS: Readonly<Record<string, string>> = {
  // Matches a bracketed time; it is parsed elsewhere.
  TIME: '\\[[^\\]]{8,40}\\]',
  QUOTED: '[^"\\\\]*(?:\\\\.[^"\\\\]*)*',
  WORD: '[^ \\t]+',
};

/** Returns a sticky RegExp for a layout's pattern, with `{TIME}`, `{QUOTED}` and `{WORD}` written out. */
export const pattern = (source: string): RegExp =>
  new RegExp(
    source.replace(/\{([A-Z]+)\}/g, (whole, name: string) => MACROS[name] ?? whole),
    'ys',
  );
