import { LEVELS, type Level } from '../../level.ts';
import { findBareLevel } from '../findLevelWord.ts';
import { statusLevelAt } from '../httpStatus.ts';
import type { LineHead } from '../lineHead.ts';
import { lineOf } from '../tables/continuationShapes.ts';
import { timeFormat } from '../tables/timeFormats.ts';
import { isBlank, isDigit, isLetter, isLower, isUpper, NO_MATCH, type Piece } from './steps.ts';
import { bytesOf } from './textBytes.ts';

type ProgramPiece = Piece<LineHead>;

/** The characters that surround a level, at least two of them on its left. */
const SURROUNDING = '*=#!-+~';

/** A level in capitals between the same marks: `** ERROR **`, `=== WARN ===`. */
export const surroundedLevel: ProgramPiece = {
  step: (text, from, end, reading) => {
    const mark = text.charCodeAt(from);
    let at = from;
    while (at < end && text.charCodeAt(at) === mark) at++;
    if (at < from + 2 || text.charCodeAt(at) !== 32) return NO_MATCH;
    if (!findBareLevel(text, at + 1, end, true, reading)) return NO_MATCH;
    at = reading.to;
    if (text.charCodeAt(at) !== 32 || text.charCodeAt(at + 1) !== mark) return NO_MATCH;
    at++;
    while (at < end && text.charCodeAt(at) === mark) at++;
    return at >= end || isBlank(text.charCodeAt(at)) ? at : NO_MATCH;
  },
  ere: '[*=#!~+-]{2,} [A-Z]+[0-9]? [*=#!~+-]+',
  first: code => SURROUNDING.includes(String.fromCharCode(code)),
};

const JOB_AND_STEP = /[^\t]{1,150}\t[^\t]{1,150}\t(?:\xef\xbb\xbf)?(?=20\d\d-\d\d-\d\dT[\d:.]{8,18}Z )/y;
const MAX_JOB = 150;
const TAB = 9;

/** The job and the step before each line of `gh run view --log`, separated by tabs. */
export const jobAndStep: ProgramPiece = {
  step: (text, from, end) => {
    const { bytes } = bytesOf(text);
    const last = Math.min(end, from + MAX_JOB);
    let tab = from;
    while (tab < last && bytes[tab] !== TAB) tab++;
    if (tab >= last) return NO_MATCH;
    JOB_AND_STEP.lastIndex = from;
    return JOB_AND_STEP.test(text) && JOB_AND_STEP.lastIndex <= end ? JOB_AND_STEP.lastIndex : NO_MATCH;
  },
  ere: '[^\t]+\t[^\t]+\t',
  first: isLetter,
};

const REQUEST =
  /(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|CONNECT|TRACE) \/[^ ]* ([1-5]\d\d)(?= (?:\d+|-) - [\d.]+ ms| [\d.]+ ms - | - - |(?: in)? [\d.]+ ?(?:[mnu]s|\xc2\xb5s|s)\b)/y;

/** A request as development servers print it, which has a level by its status (morgan, Next.js): `GET /x 500 12 ms - 3`. */
export const bareRequest: ProgramPiece = {
  step: (text, from, end, reading) => {
    REQUEST.lastIndex = from;
    if (!REQUEST.test(text) || REQUEST.lastIndex > end) return NO_MATCH;
    const level = statusLevelAt(text, REQUEST.lastIndex - 3, end);
    if (level < 0) return NO_MATCH;
    reading.level = level;
    return REQUEST.lastIndex;
  },
  ere: '[A-Z]+ /[^ ]* [1-5][0-9][0-9]',
  first: code => 'GHPDOCT'.includes(String.fromCharCode(code)),
};

const BARRED = /([1-5]\d\d) \| +[\d.]+(?:[mnu]?s|\xc2\xb5s) \| +[0-9A-Fa-f.:]{2,45} \| [A-Z]{3,7} +\|/y;

/** A request in columns with its status, which has a level (Fiber): `500 |   1.2ms | 10.0.0.9 | GET |`. */
export const barredRequest: ProgramPiece = {
  step: (text, from, end, reading) => {
    BARRED.lastIndex = from;
    if (!BARRED.test(text) || BARRED.lastIndex > end) return NO_MATCH;
    const to = BARRED.lastIndex;
    reading.level = statusLevelAt(text, from, from + 3);
    return to;
  },
  ere: '[1-5][0-9][0-9] [|] +[0-9.]+[^|]*[|][^|]*[|] [A-Z]+ +[|]',
  first: isDigit,
};

const GLIB: Readonly<Record<string, Level>> = {
  ERROR: 'fatal',
  CRITICAL: 'fatal',
  WARNING: 'warn',
  Message: 'notice',
  INFO: 'info',
  DEBUG: 'debug',
};
const GLIB_HEAD =
  /(?:\*\* )?(?:\([^():\n]{1,64}:\d{1,10}\): )?(?:[A-Za-z][\w.-]{0,63}(?: [A-Z][\w.-]{0,63})?-)?([A-Z]{4,8}|Message)(?: \*\*)?: /y;

