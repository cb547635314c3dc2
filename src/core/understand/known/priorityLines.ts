import type { ByteString } from '../../bytes.ts';
import { LEVELS } from '../../level.ts';
import { SYSLOG_SEVERITIES } from '../compile/levelPieces.ts';
import { LineHead, NO_LEVEL } from '../lineHead.ts';
import { LineReader } from '../lineReader.ts';
import { certainTime } from './certainTime.ts';
import { isHostName } from './messageLines.ts';

const BLANK = 32;
const LESS = 60;
const ZERO = 48;
const MAX_PRIORITY = 191;

/** The severity's index of LEVELS, by the last three bits of a priority. */
const SEVERITY_LEVELS = Int8Array.from(SYSLOG_SEVERITIES, level => LEVELS.indexOf(level));

/** Clocks that a zone or a half of the day would change. */
const CLOCKS = ['00:14:02', '09:14:02', '14:02:11'];
const CLOCK = /[0-9]{2}:[0-9]{2}:[0-9]{2}/;

/** EREs for what follows the host in RFC 5424: an application, its process, a message's kind, and no structured data. */
const NAME = '[A-Za-z][A-Za-z0-9_./-]{0,47}';
const REST = `${NAME} ([0-9]{1,10}|-) (-|${NAME}) - `;

/** The first words of such lines: how their times are written, and their host. */
export interface PriorityHead {
  readonly time: string;
  readonly host: string;
}

/** Returns true if a line starts with a priority. */
export const beginsWithPriority = (text: ByteString, from: number): boolean => text.charCodeAt(from) === LESS;

/** Returns the level of a line that `certainPriorities` recognises. */
export const priorityLevel = (text: ByteString, from: number): number => {
  let value = 0;
  for (let at = from + 1; ; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return SEVERITY_LEVELS[value & 7]!;
    value = value * 10 + digit;
  }
};

/** Returns where the time of such a line ends, and the key of its stream starts. */
export const priorityKeyAt = (text: ByteString, from: number): number =>
  text.indexOf(' ', text.indexOf(' ', from) + 1);

/** Returns where its key ends, and its text starts. */
export const priorityTextAt = (text: ByteString, keyAt: number): number => {
  let at = keyAt;
  for (let word = 0; word < 5; word++) at = text.indexOf(' ', at + 1);
  return at + 1;
};

/** Returns the first words of such a line as `certainPriorities` recognises; null: it is another one. */
export const priorityHeadOf = (text: ByteString, from: number, reading: LineHead): PriorityHead | null => {
  const { format, time, timeFrom, timeTo, payload } = reading;
  const isMessage = time !== null && format?.name === 'rfc5424' && format.layout.startsWith('<%N>');
  if (!isMessage || text.charCodeAt(from) !== LESS || text.charCodeAt(timeTo) !== BLANK) return null;
  const to = text.indexOf(' ', timeTo + 1);
  const certain = certainTime(text.slice(timeFrom, timeTo), time);
  if (to < 0 || to > payload || certain === null || certain.alike.length > 1) return null;
  return { time: certain.ere, host: text.slice(timeTo + 1, to) };
};

/** Returns true if the head of such a line ends with its message's kind, whatever its time is. `text`: an example. */
export const isCertainPriority = (text: ByteString, from: number, reading: LineHead): boolean => {
  const head = priorityHeadOf(text, from, reading);
  if (head === null || !isHostName(head.host)) return false;
  const time = text.slice(reading.timeFrom, reading.timeTo);
  const reader = new LineReader(null);
  const other = new LineHead();
  return CLOCKS.every(clock =>
    [8, 11, 191].every(priority => {
      const start = `<${priority}>1 ${time.replace(CLOCK, clock)}`;
      const line = `${start} ${head.host} sshd 7 ID47 - closed by us`;
      return (
        reader.read(line, 0, line.length, other) &&
        other.prose &&
        other.level === priorityLevel(line, 0) &&
        other.streamFrom === start.length &&
        other.streamTo === priorityTextAt(line, start.length)
      );
    }),
  );
};

/** Returns an ERE, without an anchor, for the heads of such lines with a lower level than this one; empty if there are none. */
export const priorityHeads = (heads: readonly PriorityHead[], least: number): string => {
  const priorities = Array.from({ length: MAX_PRIORITY + 1 }, (_, value) => value).filter(
    value => SEVERITY_LEVELS[value & 7]! < least,
  );
  if (heads.length === 0 || least === NO_LEVEL || priorities.length === 0) return '';
  const starts = heads.map(({ time, host }) => `${time} ${host.replaceAll('.', '[.]')}`);
  return `<(${priorities.join('|')})>1 (${starts.join('|')}) ${REST}`;
};
