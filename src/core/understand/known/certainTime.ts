import type { ByteString } from '../../bytes.ts';
import { MONTHS, WEEKDAYS } from '../compile/timePattern.ts';
import type { TimeFormat } from '../tables/timeFormats.ts';

/** Valid times written like one that was seen. */
export interface CertainTime {
  /** An ERE, without an anchor. */
  readonly ere: string;
  /** The same time with every weekday and month whose name the pattern accepts; only itself if it contains no names. */
  readonly alike: readonly ByteString[];
}

const D = '[0-9]';
const CLOCK = `([01]${D}|2[0-3]):[0-5]${D}:[0-5]${D}`;
const COMPACT_CLOCK = `([01]${D}|2[0-3])[0-5]${D}[0-5]${D}`;
const YEAR = `(19|20)${D}${D}`;

/** Returns an ERE for valid months and days; 29 February is left out, because not every year has it. */
const monthDay = (between: string): string =>
  `((0[1-9]|1[0-2])${between}(0[1-9]|1${D}|2[0-8])|(0[13-9]|1[0-2])${between}(29|30)|(0[13578]|1[02])${between}31)`;

const LONG_MONTHS = 'Jan|Mar|May|Jul|Aug|Oct|Dec';
const MIDDLE_MONTHS = 'Apr|Jun|Sep|Nov';
const NAMED_DAY = `((${LONG_MONTHS}|${MIDDLE_MONTHS}|Feb) ([ 0][1-9]|1${D}|2[0-8])|(${LONG_MONTHS}|${MIDDLE_MONTHS}) (29|30)|(${LONG_MONTHS}) 31)`;
const WEEKDAY_NAMES = WEEKDAYS.join('|');
const MONTH_NAMES = MONTHS.join('|');

interface Form {
  /** The patterns of TIME_FORMATS that may have this form. */
  readonly patterns: RegExp;
  readonly text: RegExp;
  readonly ere: (parts: readonly (string | undefined)[]) => string;
}

/** Returns a text's ERE, in which each digit stands for all digits. */
export const digitsFree = (text: ByteString): string =>
  text.replace(/[0-9]|[^A-Za-z0-9 ,:;=@_/"'<>~#%&!\t-]/g, character =>
    character >= '0' && character <= '9'
      ? D
      : /[\\^\]]/.test(character)
        ? `\\${character}`
        : `[${character}]`,
  );

const FORMS: readonly Form[] = [
  {
    patterns: /^yyyy(.)MM\1dd~HH:mm:ss(?:f|:F)z?$/,
    text: /^\d{4}([-/.])\d\d\1\d\d([T ])\d\d:\d\d:\d\d([.,:]\d{1,9})?(Z|([+-])\d\d(:?)\d\d)?$/,
    ere: ([, mark, between, fraction = '', zone = '', sign, colon]) =>
      `${YEAR}${digitsFree(mark!)}${monthDay(digitsFree(mark!))}${between}${CLOCK}${digitsFree(fraction)}` +
      (sign === undefined ? zone : `[${sign}](0${D}|1[0-2])${colon}[03]0`),
  },
  {
    patterns: /^EEE MMM _d HH:mm:ssf(?: yyyyz)?$/,
    text: new RegExp(
      `^(?:${WEEKDAY_NAMES}) (?:${MONTH_NAMES}) [ \\d]\\d \\d\\d:\\d\\d:\\d\\d([.,]\\d{1,9})?( \\d{4})?$`,
    ),
    ere: ([, fraction = '', year]) =>
      `(${WEEKDAY_NAMES}) ${NAMED_DAY} ${CLOCK}${digitsFree(fraction)}${year === undefined ? '' : ` ${YEAR}`}`,
  },
  {
    patterns: /^MMM _d HH:mm:ssf$/,
    text: new RegExp(`^(?:${MONTH_NAMES}) [ \\d]\\d \\d\\d:\\d\\d:\\d\\d([.,]\\d{1,9})?$`),
    ere: ([, fraction = '']) => `${NAMED_DAY} ${CLOCK}${digitsFree(fraction)}`,
  },
  {
    patterns: /^MM-dd HH:mm:ssf$/,
    text: /^\d\d-\d\d \d\d:\d\d:\d\d([.,]\d{1,9})?$/,
    ere: ([, fraction = '']) => `${monthDay('-')} ${CLOCK}${digitsFree(fraction)}`,
  },
  {
    patterns: /^yyMMdd HHmmss$/,
    text: /^\d{6} \d{6}$/,
    ere: () => `${D}${D}${monthDay('')} ${COMPACT_CLOCK}`,
  },
];

/**
 * Returns the times that certainly are in the same format as this one, and end at the same place; null if none are
 * known.
 */
export const certainTime = (text: ByteString, { pattern }: TimeFormat): CertainTime | null => {
  for (const form of FORMS) {
    if (!form.patterns.test(pattern)) continue;
    const parts = form.text.exec(text);
    if (parts !== null) return { ere: form.ere(parts), alike: alike(text) };
  }
  return null;
};

const NAMES = new RegExp(`^(?:(${WEEKDAY_NAMES}) )?(${MONTH_NAMES})`);

const alike = (text: ByteString): ByteString[] => {
  const names = NAMES.exec(text);
  if (names === null) return [text];
  const rest = text.slice(names[0].length);
  const weekdays = names[1] === undefined ? [''] : WEEKDAYS.map(weekday => `${weekday} `);
  return weekdays.flatMap(weekday => MONTHS.map(month => `${weekday}${month}${rest}`));
};
