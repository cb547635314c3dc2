import type { LineHead } from '../lineHead.ts';
import type { LineFormat } from '../tables/lineFormats.ts';
import { type TimeFormat, timeFormat } from '../tables/timeFormats.ts';
import {
  bareLevel,
  capitalisedLevel,
  esxiLevel,
  leadingLevel,
  levelLetter,
  markedLevel,
  postgresSeverity,
  redisSign,
  smallLevel,
  sssdLevel,
  syslogPriority,
  websphereType,
  xorgMark,
} from './levelPieces.ts';
import { literal, type Piece } from './steps.ts';
import {
  blanks,
  boundary,
  capitals,
  digits,
  facility,
  hexDigits,
  logFileName,
  name,
  nonBlanks,
  optionalBlanks,
  payload,
  plainName,
  scheme,
  syslogTag,
  twoBlanks,
  upTo,
} from './textPieces.ts';
import { anyTime, namedTime, repeatedTime } from './timePieces.ts';
import {
  attributes,
  ciscoMessage,
  colonTag,
  containerName,
  csvField,
  foremanName,
  hostName,
  httpStatus,
  indentedPayload,
  letteredName,
  objectStart,
  optionalColon,
  otherName,
  podName,
  podPrefix,
  qualifiedName,
  structuredData,
  warningName,
} from './wordPieces.ts';

/** A piece of a layout, with how the layout writes it: equal keys match alike. */
export interface LayoutPiece extends Piece<LineHead> {
  readonly key: string;
}

/** What stands in a layout for what, beside `%{name}`; every other character stands for itself. */
const PIECES: Readonly<Record<string, Piece<LineHead>>> = {
  ' ': blanks,
  '%_': optionalBlanks,
  '%2': twoBlanks,
  '%0': literal(' '),
  '%t': anyTime,
  '%f': repeatedTime,
  '%l': markedLevel,
  '%L': bareLevel,
  '%s': smallLevel,
  '%A': capitalisedLevel,
  '%1': leadingLevel,
  '%c': levelLetter,
  '%q': redisSign,
  '%W': websphereType,
  '%X': xorgMark,
  '%g': postgresSeverity,
  '%N': syslogPriority,
  '%w': nonBlanks,
  '%i': name,
  '%m': plainName,
  '%y': syslogTag,
  '%n': digits,
  '%x': hexDigits,
  '%u': capitals,
  '%F': logFileName,
  '%b': scheme,
  '%k': facility,
  '%j': qualifiedName,
  '%r': otherName,
  '%a': letteredName,
  '%D': structuredData,
  '%K': podPrefix,
  '%o': podName,
  '%d': containerName,
  '%z': esxiLevel,
  '%B': sssdLevel,
  '%:': optionalColon,
  '%e': attributes,
  '%h': hostName,
  '%v': csvField,
  '%S': ciscoMessage,
  '%T': colonTag,
  '%V': warningName,
  '%H': httpStatus,
  '%O': objectStart,
  '%M': foremanName,
  '%|': upTo('|'),
  '%]': upTo(']'),
  '%)': upTo(')'),
  '%}': upTo('}'),
  '%>': upTo('>'),
  '%.': boundary,
  '%p': payload,
  '%P': indentedPayload,
  '%%': literal('%'),
};

const TOKEN = /%\{([a-z0-9-]+)\}|%.|[^%]/gs;

/**
 * Compiles a layout: text that stands for itself, a space for one or more blanks, and
 * - `%t` a time in any format, `%{name}` one in that row's of TIME_FORMATS, `%f` the same time once more;
 * - `%l` a level word that the layout marks off, `%L` one in capitals that stands bare, `%s` one in small letters, `%A` one with one capital, `%1` one in capitals with nothing before it, `%c` a
 *   level's letter, `%q` Redis' signs, `%W` WebSphere's types, `%X` X.org's, `%g` Postgres' severities with their colon, `%N` a syslog priority;
 * - `%w` anything but blanks, `%i` a name, `%m` one without dots or slashes, `%y` a syslog tag, `%n` digits, `%x`
 *   hexadecimal digits, `%u` capitals, `%F` a log file's name, `%b` a kind of connection, `%k` a syslog facility;
 * - `%j` a name of several parts, `%e` `key=value` words, `%h` a host's name or address, `%v` a field of comma-separated
 *   values with its comma, `%S` Cisco's `%FACILITY-SEVERITY-MNEMONIC:`, which has a level;
 * - `%T` anything up to a colon and a blank, with the colon, `%V` a name that ends in `Warning`, `%H` a status of HTTP, `%O` the start of a JSON object, `%M` a process of Foreman's;
 * - `%r` a name that is no level, `%a` one with a letter in it, `%K` a pod's prefix in brackets, `%o` a pod's name, `%d` its container's, `%D` RFC 5424's structured
 *   data, `%z` ESXi's levels, `%B` SSSD's, `%:` a colon or nothing;
 * - `%]`, `%)`, `%}`, `%>`, `%|` everything up to and with that character;
 * - `%_` blanks or nothing, `%2` at least two, `%0` one space, `%.` the end of a word, `%p` the start of another program's line, `%P` the same
 *   with its indentation, behind one space, `%%` a per
 *   cent sign.
 *
 * Throws for anything else after `%`, which is a mistake in a table of ours.
 */
export const compileLayout = (layout: string): LayoutPiece[] =>
  [...layout.matchAll(TOKEN)].map(([key, timeName]) => {
    if (timeName !== undefined) return { key, ...namedTime(timeName) };
    const piece = PIECES[key] ?? (key.startsWith('%') ? undefined : literal<LineHead>(key));
    if (!piece) throw new Error(`no piece of a layout is called ${key} in ${layout}`);
    return { key, ...piece };
  });

/**
 * The ERE of the lines that begin with a format's head, for `grep -E` and `awk` on a host: it matches every one of them,
 * and few others. `time` is how the source writes its times, if that is known.
 */
export const formatEre = (format: LineFormat, time: TimeFormat | null = null): string => {
  const eres = compileLayout(format.layout).map(({ key, ere }) =>
    key === '%t' && time !== null ? timeFormat(time.name).compiled.ere : ere,
  );
  return `^${eres.join('')}`;
};
