import type { ByteString } from '../../bytes.ts';
import { LineHead, NO_LEVEL } from '../lineHead.ts';
import { LineReader } from '../lineReader.ts';
import { PROSE_EXCEPTIONS } from '../prose.ts';
import { certainTime } from './certainTime.ts';
import { otherWords } from './otherWords.ts';

/** The time of RFC 3164, with each month's name in turn, at hours that a zone or a half of the day would change. */
const DAY = ' 11 ';
const CLOCKS = ['00:14:02', '09:14:02', '14:02:11'] as const;
const MONTHS = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec'.split('|');
const TIME_BYTES = 'Nov 20 14:02:11'.length;

/** Hosts' names; two capitals may be a level. */
const HOST = /^(?=.*[A-Za-z.])(?:[a-z0-9]|[A-Z](?![A-Z]))[A-Za-z0-9_.-]{2,63}$/;

/**
 * EREs for a program's name with its process. A date is no name: a hyphen is its fifth byte, and its eighth.
 */
const IN_TAG = '[A-Za-z0-9_./()]';
const IN_LONG_TAG = '[A-Za-z0-9_./()-]';
const TAG =
  `[A-Za-z](${IN_TAG}{0,3}|${IN_TAG}{4}${IN_LONG_TAG}*|` +
  `${IN_TAG}{3}-(${IN_TAG}{0,2}|${IN_TAG}{3}${IN_LONG_TAG}*))\\[[0-9]+\\]`;

/** Names of programs without a process, which are known one by one. */
const NAME = /^[A-Za-z][A-Za-z0-9_./-]{1,31}$/;

/** A word that is no name in capitals, and another word, perhaps after a parenthesis and a colon. */
const WORD = '[A-Za-z][a-z_][A-Za-z_]*';
const BEHIND = `${WORD}\\([^)]*\\): `;
const PROSE = `(${WORD} |${BEHIND})[A-Za-z]`;

/** How many bytes of the line precede the stream's key: its time. */
export const KEY_AT = TIME_BYTES;

/** Returns where the key of a message's stream ends, and its text starts. */
export const messageAt = (text: ByteString, from: number): number => text.indexOf(': ', from) + 2;

/** Returns the host's name in such a line as `certainMessages` recognises; null: it is another one. */
export const hostOf = (
  text: ByteString,
  from: number,
  { format, payload, prose }: LineHead,
): string | null => {
  const isMessage =
    prose && format?.name === 'syslog' && format.tagged && format.layout.startsWith('%{syslog}');
  if (!isMessage || text.charCodeAt(from + TIME_BYTES) !== 32) return null;
  const to = text.indexOf(' ', from + TIME_BYTES + 1);
  return to < 0 || to > payload ? null : text.slice(from + TIME_BYTES + 1, to);
};

/** Returns the name of the program in such a line, after its host, if its process is not named; null: it is another one. */
export const bareNameOf = (
  text: ByteString,
  from: number,
  { payload }: LineHead,
  host: string,
): string | null => {
  const name = text.slice(from + TIME_BYTES + host.length + 2, payload - 2);
  return NAME.test(name) && text.startsWith(': ', payload - 2) ? name : null;
};

/** Returns true for names of hosts that are no levels. */
export const isHostName = (host: string): boolean => HOST.test(host);

/** Returns true if the time before such a name ends before it, whatever its month and its clock are. */
export const isCertainHost = (host: string): boolean => {
  return isHostName(host) && isCertainHead(host, 'sshd[1]');
};

/** Returns true if a program's name without a process is certainly one. */
export const isCertainName = (name: string): boolean => isCertainHead('web', name);

const isCertainHead = (host: string, tag: string): boolean => {
  const reader = new LineReader(null);
  const reading = new LineHead();
  return MONTHS.every(month =>
    CLOCKS.every(clock => {
      const line = `${month}${DAY}${clock} ${host} ${tag}: closed by us`;
      const isRead = reader.read(line, 0, line.length, reading);
      return (
        isRead &&
        reading.timeTo === TIME_BYTES &&
        hostOf(line, 0, reading) === host &&
        isPlainMessage(reading)
      );
    }),
  );
};

const isPlainMessage = ({ level, timeFrom, streamFrom, streamTo, payload }: LineHead): boolean =>
  level === NO_LEVEL && timeFrom === 0 && streamFrom === TIME_BYTES && streamTo === payload;

/** How messages start. */
export interface MessageStarts {
  readonly hosts: readonly string[];
  /** Names of programs without a process. */
  readonly names?: readonly string[];
  /** An ERE for other heads with the same properties, but perhaps a level; empty: none. */
  readonly priorities?: string;
}

/**
 * Returns EREs for messages of other programs in a log, and for lines among them that may be something else: they
 * have no level, start a record, and nothing about them depends on the lines around them but which stream they are of.
 * `starts`: how the texts of further messages start; empty: unknown.
 */
export const certainMessages = (
  heads: MessageStarts,
  starts = '',
): { readonly messages: string; readonly others: string } => {
  const head = headsOf(heads);
  const words = PROSE_EXCEPTIONS.map(inAnyCase).join('|');
  return {
    messages: `${head}(${starts === '' ? PROSE : `${PROSE}|${starts}`})`,
    others: `${head}(${BEHIND})?(${words})($|[^A-Za-z_])`,
  };
};

/**
 * Returns one ERE for most of these messages, to be left out: without those whose first words may be something else. `starts`: EREs for how
 * the texts of further ones start.
 */
export const plainMessages = (heads: MessageStarts, starts: readonly string[]): string => {
  otherFirstWords ??= otherWords(PROSE_EXCEPTIONS);
  const prose = `(${MARKED_WORD}\\([^)]*\\): )?${otherFirstWords} [A-Za-z]`;
  return `${headsOf(heads)}(${[prose, ...starts].join('|')})`;
};

/** A word that is in no table, because it contains an underscore. */
const MARKED_WORD = '[A-Za-z][a-z]*_[A-Za-z_]*';
let otherFirstWords: string | null = null;

/** Returns an ERE for the heads of messages, from the start of the line to their text. */
export const headsOf = ({ hosts, names = [], priorities = '' }: MessageStarts): string => {
  const own = hosts.length === 0 ? '' : ownHeads(hosts, names);
  return `^(${[own, priorities].filter(ere => ere !== '').join('|')})`;
};

/** Returns an ERE for the heads of syslog's lines with these hosts and names. */
const ownHeads = (hosts: readonly string[], names: readonly string[]): string => {
  const reader = new LineReader(null);
  const reading = new LineHead();
  const example = 'Nov 20 14:02:11 web sshd[1]: closed by us';
  reader.read(example, 0, example.length, reading);
  const times = certainTime(example.slice(0, TIME_BYTES), reading.time!)!;
  return `${times.ere} (${hosts.map(literal).join('|')}) (${[TAG, ...names.map(literal)].join('|')}): `;
};

/** Returns an ERE for the text itself. */
const literal = (text: string): string => text.replaceAll('.', '[.]');

const inAnyCase = (word: string): string =>
  word.replace(/[A-Za-z]/g, letter => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);
