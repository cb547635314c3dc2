import { FIELD_LAYOUTS } from '../../../core/fields/extract.ts';
import { FIELD_WORDS, namesOf } from '../../../core/fields/words.ts';

/** What heads of applications name (`appHead`), with no mark around it. */
const HEAD_NUMBERS = ['pid', 'line'];

const groupsOf = (source: string): string[] => [...source.matchAll(/\(\?<(\w+)>/g)].map(([, name]) => name!);

/** Names that text formats may give to fields, in lower case: what stands before such a value in a line is not known. */
const TEXT_NAMES: ReadonlySet<string> = new Set(
  [
    ...FIELD_WORDS.map(({ word }) => word),
    ...FIELD_LAYOUTS.flatMap(({ pattern, fields }) => [...groupsOf(pattern.source), ...Object.keys(fields)]),
  ].map(name => name.toLowerCase()),
);

const lower = (name: string): string => name.toLowerCase();

/** Whether some format of ours that is text may have a field that this name finds. */
export const isTextName = (name: string): boolean =>
  namesOf(name).some(candidate => TEXT_NAMES.has(candidate.toLowerCase()));

/** Whether the log's own pattern names such a field. */
export const isOwnName = (name: string, own: readonly string[]): boolean => {
  const names = new Set(own.map(lower));
  return namesOf(name).some(candidate => names.has(candidate.toLowerCase()));
};

/** Whether a text format's value of it does not stand in the line as it is. */
export const isDerived = (name: string): boolean => {
  const names = namesOf(name).map(lower);
  return FIELD_WORDS.some(({ word, derived }) => derived && names.includes(word));
};

/**
 * EREs of what stands around a number of text formats, which `%` stands for; null where it may stand anywhere. Empty where no
 * text format has it.
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

/** Beside JSON's own blanks, those that are escaped in a JSON text within a JSON text. */
export const BLANKS = '([ \t\r]|\\\\+[nrt])*';

/** What an ERE of ours takes for itself: letters, digits and a few signs that no format escapes. */
const PLAIN = /[A-Za-z0-9 _.:;@%+=~!&#<>-]/;
/** What stands for bytes that are not UTF-8, whichever they are. */
const REPLACED = /[\ufffd\ud800-\udfff]/;

/**
 * An ERE of a text wherever it stands in a line: as it is, or escaped as JSON, logfmt and their like do. Null where so little of
 * it is left that every line may have it.
 */
export const textEre = (text: string): string | null => {
  let ere = '';
  let kept = 0;
  for (const char of text) {
    if (char === '/') ere += '\\\\*/';
    else if (PLAIN.test(char) || (char >= '\x80' && (char.length > 1 || !REPLACED.test(char)))) {
      ere += /[.+]/.test(char) ? `[${char}]` : char;
      kept++;
    } else ere += '.*';
  }
  return kept === 0 ? null : ere.replace(/(?:\.\*)+/g, '.*').replace(/^\.\*|\.\*$/g, '');
};

/** The last part of each name that a field may stand under, as an ERE: it ends a key of JSON, or one of logfmt. */
export const keyEre = (name: string): string | null => {
  const parts = [...new Set(namesOf(name).map(key => key.split('.').at(-1)!))];
  const eres = parts.map(part => textEre(part));
  return eres.includes(null) ? null : `(${eres.join('|')})`;
};

/**
 * A line that has one of these may hold anything: escaped letters within JSON, and colours, which are passed over where fields
 * are read.
 */
export const WAYS_OUT = ['\\\\u', '\x1b'] as const;
