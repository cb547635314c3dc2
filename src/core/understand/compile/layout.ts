import type { LineHead } from '../lineHead.ts';
import type { LineFormat } from '../tables/lineFormats/lineFormat.ts';
import { type TimeFormat, timeFormat } from '../tables/timeFormats.ts';
import { cefHead, leefHead } from './cefHead.ts';
import {
  bareLevel,
  capitalisedLevel,
  esxiLevel,
  hanaLetter,
  leadingLevel,
  levelLetter,
  markedLevel,
  markSign,
  postgresSeverity,
  redisSign,
  smallLevel,
  sssdLevel,
  syslogPriority,
  websphereType,
  xorgMark,
} from './levelPieces.ts';
import {
  androidProcess,
  androidTag,
  aptLetter,
  bareRequest,
  barredRequest,
  fileHead,
  glibHead,
  jobAndStep,
  kubernetesEvent,
  levelColumn,
  surroundedLevel,
  taskPrefix,
  tracedLine,
} from './programPieces.ts';
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
  lokiLabels,
  objectStart,
  optionalColon,
  otherName,
  podName,
  podPrefix,
  qualifiedName,
  squidResult,
  streamName,
  structuredData,
  subsystemName,
  syslogHost,
  warningName,
} from './wordPieces.ts';

/** A piece of a layout with its notation: equal keys match alike. */
export interface LayoutPiece extends Piece<LineHead> {
  readonly key: string;
  /** By index of a character: 1 if the piece may match before it, 2 if not; 0: not determined yet (see `Node`). */
  readonly begins: Uint8Array;
}

/** The size of `begins`: ASCII, all other characters, and the end of the line. */
const BEGINS = 130;

/** The pieces of layouts by notation, besides `%{name}`; every other character is literal. */
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
  '%I': lokiLabels,
  '%D': structuredData,
  '%K': podPrefix,
  '%o': podName,
  '%d': containerName,
  '%z': esxiLevel,
  '%Y': markSign,
  '%E': syslogHost,
  '%G': streamName,
  '%Z': subsystemName,
  '%B': sssdLevel,
  '%:': optionalColon,
  '%e': attributes,
  '%h': hostName,
  '%v': csvField,
  '%S': ciscoMessage,
  '%T': colonTag,
  '%V': warningName,
  '%H': httpStatus,
  '%U': squidResult,
  '%O': objectStart,
  '%M': foremanName,
  '%C': cefHead,
  '%-': leefHead,
  '%*': surroundedLevel,
  '%J': jobAndStep,
  '%=': bareRequest,
  '%R': levelColumn,
  '%/': androidTag,
  '%8': androidProcess,
  '%9': aptLetter,
  '%!': tracedLine,
  '%@': hanaLetter,
  '%#': glibHead,
  '%$': barredRequest,
  '%~': taskPrefix,
  '%^': fileHead,
  '%&': kubernetesEvent,
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

const TOKEN = /%\{[a-z0-9-]+\}|%.|[^%]/gs;

/**
 * Compiles a layout. Text is literal, a space matches one or more blanks, and `%` starts a placeholder:
 * - `%t` a time in any format, `%{name}` one in that format of TIME_FORMATS, `%f` the same time again;
 * - `%l` a level word marked by the layout, `%L` an unmarked one in capitals, `%s` one in lower case, `%A` a
 *   capitalised one, `%1` one in capitals with nothing before it, `%c` a level's letter, `%q` Redis' signs, `%W`
 *   WebSphere's types, `%X` X.org's, `%g` Postgres' severities with their colon, `%N` a syslog priority, `%z` ESXi's
 *   levels, `%B` SSSD's, `%Y` a mark (`✖`);
 * - `%w` anything but blanks, `%i` a name, `%m` one without dots or slashes, `%r` one that is not a level, `%a` one
 *   that contains a letter, `%y` a syslog tag, `%n` digits, `%x` hexadecimal digits, `%u` capitals, `%F` a log file's
 *   name, `%b` a connection type, `%k` a syslog facility;
 * - `%j` a name with several parts, `%e` `key=value` words, `%h` a host's name or address, `%v` a field of
 *   comma-separated values with its comma, `%S` Cisco's `%FACILITY-SEVERITY-MNEMONIC:`, which has a level;
 * - `%T` anything up to and including a colon before a blank, `%V` a name that ends in `Warning`, `%H` an HTTP status,
 *   `%O` the start of a JSON object, `%M` a process of Foreman's, `%C` the Common Event Format's head, `%-` LEEF's,
 *   which have a level;
 * - `%E` a host's name before a tag, `%G` a log stream's, `%Z` a subsystem's in capitals;
 * - `%*` a level between marks, `%R` columns up to a level, `%=` a request with its status, `%J` a job and its step, `%/`
 *   an Android tag, `%8` its process, `%9` apt's letters, `%!` a line of CMTrace's, with its time and level;
 * - `%@` SAP HANA's letters, `%#` GLib's program and level, `%$` a request in columns, `%~` a package's or task's name;
 * - `%^` tail's line with a file's name, `%&` the columns of an event of Kubernetes;
 * - `%K` a pod's prefix in brackets, `%o` a pod's name, `%d` its container's, `%D` RFC 5424's structured data;
 * - `%]`, `%)`, `%}`, `%>`, `%|` everything up to and including that character;
 * - `%_` optional blanks, `%2` at least two, `%0` one space, `%.` the end of a word, `%:` an optional colon, `%p` the
 *   start of another program's line, `%P` the same with its indentation, after one space, `%%` a per cent sign.
 *
 * Throws for anything else after `%`, which is a mistake in one of our tables.
 */
export const compileLayout = (layout: string): LayoutPiece[] =>
  (layout.match(TOKEN) ?? []).map(key => {
    let piece = known.get(key);
    if (piece === undefined) {
      piece = pieceOf(key, layout);
      known.set(key, piece);
    }
    return piece;
  });

/** Pieces by notation: layouts have few different ones. */
const known = new Map<string, LayoutPiece>();

const pieceOf = (key: string, layout: string): LayoutPiece => {
  const piece = key.startsWith('%{')
    ? namedTime(key.slice(2, -1))
    : (PIECES[key] ?? (key.startsWith('%') ? undefined : literal<LineHead>(key)));
  if (!piece) throw new Error(`no piece of a layout is called ${key} in ${layout}`);
  return { key, ...piece, begins: new Uint8Array(BEGINS) };
};

/**
 * Returns an ERE for `grep -E` and `awk` on a host that matches every line with a format's head, and few others. `time`
 * is the source's time format, if known.
 */
export const formatEre = (format: LineFormat, time: TimeFormat | null = null): string => {
  const eres = compileLayout(format.layout).map(({ key, ere }) =>
    key === '%t' && time !== null ? timeFormat(time.name).compiled.ere : ere,
  );
  return `^${eres.join('')}`;
};
