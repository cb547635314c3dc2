import type { ByteString } from '../../bytes.ts';

/** The kind of a field's value, judging by its first character. */
export type ValueKind = 'text' | 'bare' | 'nested';

/** Receives each field of an object: the positions of its key and value in the text, without their quotes. */
export interface FieldVisitor {
  see(
    text: ByteString,
    keyFrom: number,
    keyTo: number,
    valueFrom: number,
    valueTo: number,
    kind: ValueKind,
  ): void;
}

/** Maximum nesting depth of JSON: code that prints or compares values is recursive, and the stack is finite. */
export const MAX_JSON_DEPTH = 200;

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN = 123;
const CLOSE = 125;

const skipSpace = (text: ByteString, from: number): number => {
  let at = from;
  while (text.charCodeAt(at) <= 32) at++;
  return at;
};

/**
 * Returns the position of the closing quote of the string whose first character is at `from`; -1: none before `end`.
 */
const closingQuote = (text: ByteString, from: number, end: number): number => {
  let at = text.indexOf('"', from);
  while (at >= 0 && at < end) {
    let escapes = at;
    while (escapes > from && text.charCodeAt(escapes - 1) === BACKSLASH) escapes--;
    if ((at - escapes) % 2 === 0) return at;
    at = text.indexOf('"', at + 1);
  }
  return -1;
};

/** Returns the position after the object or array at `from`; -1 if it is unterminated or nested too deeply. */
const nestedEnd = (text: ByteString, from: number, end: number): number => {
  let depth = 0;
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = closingQuote(text, at + 1, end);
      if (at < 0) return -1;
    } else if (code === OPEN || code === OPEN_BRACKET) {
      if (++depth >= MAX_JSON_DEPTH) return -1;
    } else if ((code === CLOSE || code === CLOSE_BRACKET) && --depth === 0) return at + 1;
  }
  return -1;
};

const bareEnd = (text: ByteString, from: number, end: number): number => {
  let at = from;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code === COMMA || code === CLOSE || code <= 32) break;
    at++;
  }
  return at === from ? -1 : at;
};

/**
 * Visits the top-level fields of a JSON object without creating their values: several times as fast as parsing. Returns
 * where the object that starts at `from` ends; -1 if it is unterminated, invalid, or nested deeper than
 * `MAX_JSON_DEPTH`.
 */
export const jsonObjectEnd = (text: ByteString, from: number, end: number, visitor: FieldVisitor): number => {
  let at = skipSpace(text, from + 1);
  if (text.charCodeAt(at) === CLOSE) return at < end ? at + 1 : -1;
  while (at < end) {
    if (text.charCodeAt(at) !== QUOTE) return -1;
    const keyFrom = at + 1;
    const keyTo = closingQuote(text, keyFrom, end);
    if (keyTo < 0) return -1;
    at = skipSpace(text, keyTo + 1);
    if (text.charCodeAt(at) !== COLON) return -1;
    at = skipSpace(text, at + 1);
    const code = text.charCodeAt(at);
    const kind: ValueKind =
      code === QUOTE ? 'text' : code === OPEN || code === OPEN_BRACKET ? 'nested' : 'bare';
    const valueFrom = kind === 'text' ? at + 1 : at;
    const valueTo =
      kind === 'text'
        ? closingQuote(text, valueFrom, end)
        : kind === 'nested'
          ? nestedEnd(text, at, end)
          : bareEnd(text, at, end);
    if (valueTo < 0) return -1;
    visitor.see(text, keyFrom, keyTo, valueFrom, valueTo, kind);
    at = skipSpace(text, kind === 'text' ? valueTo + 1 : valueTo);
    const next = text.charCodeAt(at);
    if (next === CLOSE) return at < end ? at + 1 : -1;
    if (next !== COMMA) return -1;
    at = skipSpace(text, at + 1);
  }
  return -1;
};

/** Returns true if the text between `from` and `end` is one object, optionally followed by blanks. */
export const scanJsonObject = (
  text: ByteString,
  from: number,
  end: number,
  visitor: FieldVisitor,
): boolean => {
  const to = jsonObjectEnd(text, from, end, visitor);
  return to >= 0 && (to === end || skipSpace(text, to) >= end);
};
