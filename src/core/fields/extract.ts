import { type ByteString, decodeText, encodeText } from '../bytes.ts';
import type { Fields } from '../record.ts';
import { NO_HEAD, readSyslogHead, type SyslogHead } from '../syslog/message.ts';
import { isBlank, isDigit, isLetter, isUpper, isWord } from '../understand/compile/steps.ts';
import { hasControls } from '../understand/compile/textBytes.ts';
import { noTimeTo } from '../understand/compile/timeAutomaton.ts';
import { MONTHS, WEEKDAYS } from '../understand/compile/timePattern.ts';
import { anyTime } from '../understand/compile/timePieces.ts';
import { LineHead } from '../understand/lineHead.ts';
import { parseJsonObject } from '../understand/structured/json.ts';
import { parseLogfmt } from '../understand/structured/logfmt.ts';
import { beginsLabelled, parseLtsv } from '../understand/structured/ltsv.ts';
import { type CompiledTimeFormat, TIME_FORMATS_BY_FIRST } from '../understand/tables/timeFormats.ts';
import { reach, readAppHead } from './appHead.ts';
import { setField, setGroup, setPairs } from './convert.ts';
import { FieldList } from './fieldList.ts';
import { readHead } from './headMemo.ts';
import type { FieldProof } from './knownFields.ts';
import type { CompiledLayout } from './layouts/compiledLayout.ts';
import { layoutTables } from './layouts/layoutTables.ts';

/** Maximum nesting of programs wrapping each other's lines. */
const MAX_DEPTH = 5;

