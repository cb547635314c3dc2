import { LEVELS, type Level, severity } from '../../core/level.ts';
import {
  ESXI_LEVELS,
  HANA_LETTERS,
  LETTER_LEVELS,
  MARK_LEVELS,
  REDIS_SIGNS,
  SSSD_LEVELS,
  SYSLOG_SEVERITIES,
} from '../../core/understand/compile/levelPieces.ts';
import { ciscoDigits } from '../../core/understand/compile/wordPieces.ts';
import { levelWordsFrom } from '../../core/understand/findLevelWord.ts';
import { statusDigits } from '../../core/understand/httpStatus.ts';
import { fieldKey } from '../../core/understand/structured/fieldKeys.ts';
import { FieldLevel } from '../../core/understand/structured/fieldLevel.ts';

/** EREs of `core/pattern`; a line that may give its record a level matches at least one of them. */
export interface LevelMarks {
  /** Matched in any case. */
  readonly words: readonly string[];
  readonly signs: readonly string[];
}

/**
 * Letters and the worst level they can stand for in any program (`levelPieces`: glog's and Android's,
 * WebSphere's).
 */
const LETTERS: Readonly<Record<string, Level>> = LETTER_LEVELS;

const SIGNS: Readonly<Record<string, Level>> = REDIS_SIGNS;

/** X.org's marks. */
const DOUBLED: Readonly<Record<string, Level>> = {
  EE: 'error',
  WW: 'warn',
  NI: 'warn',
  II: 'info',
  DB: 'debug',
};

/**
 * Words for levels in layouts that define their meaning: Postgres' LOG, Blue Gene's FAILURE, Erlang's
 * reports…
 */
const FURTHER_WORDS: readonly (readonly [string, Level])[] = [
  ['log', 'info'],
  ['failure', 'fatal'],
  ['fault', 'fatal'],
  ['crash', 'error'],
  ['supervisor', 'error'],
  ['progress', 'info'],
  ['system', 'info'],
  ['audit', 'notice'],
  ['success', 'info'],
  ['normal', 'info'],
  ['http', 'debug'],
];

/** First lines of crashes without a word for a level, and names of exceptions. */
const CRASHES: readonly string[] = [
  'Traceback [(]|panicked at |overflowed its stack|Unhandled |Uncaught |Exception i|SIG[A-Z]*: ',
  'terminate called |abi[^ ]*: terminating|Assertion |Segmentation fault|Aborted |Bus error|double free|free[(]|malloc[(]',
  'stack smashing|buffer overflow|Terminating app|BUG: |BUG at |Oops: |[*][*] [(]|insufficient memory |^lua',
  '(Exception|Error|Throwable|Fault)(:| [(]|@)',
  '([.][cm]?[jt]sx?|[.]rb|node:[^ ]*):[0-9]',
  '(ORA|TNS|PLS|EXP|IMP|LRM|NID|KUP)-[0-9]|: [*][*][*] |received signal SIG|API: |runtime: ',
];

/**
 * What JSON allows as blanks (RFC 8259, section 2), and more: a carriage return in a pattern would spoil a command that is
 * printed.
 */
const BLANK = '[^!-~]';
const BEFORE_VALUE = `(${BLANK}|[\\\\"])`;

const from = (table: Readonly<Record<string, Level>>, level: Level): string[] =>
  Object.keys(table).filter(sign => severity(table[sign]!) >= severity(level));

/**
 * Returns what a line must contain for its record to have this level or a worse one, whatever its format:
 * every way in which the tables of `core/understand` recognise a level has its mark here. Many lines with a
 * mark belong to other records.
 */
export const levelMarks = (level: Level): LevelMarks => {
  const further = FURTHER_WORDS.filter(([, least]) => severity(least) >= severity(level)).map(
    ([word]) => word,
  );
  const words = [...new Set([...levelWordsFrom(level), ...further])].join('|');
  const value = `(level|severity|lvl|@l|lev|ll|sev)[_-]?(name|text|label)?[\\\\"]*${BLANK}*[:=]${BEFORE_VALUE}*`;
  const numbers = `${value}(${fieldNumbers(level).join('|')})`;
  // `4e2` and `499.99999999999999999` are 400 and 500.
  const unusual = `${value}[0-9]+[.eE]`;
  const otherNumbers = `(priority|severity[_-]?number|level[_-]?no|level[_-]?value|syslog[_-]?severity|severity[_.-]?code)[\\\\"]*${BLANK}*[:=]${BEFORE_VALUE}*[0-9]`;
  return {
    // Some awks accept `$` only at the end of a pattern.
    words: [
      `(${words})[^A-Za-z0-9_]`,
      `(${words})$`,
      `${numbers}[^0-9]`,
      `${numbers}$`,
      unusual,
      otherNumbers,
    ],
    signs: [...signs(level), ...NUMBER_ALONE],
  };
};

