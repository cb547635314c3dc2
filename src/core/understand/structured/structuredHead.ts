import { type ByteString, decodeText, encodeText } from '../../bytes.ts';
import { LEVELS } from '../../level.ts';
import { statusLevel } from '../httpStatus.ts';
import { type LineHead, NO_LEVEL } from '../lineHead.ts';
import { withoutEscapes } from '../skipped.ts';
import { FieldHead, tellsHead } from './fieldHead.ts';
import { mongoSeverity } from './fieldLevel.ts';
import { jsonObjectEnd } from './jsonScan.ts';
import { eachPair } from './logfmt.ts';
import { eachLabelled } from './ltsv.ts';
import { jsonStream } from './streamKey.ts';

const head = new FieldHead();
const INFO = LEVELS.indexOf('info');
const QUOTE = 34;
const COMMA = 44;
const CLOSE_BRACKET = 93;
const OPEN = 123;

/** A line of text in a JSON object. */
interface CarriedLine {
  readonly text: ByteString;
  /** True if it is only part of a line that was too long for the program that wrote the object. */
  readonly partial: boolean;
}

/** Bytes of characters other than ASCII. */
const OTHERS = /[\x80-\xff]/;

/** Docker splits lines into pieces of this many bytes (daemon/logger/copier.go). */
const DOCKER_PIECE = 16_000;

/** Returns the line of text in an object. `endsLines` returns true if complete lines in this log end with a newline. */
const carriedLine = (text: ByteString, endsLines: (text: ByteString) => boolean): CarriedLine | null => {
  const { lineKey, lineFrom, lineTo, telling } = head;
  if (lineKey === '') return null;
  const raw = text.slice(lineFrom, lineTo);
  let line = raw;
  if (raw.includes('\\')) {
    try {
      line = encodeText(JSON.parse(`"${OTHERS.test(raw) ? decodeText(raw) : raw}"`) as string);
    } catch {
      return null;
    }
  }
  const isDocker = lineKey === 'log' && typeof telling.stream === 'string';
  const isCut = isDocker && !line.endsWith('\n') && (line.length >= DOCKER_PIECE || endsLines(text));
  const carried = withoutEscapes(trimmedEnd(line));
  if (carried === '' && !isDocker) return null;
  return { text: carried, partial: isCut || telling.logtag === 'P' };
};

const trimmedEnd = (line: ByteString): ByteString => {
  let to = line.length;
  while (to > 0 && (line.charCodeAt(to - 1) === 10 || line.charCodeAt(to - 1) === 13)) to--;
  return line.slice(0, to);
};

/** Returns the level that a format implies through fields other than those for time and level. */
const impliedLevel = (): number => {
  if (head.timeKey === 't') return mongoSeverity(head.telling['s']);
  // Serilog's compact format omits @l for Information (its README, "Reified properties").
  const isCompact = head.telling['@mt'] !== undefined || head.telling['@m'] !== undefined;
  return head.timeKey === '@t' && isCompact ? INFO : NO_LEVEL;
};

/** The content of a JSON line. */
export interface JsonHead {
  /** The position after the object. */
  readonly end: number;
  /** The object's line of text, if the object itself lacks a level or a time, or its line's level precedes. */
  readonly line: CarriedLine | null;
  /** True if the level of that line precedes the object's. */
  readonly isPrinted: boolean;
  /** The origin of that line. */
  readonly stream: ByteString;
}

/**
 * Reads the level and time of the JSON object between two positions; null if the text is not one. If `isPart` is set,
 * the text may be truncated, and its remaining fields count. Only further array elements or objects may follow.
 */
export const readJsonHead = (
  text: ByteString,
  from: number,
  end: number,
  reading: LineHead,
  endsLines: (text: ByteString) => boolean = () => false,
  isPart = false,
): JsonHead | null => {
  head.begin(reading);
  const to = jsonObjectEnd(text, from, end, head);
  if (to < 0 ? !isPart : !isRestOfLine(text, to, end)) return null;
  head.finish();
  if (reading.level === NO_LEVEL) reading.level = impliedLevel();
  if (to < 0) return tellsHead(reading) ? { end, line: null, stream: '', isPrinted: false } : null;
  const { isPrinted } = head;
  if (reading.level !== NO_LEVEL && reading.time !== null && !isPrinted)
    return { end: to, line: null, stream: '', isPrinted };
  const line = carriedLine(text, endsLines);
  return { end: to, line, stream: line === null ? '' : jsonStream(text, from, to), isPrinted };
};

/** Returns true if the text after an object is not of another kind. */
const isRestOfLine = (text: ByteString, from: number, end: number): boolean => {
  let at = from;
  while (at < end && text.charCodeAt(at) <= 32) at++;
  if (at >= end) return true;
  const code = text.charCodeAt(at);
  if (code === OPEN) return true;
  if (code !== COMMA && code !== CLOSE_BRACKET) return false;
  at++;
  while (at < end && (text.charCodeAt(at) <= 32 || text.charCodeAt(at) === CLOSE_BRACKET)) at++;
  return at >= end || text.charCodeAt(at) === OPEN;
};

/**
 * Reads the level and time of a text of `key=value` pairs; returns false if it is not one, or has neither. Does not
 * examine the text after the pairs that provide them.
 */
export const readLogfmtHead = (text: ByteString, from: number, end: number, reading: LineHead): boolean => {
  head.begin(reading);
  const isPairs = eachPair(text, from, end, (keyFrom, keyTo, valueFrom, valueTo) => {
    const quoted = text.charCodeAt(valueFrom) === QUOTE;
    head.see(
      text,
      keyFrom,
      keyTo,
      quoted ? valueFrom + 1 : valueFrom,
      quoted ? valueTo - 1 : valueTo,
      'text',
    );
    return !head.isComplete;
  });
  head.finish();
  return isPairs && tellsHead(reading);
};

const OPEN_BRACKET = 91;

/** Identifies a line with a status as an access log's (ltsv.org, "Labels for Web server's Log"). */
const REQUEST = /(?:^|\t)(?:req|method|uri|reqtime|request|request_method|request_uri|path):/;
const STATUS = /(?:^|\t)status:(\d{3})(?:[\t\r]|$)/;

/**
 * Reads the level and time of labelled, tab-separated values; returns false if the text is not LTSV, or has neither.
 */
export const readLtsvHead = (text: ByteString, from: number, end: number, reading: LineHead): boolean => {
  head.begin(reading);
  const isLtsv = eachLabelled(text, from, end, (keyFrom, keyTo, valueFrom, valueTo) => {
    // The times of Apache and nginx keep their brackets.
    const bracketed =
      text.charCodeAt(valueFrom) === OPEN_BRACKET && text.charCodeAt(valueTo - 1) === CLOSE_BRACKET;
    const inset = bracketed ? 1 : 0;
    head.see(text, keyFrom, keyTo, valueFrom + inset, valueTo - inset, 'text');
    return true;
  });
  if (!isLtsv) return false;
  head.finish();
  if (reading.level === NO_LEVEL) {
    const line = text.slice(from, end);
    const status = STATUS.exec(line)?.[1];
    if (status !== undefined && REQUEST.test(line)) reading.level = statusLevel(Number(status));
  }
  return tellsHead(reading);
};
