import { type ByteString, decodeText, encodeText } from '../bytes.ts';
import type { Fields } from '../record.ts';
import { NO_HEAD, readSyslogHead, type SyslogHead } from '../syslog/message.ts';
import { anyTime } from '../understand/compile/timePieces.ts';
import { Reading } from '../understand/reading.ts';
import { parseJsonObject } from '../understand/structured/json.ts';
import { parseLogfmt } from '../understand/structured/logfmt.ts';
import { readAppHead } from './appHead.ts';
import { type FieldMap, setField, setGroups, setPairs } from './convert.ts';
import { HTTP_LAYOUTS } from './layouts/http.ts';
import type { FieldLayout, Groups } from './layouts/layout.ts';
import { SERVER_LAYOUTS } from './layouts/servers.ts';
import { SYSTEM_LAYOUTS } from './layouts/system.ts';

/** Every layout whose fields are known, the more particular before the more general. */
export const FIELD_LAYOUTS: readonly FieldLayout[] = [...SERVER_LAYOUTS, ...SYSTEM_LAYOUTS, ...HTTP_LAYOUTS];

type Place = FieldLayout['after'];

/** By the first character of a line: the layouts that may begin so. */
const byFirst = (place: Place): readonly (readonly FieldLayout[])[] =>
  Array.from({ length: 256 }, (_, code) =>
    FIELD_LAYOUTS.filter(
      ({ after, first }) =>
        after === place &&
        (first === undefined ||
          new RegExp(`[${first.replace('[', '\\\\[')}]`).test(String.fromCharCode(code))),
    ),
  );

const AT_START = byFirst('start');
const WITHOUT_TIME = byFirst('no time');
const AFTER_TIME = FIELD_LAYOUTS.filter(({ after }) => after === 'time');

/** How deep programs may wrap each other's lines. */
const MAX_DEPTH = 5;