const signs = (level: Level): string[] => {
  const letters = from(LETTERS, level).join('');
  const around = '[0-9]*[][ \t|/!,():<>}\\\\"]';
  const priorities = Array.from({ length: 192 }, (_, value) => value).filter(
    value => severity(SYSLOG_SEVERITIES[value % 8]!) >= severity(level),
  );
  const others = [...from(SIGNS, level)].map(sign => `[${sign}]`);
  const doubled = from(DOUBLED, level);
  const statuses = statusDigits(level);
  const esxi = from(ESXI_LEVELS, level);
  const sssd = from(SSSD_LEVELS, level);
  const marks = from(MARK_LEVELS, level);
  const hana = from(HANA_LETTERS, level).join('');
  return [
    `^[^A-Za-z0-9 ]*[${letters}]${around}`,
    `[][ \t/(|"><{=][${letters}]${around}`,
    // After a colour in JSON; coloured text may contain colours anywhere.
    `m[${letters}][^A-Za-z0-9]`,
    '\x1b|#033',
    `<0*(${priorities.join('|')})>`,
    // librdkafka
    `%(${priorities.join('|')})[|]`,
    ...(marks.length === 0 ? [] : [`(${marks.join('|')}) `]),
    `%[A-Z0-9_-]+-[${ciscoDigits(level)}]-[A-Z0-9_-]+ ?:`,
    // Huawei, and Configuration Manager
    `%[0-9][0-9][A-Z0-9_]+/[${ciscoDigits(level)}]/`,
    'type="[0-3]"',
    ...(others.length === 0 ? [] : [` (${others.join('|')}) `]),
    ...(doubled.length === 0 ? [] : [`[(](${doubled.join('|')})[)]`]),
    ...(statuses === '' ? [] : statusMarks(statuses)),
    ...(esxi.length === 0 ? [] : [`(${esxi.join('|')})[(]`]),
    ...(sssd.length === 0 ? [] : [`[(](${sssd.join('|')})[)]`]),
    `[]] [0-9-]+ [0-9:.]+ [${hana}] `,
    // Kotlin's compiler, GLib
    '[ew]: file:|Message( [*][*])?: ',
    '(CEF:[0-9]+|LEEF:[12][^|]*)[|]',
    ...(severity(level) <= severity('error') ? CRASHES : []),
    // Serilog omits the level Information.
    ...(severity(level) <= severity('info') ? ['"@mt?"'] : []),
  ];
};

const NUMBER = `^${BLANK}*:?${BEFORE_VALUE}*[0-9][0-9.eE+-]*[\\\\"]*${BLANK}*`;

/** A number in JSON that does not follow its key on the same line may be a level or a status. */
const NUMBER_ALONE: readonly string[] = [`${NUMBER}[],}]`, `${NUMBER}$`];

/**
 * Returns marks for HTTP statuses with any of these first digits, where the access logs of `tables/lineFormats` have
 * them.
 */
const statusMarks = (digits: string): string[] => [
  `(" |[|] *|[(]HTTP/[0-9.]* |status:)[${digits}][0-9][0-9]`,
  // After timers (HAProxy, load balancers), a method (IIS, CloudFront), or the client (chi).
  `(/[0-9+-]+|[.][0-9]+|-1) [${digits}][0-9][0-9] `,
  `[ \t][A-Z]+[ \t].*[ \t][${digits}][0-9][0-9][ \t]`,
  `[A-Z] /[^ ]* [${digits}][0-9][0-9] `,
  `[]] [${digits}][0-9][0-9] - `,
  `[A-Z]/[${digits}][0-9][0-9] [0-9]+ [A-Z]`,
  `" from .* - [${digits}][0-9][0-9]`,
  // In JSON and logfmt
  `([Ss]tatus|STATUS|response)[._-]?([Cc]ode|CODE)?[\\\\"]*${BLANK}*[:=]${BEFORE_VALUE}*[${digits}][0-9][0-9]`,
];

/**
 * Returns the numbers with up to three digits in a `level` field that may represent this level, on any scale that other
 * fields can identify.
 */
const fieldNumbers = (level: Level): number[] =>
  Array.from({ length: MAX_NUMBER + 1 }, (_, value) => value).filter(value =>
    SCALES.some(telling => {
      const field = new FieldLevel();
      field.see(LEVEL_KEY, value, 'level');
      return field.level({ telling, timeKey: '', lineKey: '' }) >= LEVELS.indexOf(level);
    }),
  );

const LEVEL_KEY = fieldKey('level')!;
/** Monolog's highest level. */
const MAX_NUMBER = 600;

/** Fields that identify each scale of a number. */
const SCALES = [{}, { facility: 1 }, { reqid: 1, app: 1 }, { eventid: 1 }, { pid: 1 }];
