import type { ByteString } from '../bytes.ts';
import { anyTime } from '../understand/compile/timePieces.ts';
import { LineHead } from '../understand/lineHead.ts';
import { MAX_PRIORITY } from './priority.ts';
import { DATA_PATTERN } from './structuredData.ts';

/** The head of a syslog message. Missing and nil fields are null. */
export interface SyslogHead {
  /** Null: none, or one above 191. */
  readonly priority: number | null;
  readonly host: ByteString | null;
  /** The tag, or application name. */
  readonly tag: ByteString | null;
  readonly pid: ByteString | null;
  readonly msgid: ByteString | null;
  /** Structured data as it is written. */
  readonly data: ByteString | null;
  /** Where the message starts. */
  readonly messageAt: number;
}

const PRIORITY = /<(\d{1,3})>/y;
const WORD = '([^ ]{1,255})';

/** Parses RFC 5424 §6 after the priority. Malformed structured data becomes part of the message. */
const RFC5424 = new RegExp(
  `\\d{1,2} (?:-|\\d{4}-\\d\\d-\\d\\dT[^ ]{1,40}) ${WORD} ${WORD} ${WORD} ${WORD}(?: (-|${DATA_PATTERN})(?= |$))?`,
  'ys',
);

/**
 * The two usual formats of a time (RFC 3164 §4.1.2; RFC 3339): others are parsed by `anyTime`, which is
 * slower.
 */
const TIME =
  /[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?= )|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)(?= )/y;

/** Cisco's message number, and its mark for an unset clock. */
const SEQUENCE = /(?:\d+: [*.]?|: )(?=(?:\d{4} )?[A-Z][a-z]{2} )/y;

const NAME = '[^\\s:[\\]"=]{1,96}';
const PID = '\\[([^\\]\\s]{1,64})\\]';
/** A tag without a host before it: the first word ends with a colon or a bracket. */
const TAG_ALONE = new RegExp(`(${NAME})(?:${PID}(?::|(?=\\s|$))|:(?=\\s|$))`, 'y');
const HOST = /([A-Za-z0-9_.:%-]{1,255}) +(?=[^ ])/y;
/** A tag after a host, or without one: with a process id it may contain spaces. */
const TAG = new RegExp(`(${NAME})(?:${PID}:?|:)|(${NAME}(?: ${NAME}){1,4})\\[(\\d{1,20})\\]:`, 'y');

/** A level before the text is not a host name. */
const NO_HOST = /^(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|SEVERE|FATAL|CRITICAL)$/i;

/** What may precede the text: a space, another one by rsyslog, and a BOM (RFC 5424 §6.4). */
const TEXT_START = / {0,2}(?:\xef\xbb\xbf)?/y;

const reading = new LineHead();

/**
 * Reads the head of a message in any of the usual forms: RFC 5424, RFC 3164 with and without a host, with an RFC 3339 time as rsyslog's
 * forward format has it, Cisco's, and RFC 5424 that a relay has wrapped in RFC 3164. Never throws; what it does not recognise is the message.
 * `isLocal`: it came from a socket of this machine, where programs leave the host out.
 */
export const readSyslogHead = (line: ByteString, isLocal = false): SyslogHead => {
  PRIORITY.lastIndex = 0;
  const stated = PRIORITY.exec(line);
  const priority = stated === null || Number(stated[1]) > MAX_PRIORITY ? null : Number(stated[1]);
  if (stated === null || priority === null) return NO_HEAD;
  const from = stated[0].length;
  return readRfc5424(line, from, priority) ?? readRfc3164(line, from, priority, isLocal);
};

const NOTHING = { priority: null, host: null, tag: null, pid: null, msgid: null, data: null } as const;

/** For anything but a syslog message. */
export const NO_HEAD: SyslogHead = { ...NOTHING, messageAt: 0 };

const given = (text: string | undefined): ByteString | null =>
  text === undefined || text === '-' || text === '' ? null : text;

const textStart = (line: ByteString, at: number): number => {
  TEXT_START.lastIndex = at;
  TEXT_START.test(line);
  return TEXT_START.lastIndex;
};

const readRfc5424 = (line: ByteString, from: number, priority: number): SyslogHead | null => {
  RFC5424.lastIndex = from;
  const parts = RFC5424.exec(line);
  if (parts === null) return null;
  const [, host, tag, pid, msgid, data] = parts;
  return {
    priority,
    host: given(host),
    tag: given(tag),
    pid: given(pid),
    msgid: given(msgid),
    data: given(data),
    messageAt: textStart(line, RFC5424.lastIndex),
  };
};

const readRfc3164 = (line: ByteString, from: number, priority: number, isLocal: boolean): SyslogHead => {
  const plain = { ...NOTHING, priority };
  const behind = timeEnd(line, from);
  const at = behind < 0 ? from : skipBlanks(line, line[behind] === ':' ? behind + 1 : behind);
  const alone = tagAt(TAG_ALONE, line, at);
  if (alone) return { ...plain, ...alone };
  if (behind < 0) return { ...plain, messageAt: from };
  const wrapped = readRfc5424(line, at, priority);
  if (wrapped) return wrapped;
  HOST.lastIndex = at;
  const parts = HOST.exec(line);
  const host = parts?.[1] ?? null;
  if (host === null || NO_HOST.test(host))
    return { ...plain, ...(tagAt(TAG, line, at) ?? { messageAt: at }) };
  const next = HOST.lastIndex;
  const tagged = tagAt(TAG, line, next);
  if (isLocal && !tagged) return { ...plain, ...(tagAt(TAG, line, at) ?? { messageAt: at }) };
  return readRfc5424(line, next, priority) ?? { ...plain, host, ...(tagged ?? { messageAt: next }) };
};

/** Returns where the time after a priority ends; -1: there is none. */
const timeEnd = (line: ByteString, from: number): number => {
  SEQUENCE.lastIndex = from;
  const at = SEQUENCE.test(line) ? SEQUENCE.lastIndex : from;
  TIME.lastIndex = at;
  return TIME.test(line)
    ? TIME.lastIndex
    : anyTime.step(line, at, Math.min(line.length, at + MAX_TIME), reading);
};

/** Maximum length of a time in bytes. */
const MAX_TIME = 64;

const skipBlanks = (line: ByteString, from: number): number => {
  let at = from;
  while (line[at] === ' ') at++;
  return at;
};

const tagAt = (
  pattern: RegExp,
  line: ByteString,
  at: number,
): Pick<SyslogHead, 'tag' | 'pid' | 'messageAt'> | null => {
  pattern.lastIndex = at;
  const parts = pattern.exec(line);
  if (parts === null) return null;
  return {
    tag: given(parts[1] ?? parts[3]),
    pid: given(parts[2] ?? parts[4]),
    messageAt: textStart(line, pattern.lastIndex),
  };
};