const SGR = /\x1b\[[\d;:]*m/g;
const LEADING = /^(?:\xef\xbb\xbf|[\0 \t])+/;
const JSON_TAIL = /[ \t\r\0]+$/;

/** What a line turned out to hold. */
interface Extracted {
  readonly fields: FieldMap;
  /** An object that the line, or what it wraps, is: its own keys come before those of `fields`. */
  own: Fields | null;
  /** What is left as the message; null: none is known. */
  message: ByteString | null;
}

const reading = new Reading();

/** Where the time at a place ends; -1 where there is none. Also a time in brackets. */
const timeEnd = (line: ByteString, at: number): number => {
  const bracketed = line[at] === '[';
  const to = anyTime.step(line, bracketed ? at + 1 : at, line.length, reading);
  if (to < 0 || !bracketed) return to;
  return line[to] === ']' ? to + 1 : -1;
};

const matchAt = (layout: FieldLayout, line: ByteString, at: number): Groups | null => {
  if (layout.needs !== undefined && !line.includes(layout.needs, at)) return null;
  layout.pattern.lastIndex = at;
  const groups = layout.pattern.exec(line)?.groups ?? null;
  return groups !== null && layout.accepts?.(groups) === false ? null : groups;
};

const extractLine = (text: ByteString, into: Extracted, depth: number, isLocal = false): void => {
  let line = text.replace(LEADING, '');
  if (line.charCodeAt(0) === BRACE && readJson(line, into, depth)) return;
  if (readPairs(line, into)) return;
  const head = line.charCodeAt(0) === LESS ? readSyslogHead(line, isLocal) : NO_HEAD;
  if (head.priority !== null) {
    setHead(into.fields, head);
    if (head.tag !== null || head.host !== null) {
      readWrapped(line.slice(head.messageAt), into, depth);
      return;
    }
    line = line.slice(line.indexOf('>') + 1);
  }
  if (takeFirst(AT_START[line.charCodeAt(0)], line, into, depth)) return;
  const to = timeEnd(line, 0);
  if (to >= 0) behindTime(line, to, into, depth);
  else if (!takeFirst(WITHOUT_TIME[line.charCodeAt(0)], line, into, depth)) readApp(line, 0, into);
};

/** Reads another program's line. */
const readWrapped = (line: ByteString, into: Extracted, depth: number): void => {
  if (depth < MAX_DEPTH) extractLine(line, into, depth + 1);
  else into.message = line;
};

/** Takes the first of the layouts that fits a line; returns whether one does. */
const takeFirst = (
  layouts: readonly FieldLayout[] | undefined,
  line: ByteString,
  into: Extracted,
  depth: number,
): boolean => {
  for (const layout of layouts ?? []) {
    const groups = matchAt(layout, line, 0);
    if (groups === null) continue;
    take(layout, groups, into, depth);
    return true;
  }
  return false;
};

const behindTime = (line: ByteString, to: number, into: Extracted, depth: number): void => {
  const isSyslog = /^[A-Z]/.test(line) || /T.*(?:Z|[+-]\d\d:\d\d)$/.test(line.slice(0, to));
  for (const layout of AFTER_TIME) {
    // An application's line may begin with a time of another kind, a word and a name.
    if (layout.name === 'syslog' && !isSyslog && !layout.pattern.source.includes('<pid>')) continue;
    const groups = matchAt(layout, line, to);
    if (groups !== null) {
      take(layout, groups, into, depth);
      return;
    }
  }
  const rest = line.slice(to).replace(/^[ \t]+/, '');
  const wraps = depth < MAX_DEPTH && (rest.charCodeAt(0) === BRACE || timeEnd(rest, 0) >= 0);
  if (wraps) extractLine(rest, into, depth + 1);
  else if (!readPairs(rest, into)) readApp(line, to, into);
};

const take = (layout: FieldLayout, groups: Groups, into: Extracted, depth: number): void => {
  const rest = groups['rest'];
  setGroups(into.fields, groups);
  if (groups['prefix'] !== undefined) setPostgres(into.fields, groups['prefix'], rest ?? '');
  if (layout.name === 'nginx') into.message = setNginx(into.fields, rest ?? '');
  else if (rest === undefined) into.message = null;
  else if (layout.wraps && depth < MAX_DEPTH) extractLine(rest, into, depth + 1);
  else into.message = rest;
};

const readApp = (line: ByteString, from: number, into: Extracted): void => {
  const head = readAppHead(line, from);
  for (const name in head?.fields) setField(into.fields, name, head!.fields[name]);
  into.message = head ? line.slice(head.messageAt) : line.slice(from).replace(/^[ \t]+/, '');
};

const readJson = (line: ByteString, into: Extracted, depth: number): boolean => {
  const own = parseJsonObject(line.replace(JSON_TAIL, ''));
  if (own === null) return false;
  into.own = into.own === null ? own : { ...into.own, ...own };
  const { log, stream } = own;
  // A container runtime's JSON carries another program's line.
  if (typeof log === 'string' && typeof stream === 'string' && depth < MAX_DEPTH) {
    extractLine(encodeText(log).replace(/[\r\n]+$/, ''), into, depth + 1);
  }
  return true;
};

const readPairs = (line: ByteString, into: Extracted): boolean => {
  if (!/^[A-Za-z_@][\w.@/-]*=/.test(line)) return false;
  const own = parseLogfmt(line);
  if (own === null) return false;
  into.own = into.own === null ? own : { ...into.own, ...own };
  return true;
};

const BRACE = 123;
const LESS = 60;

/** Sets the fields that the head of a syslog message states. */
const setHead = (fields: FieldMap, { priority, host, tag, pid, msgid, data }: SyslogHead): void =>
  setGroups(fields, {
    host: host ?? '',
    tag: tag ?? '',
    pid: pid ?? '',
    msgid: msgid ?? '',
    priority: `${priority}`,
    data: data ?? '',
  });

/** PostgreSQL's `log_line_prefix` may hold anything: its parts are known by what they look like. */
const setPostgres = (fields: FieldMap, prefix: ByteString, message: ByteString): void => {
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
  const millis = /^duration: ([0-9.]+) ms/.exec(message)?.[1];
  if (millis !== undefined) setGroups(fields, { millis });
};

/** nginx' errors end with `, key: value` parts. */
const setNginx = (fields: FieldMap, rest: ByteString): ByteString => {
  const at = rest.search(/, client: /);
  if (at < 0) return rest;
  const parts = rest
    .slice(at)
    .matchAll(/, (client|server|request|upstream|host|referrer): (?:"((?:[^"\\]|\\.)*)"|([^,]*))/g);
  for (const [, name, quoted, bare] of parts) setGroups(fields, { [name!]: quoted ?? bare });
  return rest.slice(0, at);
};

/** A record's fields, and its message where its other fields leave one. */
export interface RecordFields {
  /** Null where the text shows none beside the message. */
  readonly fields: Fields | null;
  readonly message: string | null;
}

/** Reads the fields out of a record's text: JSON and logfmt as they are, of text formats by the words of `words.ts`. `isLocal`: it came by a syslog socket of this machine. */
export const extractFields = (text: ByteString, isLocal = false): RecordFields => {
  const into: Extracted = { fields: new Map(), own: null, message: null };
  // An object may be laid out over several lines.
  if (text.charCodeAt(0) === BRACE && text.includes('\n')) {
    const own = parseJsonObject(text.trimEnd());
    if (own !== null) return { fields: own, message: null };
  }
  const newline = text.indexOf('\n');
  const first = newline < 0 ? text : text.slice(0, newline);
  extractLine((first.includes('\x1b') ? first.replace(SGR, '') : first).replace(/\r$/, ''), into, 0, isLocal);
  return assembled(into, newline < 0 ? '' : text.slice(newline));
};

const assembled = ({ fields, own, message }: Extracted, more: ByteString): RecordFields => {
  if (own !== null) {
    // Object.fromEntries makes own properties, `__proto__` included.
    return { fields: fields.size === 0 ? own : { ...Object.fromEntries(fields), ...own }, message: null };
  }
  const left = message === null ? null : decodeText(message + more);
  if (fields.size === 0) return { fields: null, message: left };
  if (left !== null) fields.set('message', left);
  return { fields: Object.fromEntries(fields), message: left };
};
