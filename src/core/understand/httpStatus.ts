import type { ByteString } from '../bytes.ts';
import { LEVELS, type Level } from '../level.ts';
import { isDigit } from './compile/steps.ts';
import { NO_LEVEL } from './lineHead.ts';

const QUOTE = 34;
const BACKSLASH = 92;
const BAR = 124;

const INFO = LEVELS.indexOf('info');
const WARN = LEVELS.indexOf('warn');
const ERROR = LEVELS.indexOf('error');

/** Returns the level of an HTTP status: server errors, client errors, everything else. */
export const statusLevel = (status: number): number => {
  if (status < 100 || status > 599) return NO_LEVEL;
  return status >= 500 ? ERROR : status >= 400 ? WARN : INFO;
};

/** Returns the first digits of statuses with a level or worse. */
export const statusDigits = (level: Level): string => {
  const least = LEVELS.indexOf(level);
  return [1, 2, 3, 4, 5].filter(digit => statusLevel(digit * 100) >= least).join('');
};

/** Parses exactly three digits at `at` as a level. */
export const statusLevelAt = (text: ByteString, at: number, end: number): number => {
  if (at + 3 > end) return NO_LEVEL;
  for (let place = at; place < at + 3; place++) if (!isDigit(text.charCodeAt(place))) return NO_LEVEL;
  const next = at + 3 < end ? text.charCodeAt(at + 3) : 32;
  if (next > 32 && next !== BAR && next !== 44 && next !== 41) return NO_LEVEL;
  return statusLevel(Number(text.slice(at, at + 3)));
};

/** Returns where a quoted text starting at `at` ends, after its quote; -1: unterminated. */
const quoteEnd = (text: ByteString, at: number, end: number): number => {
  for (let place = at + 1; place < end; place++) {
    const code = text.charCodeAt(place);
    if (code === BACKSLASH) place++;
    else if (code === QUOTE) return place + 1;
  }
  return -1;
};

/** Returns the level of an access log line from its status, which follows the quoted request. */
export const requestLevel = (text: ByteString, from: number, end: number): number => {
  const quote = text.indexOf('"', from);
  if (quote < 0 || quote >= end) return NO_LEVEL;
  const behind = quoteEnd(text, quote, end);
  if (behind < 0 || text.charCodeAt(behind) !== 32) return NO_LEVEL;
  if (!text.startsWith('from ', behind + 1)) return statusLevelAt(text, behind + 1, end);
  // chi prints the client first.
  const dash = text.indexOf(' - ', behind);
  return dash < 0 || dash >= end ? NO_LEVEL : statusLevelAt(text, dash + 3, end);
};

const REQUEST = /"[A-Z]+ [^"]*"/y;

/** Returns the level of a line that may not be an access log's: the quoted text must look like a request. */
export const quotedLevel = (text: ByteString, quote: number, end: number): number => {
  REQUEST.lastIndex = quote;
  return REQUEST.test(text) ? requestLevel(text, quote, end) : NO_LEVEL;
};

/** Returns the level of a line with its status after a bar (Gin), or after the protocol's name (uWSGI). */
export const barredLevel = (text: ByteString, from: number, end: number): number => {
  let at = from;
  while (at < end && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === BAR)) at++;
  return statusLevelAt(text, at, end);
};

const PROTOCOL = /\(HTTP\/[0-9.]+ /g;

export const protocolLevel = (text: ByteString, from: number, end: number): number => {
  PROTOCOL.lastIndex = from;
  return PROTOCOL.test(text) ? statusLevelAt(text, PROTOCOL.lastIndex, end) : NO_LEVEL;
};