const SGR = /\x1b\[[\d;:]*m/g;
const LEADING = /^(?:\xef\xbb\xbf|[\0 \t])+/;
const JSON_TAIL = /[ \t\r\0]+$/;

/** The content found in a line. */
interface Extracted {
  readonly fields: FieldList;
  /** The object in the line or inside its wrapper: its keys precede those of `fields`. */
  own: Fields | null;
  /** The remaining message; null: unknown. */
  message: ByteString | null;
  /** Where in the record the message starts, if it is the rest of it; replaces `message`; -1: not set. */
  messageAt: number;
}

const reading = new LineHead();

/** Returns where the time at a place ends, possibly in brackets; -1 if there is none. */
const timeEnd = (line: ByteString, at: number): number => {
  const bracketed = line.charCodeAt(at) === BRACKET;
  const to = anyTime.step(line, bracketed ? at + 1 : at, line.length, reading);
  if (to < 0) return to;
  reading.lastTime = reading.freeTime;
  if (!bracketed) return to;
  return line.charCodeAt(to) === BRACKET_END ? to + 1 : -1;
};

const blanksEnd = (line: ByteString, from: number): number => {
  let at = from;
  while (isBlank(line.charCodeAt(at))) at++;
  return at;
};

/** Extracts what is in a line. `end`: where its end is in the record, if that has the same bytes up to there; -1: it has others. */
const extractLine = (
  text: ByteString,
  into: Extracted,
  depth: number,
  end: number,
  isLocal = false,
): void => {
  let line = isPlainStart(text.charCodeAt(0)) ? text : text.replace(LEADING, '');
  const first = line.charCodeAt(0);
  if (first === BRACE && readJson(line, into, depth)) return;
  if (readPairs(line, 0, into) || readLabelled(line, into)) return;
  const head = first === ANGLE ? readSyslogHead(line, isLocal) : NO_HEAD;
  if (head.priority !== null) {
    setHead(into.fields, head);
    if (head.tag !== null || head.host !== null) {
      // The name of an event's format looks like a tag.
      const isEvent = head.tag === 'CEF' || head.tag === 'LEEF';
      const message = line.slice(head.messageAt);
      if (isEvent) readWrapped(`${head.tag}:${message}`, into, depth, -1);
      else readWrapped(message, into, depth, end);
      return;
    }
    line = line.slice(line.indexOf('>') + 1);
  }
  const { atStart, withoutTime } = layoutTables();
  if (takeFirst(atStart[line.charCodeAt(0)], line, 0, into, depth, end)) return;
  const to = timeEnd(line, 0);
  if (to >= 0) behindTime(line, to, into, depth, end);
  else if (!takeFirst(withoutTime[line.charCodeAt(0)], line, 0, into, depth, end))
    readApp(line, 0, into, end);
};

/** Returns true if nothing at the start of the line would be skipped. */
const isPlainStart = (code: number): boolean => code > 32 && code !== 0xef;

/** Reads another program's line. */
const readWrapped = (line: ByteString, into: Extracted, depth: number, end: number): void => {
  if (depth < MAX_DEPTH) extractLine(line, into, depth + 1, end);
  else into.message = line;
};

/** Applies the first layout that fits a line starting at a place; returns false if none does. */
const takeFirst = (
  layouts: readonly CompiledLayout[] | undefined,
  line: ByteString,
  at: number,
  into: Extracted,
  depth: number,
  end: number,
): boolean => {
  if (layouts === undefined) return false;
  for (let index = 0; index < layouts.length; index++) {
    const layout = layouts[index]!;
    if (!layout.match(line, at)) continue;
    take(layout, line, into, depth, end);
    return true;
  }
  return false;
};

/** Returns true for times as syslog writes them: with a month's name, or in RFC 3339. */
const isSyslogTime = (line: ByteString, to: number): boolean => {
  if (isUpper(line.charCodeAt(0))) return true;
  const t = line.indexOf('T');
  if (t < 0 || t >= to - 1) return false;
  if (line.charCodeAt(to - 1) === UPPER_Z) return true;
  return t < to - 6 && /^[+-]\d\d:\d\d$/.test(line.slice(to - 6, to));
};

/** Returns the layouts that may follow a time. */
export const layoutsAfter = (line: ByteString, to: number): readonly CompiledLayout[] => {
  const { afterBlank, afterTime } = layoutTables();
  return line.charCodeAt(to) === BLANK ? (afterBlank[line.charCodeAt(to + 1)] ?? afterTime) : afterTime;
};

const behindTime = (line: ByteString, to: number, into: Extracted, depth: number, end: number): void => {
  const layouts = layoutsAfter(line, to);
  let syslog: boolean | null = null;
  for (let index = 0; index < layouts.length; index++) {
    const layout = layouts[index]!;
    if (layout.needsSyslogTime) {
      // An application's line may start with another kind of time, a word and a name.
      syslog ??= isSyslogTime(line, to);
      if (!syslog) continue;
    }
    if (!layout.match(line, to)) continue;
    take(layout, line, into, depth, end);
    return;
  }
  const at = blanksEnd(line, to);
  const wraps = depth < MAX_DEPTH && (line.charCodeAt(at) === BRACE || timeEnd(line, at) >= 0);
  if (wraps) extractLine(line.slice(at), into, depth + 1, end);
  else if (!readPairs(line, at, into)) readApp(line, to, into, end);
};

const take = (
  compiled: CompiledLayout,
  line: ByteString,
  into: Extracted,
  depth: number,
  end: number,
): void => {
  const { layout } = compiled;
  const isAtEnd = end >= 0 && compiled.rest > 0 && compiled.placeAfter(compiled.rest) === line.length;
  const rest = compiled.rest === 0 ? undefined : compiled.text(compiled.rest);
  compiled.setFields(into.fields);
  if (compiled.prefix > 0) setPostgres(into.fields, compiled.text(compiled.prefix) ?? '', rest ?? '');
  if (layout.name === 'nginx') into.message = setNginx(into.fields, rest ?? '');
  else if (rest === undefined) into.message = null;
  else if (layout.wraps && depth < MAX_DEPTH) extractLine(rest, into, depth + 1, isAtEnd ? end : -1);
  else if (isAtEnd) into.messageAt = end - rest.length;
  else into.message = rest;
};

const readApp = (line: ByteString, from: number, into: Extracted, end: number): void => {
  const head = readHead(line, from);
  const messageAt = head === null ? blanksEnd(line, from) : from + head.messageAt;
  if (head !== null) {
    const { names, values, size } = head.fields;
    const isFirst = into.fields.size === 0;
    for (let at = 0; at < size; at++) {
      if (isFirst || !into.fields.has(names[at]!)) into.fields.add(names[at]!, values[at]!);
    }
    // Fields of other programs' lines are not learned by the start of the record.
    if (isFirst && end === line.length) into.fields.origin = head;
  }
  if (end >= 0) into.messageAt = end - line.length + messageAt;
  else into.message = line.slice(messageAt);
};

/** The format of the last time that was read. */
export const lastTimeFormat = (): CompiledTimeFormat | null => reading.lastTime;

/** Redis' lines start with a number, too. */
const MAY_BE_REDIS = /^\d+:[XCSM]/;

/**
 * Returns which bytes of a line determine its fields, apart from the values of most digits; null if that is unknown. The line
 * has just been read, starts with a digit, and its fields were those of an application's head.
 */
export const proofOfFields = (line: ByteString): FieldProof | null => {
  const to = timeEnd(line, 0);
  const time = reading.freeTime;
  if (to < 0 || time === null || MAY_BE_REDIS.test(line)) return null;
  let length = Math.max(to, line.search(/\D/) + 2);
  const at = blanksEnd(line, to);
  let exactTo = to;
  for (const [layouts, place] of [
    [layoutTables().atStart[line.charCodeAt(0)] ?? [], 0],
    [layoutsAfter(line, to), to],
  ] as const) {
    for (const layout of layouts) {
      if (layout.layout.name === 'redis') continue;
      const rejected = layout.rejectedBy(line, place);
      if (rejected < 0) return null;
      length = Math.max(length, rejected);
      if (!layout.treatsDigitsAlike) exactTo = Math.max(exactTo, rejected);
    }
  }
  const word = /[^\w.@/-]/g;
  word.lastIndex = at;
  const wordEnd = word.exec(line)?.index ?? line.length;
  const noTime = noTimeFrom(line, at);
  if (noTime < 0 || beginsAsPair(line, at)) return null;
  readAppHead(line, to);
  length = Math.max(length, wordEnd + 1, noTime, reach.to);
  return length < line.length ? { time, timeLength: to, exactTo, length } : null;
};

/**
 * Returns how far a line has to be read to see that neither a time nor an object starts at a place, whatever the values of digits are; -1:
 * unknown.
 */
const noTimeFrom = (line: ByteString, at: number): number => {
  const from = line.charCodeAt(at) === BRACKET ? at + 1 : at;
  const code = line.charCodeAt(from);
  if (code === BRACE || code === BRACKET) return -1;
  if (isDigit(code)) return noTimeTo(line, from);
  const isTime = isUpper(code)
    ? timeNames.has(line.slice(from, from + 3))
    : (TIME_FORMATS_BY_FIRST[code]?.length ?? 0) > 0;
  return isTime ? -1 : at + 4;
};

const timeNames: ReadonlySet<string> = new Set([...MONTHS, ...WEEKDAYS]);

const readJson = (line: ByteString, into: Extracted, depth: number): boolean => {
  const own = parseJsonObject(line.replace(JSON_TAIL, ''));
  if (own === null) return false;
  into.own = into.own === null ? own : { ...into.own, ...own };
  const { log, stream } = own;
  // A container runtime's JSON carries another program's line.
  if (typeof log === 'string' && typeof stream === 'string' && depth < MAX_DEPTH) {
    extractLine(encodeText(log).replace(/[\r\n]+$/, ''), into, depth + 1, -1);
  }
  return true;
};

const readPairs = (line: ByteString, at: number, into: Extracted): boolean => {
  if (!beginsAsPair(line, at)) return false;
  const own = parseLogfmt(line.slice(at));
  if (own === null) return false;
  into.own = into.own === null ? own : { ...into.own, ...own };
  return true;
};

const readLabelled = (line: ByteString, into: Extracted): boolean => {
  if (!beginsLabelled(line, 0, line.length)) return false;
  const own = parseLtsv(line);
  if (own === null) return false;
  into.own = into.own === null ? own : { ...into.own, ...own };
  return true;
};

/** Maximum length of a key: a line may have megabytes without a space. */
const MAX_KEY = 4096;

/** Returns true if a key and `=` follow. */
export const beginsAsPair = (line: ByteString, from: number): boolean => {
  const first = line.charCodeAt(from);
  if (!isLetter(first) && first !== UNDERSCORE && first !== AT) return false;
  const last = from + MAX_KEY;
  let at = from + 1;
  while (at < last && KEY_CODES[line.charCodeAt(at)] === 1) at++;
  return line.charCodeAt(at) === EQUALS;
};

const KEY_CODES = Uint8Array.from({ length: 256 }, (_, code) =>
  Number(isWord(code) || '.@/-'.includes(String.fromCharCode(code))),
);

const BLANK = 32;
const EQUALS = 61;
const AT = 64;
const ANGLE = 60;
const BRACE = 123;
const BRACKET = 91;
const BRACKET_END = 93;
const UNDERSCORE = 95;
const UPPER_Z = 90;

/** Sets the fields in the head of a syslog message. */
const setHead = (fields: FieldList, { priority, host, tag, pid, msgid, data }: SyslogHead): void => {
  setGroup(fields, 'host', host ?? '');
  setGroup(fields, 'tag', tag ?? '');
  setGroup(fields, 'pid', pid ?? '');
  setGroup(fields, 'msgid', msgid ?? '');
  setGroup(fields, 'priority', `${priority}`);
  setGroup(fields, 'data', data ?? '');
};

/** PostgreSQL's `log_line_prefix` may contain anything: its parts are recognised by their form. */
const setPostgres = (fields: FieldList, prefix: ByteString, message: ByteString): void => {
  setPairs(fields, prefix, {
    user: 'user',
    db: 'database',
    database: 'database',
    app: 'tag',
    client: 'client',
    host: 'client',
    session: 'session',
    state: 'sqlstate',
  });
  for (const token of prefix.split(/[ \t]+|:(?=[\w[@(]|$)/)) {
    const bare = token.replace(/^[[(]+|[\]):,]+$/g, '');
    if (token.includes('=')) continue;
    const account = /^([^@[\]()]*)@([^@[\]()]+)$/.exec(bare);
    if (account) {
      setField(fields, 'user', account[1]?.replace('[unknown]', ''));
      setField(fields, 'database', account[2]);
    } else if (/^\d+$/.test(bare) && token.startsWith('[')) setField(fields, 'pid', bare);
    else if (/^\d+$/.test(bare) && token !== bare) setField(fields, 'pid', bare);
    else if (/^(?=.*\d)[0-9A-Z]{5}$/.test(bare)) setField(fields, 'sqlstate', bare);
    else if (/^[0-9a-f]{8}\.[0-9a-f]+$/.test(bare)) setField(fields, 'session', bare);
    else if (/^[\w.:-]+\(\d+$/.test(bare)) setField(fields, 'client', bare.replace(/\(\d+$/, ''));
  }
  // The process and the number of its line; behind a process, the number alone has this form.
  if (!fields.has('pid')) setField(fields, 'pid', /(?:^|[ \t])\[(\d+)-\d+\]/.exec(prefix)?.[1]);
  const millis = /^duration: ([0-9.]+) ms/.exec(message)?.[1];
  setGroup(fields, 'millis', millis);
};

/** nginx' errors end with `, key: value` parts. */
const setNginx = (fields: FieldList, rest: ByteString): ByteString => {
  const at = rest.search(/, client: /);
  if (at < 0) return rest;
  const parts = rest
    .slice(at)
    .matchAll(/, (client|server|request|upstream|host|referrer): (?:"((?:[^"\\]|\\.)*)"|([^,]*))/g);
  for (const [, name, quoted, bare] of parts) setGroup(fields, name!, quoted ?? bare);
  return rest.slice(0, at);
};

/** A record's fields, and its message if something is left besides them. */
export interface RecordFields {
  /** Null if the text has none besides the message. */
  readonly fields: Fields | null;
  readonly message: string | null;
}

const extracted: Extracted = {
  fields: new FieldList(),
  own: null,
  message: null,
  messageAt: -1,
};

const cleared = (): Extracted => {
  extracted.fields.clear();
  extracted.own = null;
  extracted.message = null;
  extracted.messageAt = -1;
  return extracted;
};

/**
 * Extracts the fields of a record's text: those of JSON and logfmt unchanged, those of text formats named by
 * `words.ts`. The result is overwritten by the next record's. `isLocal`: it arrived on a local syslog socket.
 */
const extract = (text: ByteString, isLocal: boolean): Extracted => {
  const into = cleared();
  // Most records are one line without an escape sequence or a carriage return.
  const isPlain = !hasControls(text);
  const newline = isPlain ? -1 : text.indexOf('\n');
  // An object may span several lines.
  if (newline >= 0 && text.charCodeAt(0) === BRACE) {
    into.own = parseJsonObject(text.trimEnd());
    if (into.own !== null) return into;
  }
  const line = newline < 0 ? text : text.slice(0, newline);
  let first = line;
  let tail = 0;
  if (!isPlain) {
    if (first.includes('\x1b')) first = first.replace(SGR, '');
    if (first.charCodeAt(first.length - 1) === 13) tail = 1;
  }
  // The rest of the text is the message, except for a carriage return at its end.
  const isWhole = first === line && (tail === 0 || newline < 0);
  if (tail > 0) first = first.slice(0, -1);
  extractLine(first, into, 0, isWhole ? first.length : -1, isLocal);
  if (into.own !== null) return into;
  if (into.messageAt >= 0) takeRest(text, into, tail);
  else if (into.message !== null && newline >= 0) into.message += text.slice(newline);
  if (into.fields.size > 0 && into.message !== null) into.fields.set('message', into.message);
  return into;
};

/** The rest of a record, except for its last bytes, is its message, stored as a place unless another field has that name. */
const takeRest = (text: ByteString, into: Extracted, tail: number): void => {
  const { fields, messageAt } = into;
  if (fields.size === 0 || fields.has('message')) {
    into.message = text.slice(messageAt, text.length - tail);
    return;
  }
  fields.messageAt = messageAt;
  fields.tail = tail;
};

/** Returns the fields of a record's text, and its message if something is left besides them. */
export const extractFields = (text: ByteString, isLocal = false): RecordFields => {
  const { fields, own, message: found } = extract(text, isLocal);
  const message = fields.messageAt < 0 ? found : text.slice(fields.messageAt, text.length - fields.tail);
  if (fields.messageAt >= 0) fields.add('message', message!);
  if (own !== null)
    return { fields: fields.size === 0 ? own : { ...fields.toObject(), ...own }, message: null };
  return {
    fields: fields.size === 0 ? null : fields.toObject(),
    message: message === null ? null : decodeText(message),
  };
};

/**
 * Like `extractFields`, for immediate use: the list is overwritten when the next record's fields are requested.
 * Null: there are none.
 */
export const extractFieldList = (text: ByteString): FieldList | Fields | null => {
  const { fields, own } = extract(text, false);
  if (own !== null) return fields.size === 0 ? own : { ...fields.toObject(), ...own };
  return fields.size === 0 ? null : fields;
};