/** The program and level before GLib's messages: `(shop:4711): Gtk-WARNING **: `. Its errors end the program. */
export const glibHead: ProgramPiece = {
  step: (text, from, end, reading) => {
    if (!text.startsWith('** ', from) && text.charCodeAt(from) !== 40) return NO_MATCH;
    GLIB_HEAD.lastIndex = from;
    const level = GLIB[GLIB_HEAD.exec(text)?.[1] ?? ''];
    if (level === undefined || GLIB_HEAD.lastIndex > end) return NO_MATCH;
    reading.level = LEVELS.indexOf(level);
    return GLIB_HEAD.lastIndex;
  },
  ere: '([*][*] ([(][^()]*:[0-9]+[)]: )?|[(][^()]*:[0-9]+[)]: )([A-Za-z0-9_.-]+( [A-Z][A-Za-z0-9_.-]*)?-)?([A-Z]+|Message)( [*][*])?: ',
  first: code => code === 40 || code === 42,
};

/** The tasks that monorepos usually have; others could be any two words. */
const TASKS =
  'dev|build|test|lint|start|serve|watch|typecheck|check|check-types|type-check|e2e|deploy|generate|compile|storybook|preview|clean|format';
const SCOPED = '@[a-z0-9][a-z0-9._-]{0,63}/[a-z0-9][a-z0-9._-]{0,63}';
const TASK_PREFIX = new RegExp(
  `(?:(?:(?:${SCOPED}|[a-z0-9][a-z0-9._-]{0,63})[:#](?:${TASKS})(?::[a-z0-9_-]{1,40}){0,3}|${SCOPED}):|` +
    `(?:[a-z0-9@._-]{1,64}/){1,6}[a-z0-9._-]{1,64} (?:${TASKS})(?::[a-z0-9_-]{1,40}){0,3}[:$])(?= )`,
  'y',
);

/**
 * The name of a package, and perhaps of its task, before each line (Turborepo, Lerna, Nx, pnpm): `web:dev: `, `web#dev: `,
 * `@shop/web: `, `packages/web dev: `. pnpm writes `$` before the command.
 */
export const taskPrefix: ProgramPiece = {
  step: (text, from, end) => {
    TASK_PREFIX.lastIndex = from;
    return TASK_PREFIX.test(text) && TASK_PREFIX.lastIndex <= end ? TASK_PREFIX.lastIndex : NO_MATCH;
  },
  ere: '[a-z0-9@._/-]+([ :#][a-z][a-z0-9:_-]*)?[:$]',
  look: `(([a-z0-9][a-z0-9._-]*[:#](${TASKS})|@[a-z0-9][a-z0-9._-]*/[a-z0-9][a-z0-9._-]*([:#](${TASKS}))?)(:[a-z0-9_-]+)*:|[a-z0-9@._/-]+ (${TASKS})(:[a-z0-9_-]+)*[:$])`,
  first: code => isLower(code) || isDigit(code) || code === 64,
};

/** The maximum number of columns before a level. */
const MAX_COLUMNS = 6;
const MAX_COLUMN = 40;

/** Columns separated like the text before them, the last of which is a level in capitals. */
export const levelColumn: ProgramPiece = {
  step: (text, from, end, reading) => {
    const separator = text.charCodeAt(from - 1);
    const mark = text[from - 1]!;
    let at = from;
    for (let column = 0; column < MAX_COLUMNS; column++) {
      while (text.charCodeAt(at) === 32) at++;
      if (findBareLevel(text, at, end, true, reading)) {
        const next = reading.to >= end ? separator : text.charCodeAt(reading.to);
        if (next === separator) return reading.to;
      }
      const column = text.slice(at, Math.min(end, at + MAX_COLUMN));
      const next = column.indexOf(mark);
      if (next < 0 || column.lastIndexOf('"', next) >= 0) return NO_MATCH;
      at += next + 1;
    }
    return NO_MATCH;
  },
  ere: '[^"]*[A-Z]+[0-9]?',
  first: code => code >= 32,
};

/** A tag of Android's after its level and a slash: `E/Cart: refused`. */
export const androidTag: ProgramPiece = {
  step: (text, from, end) => {
    if (!isLetter(text.charCodeAt(from))) return NO_MATCH;
    let at = from + 1;
    while (at < end && TAG_BYTES[text.charCodeAt(at)] === 1) at++;
    return at > from + 1 && text.charCodeAt(at) === 58 ? at : NO_MATCH;
  },
  ere: '[A-Za-z][A-Za-z0-9_.$-]+',
  first: isLetter,
};

const TAG_BYTES = Uint8Array.from({ length: 128 }, (_, code) =>
  Number(isLetter(code) || isDigit(code) || '_.$-'.includes(String.fromCharCode(code))),
);

