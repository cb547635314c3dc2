import { FIELD_LAYOUTS } from '../../../core/fields/layouts/layoutTables.ts';
import { FIELD_WORDS, namesOf } from '../../../core/fields/words.ts';

/** Fields of application logs (`appHead`) without any mark around them. */
const HEAD_NUMBERS = ['pid', 'line'];

const groupsOf = (source: string): string[] => [...source.matchAll(/\(\?<(\w+)>/g)].map(([, name]) => name!);

/** Lower-case field names in text formats: the text before such a value in a line is unknown. */
const TEXT_NAMES: ReadonlySet<string> = new Set(
  [
    ...FIELD_WORDS.map(({ word }) => word),
    ...FIELD_LAYOUTS.flatMap(({ pattern, fields }) => [...groupsOf(pattern.source), ...Object.keys(fields)]),
  ].map(name => name.toLowerCase()),
);

const lower = (name: string): string => name.toLowerCase();

/** Returns true if one of our text formats may have a field with this name. */
export const isTextName = (name: string): boolean =>
  namesOf(name).some(candidate => TEXT_NAMES.has(candidate.toLowerCase()));

/** Returns true if the log's own pattern names such a field. */
export const isOwnName = (name: string, own: readonly string[]): boolean => {
  const names = new Set(own.map(lower));
  return namesOf(name).some(candidate => names.has(candidate.toLowerCase()));
};

/** Returns true if its value does not occur literally in lines of a text format. */
export const isDerived = (name: string): boolean => {
  const names = namesOf(name).map(lower);
  return FIELD_WORDS.some(({ word, derived }) => derived && names.includes(word));
};

/**
 * Returns EREs for a number in text formats and what surrounds it, with `%` for the number; null if it may be
 * anywhere, empty if no text format has it.
 */
export const numberMarks = (name: string): readonly string[] | null => {
  const names = namesOf(name).map(lower);
  const marks = new Set<string>();
  for (const { pattern, marks: own } of FIELD_LAYOUTS) {
    for (const group of groupsOf(pattern.source)) {
      if (!names.includes(group.toLowerCase())) continue;
      const mark = own?.[group];
      if (mark === undefined) return null;
      for (const one of typeof mark === 'string' ? [mark] : mark) marks.add(one);
    }
  }
  return HEAD_NUMBERS.some(head => names.includes(head)) ? null : [...marks];
};

/** JSON whitespace, and its escaped form inside JSON nested in JSON strings. */
export const BLANKS = '([ \t\r]|\\\\+[nrt])*';

/** Characters used literally in our EREs: letters, digits and a few signs that no format escapes. */
const PLAIN = /[A-Za-z0-9 _.:;@%+~!&#<>-]/;
/** Matches bytes that are not UTF-8. */
const REPLACED = /[\ufffd\ud800-\udfff]/;

/**
 * Returns an ERE for a text anywhere in a line: literal, or escaped as in JSON, logfmt and similar formats.
 * Null if so little of it remains that any line may match.
 */
export const textEre = (text: string): string | null => {
  let ere = '';
  let kept = 0;
  for (const char of text) {
    // JSON may escape a slash, and the Common Event Format escapes `=`.
    if (char === '/' || char === '=') ere += `\\\\*${char}`;
    else if (PLAIN.test(char) || (char >= '\x80' && (char.length > 1 || !REPLACED.test(char)))) {
      ere += /[.+]/.test(char) ? `[${char}]` : char;
      kept++;
    } else ere += '.*';
  }
  return kept === 0 ? null : ere.replace(/(?:\.\*)+/g, '.*').replace(/^\.\*|\.\*$/g, '');
};

/** Returns an ERE for the last part of each name of a field: it ends a key in JSON or logfmt. */
export const keyEre = (name: string): string | null => {
  const parts = [...new Set(namesOf(name).map(key => key.split('.').at(-1)!))];
  const eres = parts.map(part => textEre(part));
  return eres.includes(null) ? null : `(${eres.join('|')})`;
};

/**
 * A line that contains one of these can contain any value: escaped letters in JSON, and colours, which are skipped when
 * fields are parsed.
 */
export const WAYS_OUT = ['\\\\u', '\x1b'] as const;