const PROCESS = /\((?: {1,4}\d{1,4}|\d{5,})(?:: {0,4}\d+)?\) /y;

/** The padded process, and perhaps its thread, behind a level of Android's. */
export const androidProcess: ProgramPiece = {
  step: (text, from, end) => {
    PROCESS.lastIndex = from;
    return PROCESS.test(text) && PROCESS.lastIndex <= end ? PROCESS.lastIndex : NO_MATCH;
  },
  ere: '[(] *[0-9]+(: *[0-9]+)?[)] ',
  first: code => code === 40,
};

const APT: Readonly<Record<string, Level>> = { E: 'error', W: 'warn' };

/** The letters of apt and its relatives before a colon and a word: `E: Unable to locate package x`. */
export const aptLetter: ProgramPiece = {
  step: (text, from, _end, reading) => {
    const level = APT[text[from] ?? ''];
    if (level === undefined || !text.startsWith(': ', from + 1) || !isLetter(text.charCodeAt(from + 3)))
      return NO_MATCH;
    reading.level = LEVELS.indexOf(level);
    return from + 3;
  },
  ere: '[EW]: ',
  first: isUpper,
};

/** One line of Configuration Manager, up to its type: the message, then its attributes. */
const TRACED =
  /<!\[LOG\[[^\n]{0,60000}?\]LOG\]!><time="(\d\d):(\d\d):(\d\d)\.(\d{1,7})(?:([+-])(\d{1,3}))?" date="(\d{1,2})-(\d{1,2})-(\d{4})" [^>]{0,400}?type="([0-3])"/y;
const TRACED_LEVELS: readonly Level[] = ['info', 'info', 'warn', 'error'];

/** A line of Microsoft's Configuration Manager and Intune (CMTrace): its time and level follow its message. */
export const tracedLine: ProgramPiece = {
  step: (text, from, end, reading) => {
    if (!text.startsWith('<![LOG[', from)) return NO_MATCH;
    TRACED.lastIndex = from;
    const found = TRACED.exec(text);
    if (found === null || TRACED.lastIndex > end) return NO_MATCH;
    const [, hour, minute, second, fraction, sign, bias, month, day, year, type] = found;
    const format = timeFormat('clock-numeric-dashes');
    const { moment } = reading;
    moment.clear();
    moment.year = Number(year);
    moment.month = Number(month);
    moment.day = Number(day);
    moment.hour = Number(hour);
    moment.minute = Number(minute);
    moment.second = Number(second);
    if (moment.hour > 23 || moment.minute > 59 || moment.second > 60) return NO_MATCH;
    moment.digits = fraction!.length;
    moment.nanos = Number(fraction!.padEnd(9, '0'));
    // The minutes from local time to UTC
    if (bias !== undefined) moment.offset = (sign === '-' ? 1 : -1) * Number(bias);
    reading.time = format;
    reading.timeFrom = TRACED.lastIndex;
    reading.timeTo = TRACED.lastIndex;
    reading.level = LEVELS.indexOf(TRACED_LEVELS[Number(type)]!);
    return TRACED.lastIndex;
  },
  ere: '<!\\[LOG\\[.*type="[0-3]"',
  first: code => code === 60,
};

/** The name of the file that follows, as tail prints it for several files. */
export const fileHead: ProgramPiece = {
  step: (text, from, end) => {
    if (!text.startsWith('==> ', from)) return NO_MATCH;
    const line = lineOf(text, from, end);
    return line.endsWith(' <==') && line.length > 8 ? end : NO_MATCH;
  },
  ere: '==> .* <==',
  first: code => code === 61,
};

const EVENT_AGE = '(?:\\d{1,6}[smhdy]){1,3}';
const EVENT = new RegExp(
  `(?:[a-z0-9][a-z0-9.-]{0,62} +)?(?:${EVENT_AGE}(?: \\(x\\d{1,9} over ${EVENT_AGE}\\))?|<(?:unknown|invalid)>)` +
    ' +(Normal|Warning) +[A-Z][A-Za-z]{1,60} +[A-Za-z][A-Za-z.]{0,60}/[^ ]{1,253} +',
  'y',
);

/** The columns before the message of an event of Kubernetes, the type of which is its level. */
export const kubernetesEvent: ProgramPiece = {
  step: (text, from, end, reading) => {
    EVENT.lastIndex = from;
    const type = EVENT.exec(text)?.[1];
    if (type === undefined || EVENT.lastIndex > end) return NO_MATCH;
    reading.level = LEVELS.indexOf(type === 'Warning' ? 'warn' : 'info');
    return EVENT.lastIndex;
  },
  ere: '([a-z0-9.-]+ +)?([0-9smhdy]+( [(]x[0-9]+ over [0-9smhdy]+[)])?|<[a-z]+>) +(Normal|Warning) +[A-Z][A-Za-z]+ +[A-Za-z.]+/[^ ]+ +',
  first: code => isLower(code) || isDigit(code) || code === 60,
};
