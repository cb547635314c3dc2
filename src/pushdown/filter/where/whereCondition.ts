import { decodeText } from '../../../core/bytes.ts';
import { fieldKey } from '../../../core/fields/words.ts';
import { compilePattern, type Pattern } from '../../../core/pattern/pattern.ts';
import { requiredTexts } from '../../../core/pattern/required.ts';
import type { LevelRule } from '../../../core/target.ts';
import type { Comparison, WhereNode, WhereValue } from '../../../core/where/expression.ts';
import { parseWhere } from '../../../core/where/parse.ts';
import { parseQuantity } from '../../../core/where/quantity.ts';
import type { LineCondition } from '../awkPatterns.ts';
import { levelCondition } from '../levelCondition.ts';
import { type DigitRange, digitsEre, rangeOf } from './digits.ts';
import { BLANKS, isDerived, isOwnName, isTextName, keyEre, numberMarks, textEre, WAYS_OUT } from './marks.ts';

/** What is known of a log that conditions are for. */
export interface WhereContext {
  readonly ignoreCase: boolean;
  readonly levels: LevelRule | null;
  /** Fields that the log's own pattern names. */
  readonly ownFields: readonly string[];
  /** Whether the host can be given a pattern that a person wrote; ours suit every awk. */
  readonly knows: (pattern: Pattern) => boolean;
}

/** Any of these patterns: a record without a line that one of them matches is not wanted. */
type Clause = readonly Pattern[];

/** More or longer ones cost a host more than they spare. */
const MAX_CLAUSES = 8;
const MAX_CLAUSE = 6000;

/**
 * What lines a record must have to match the expressions, whatever the format of the line: each condition must hold for some line
 * of it. Lines of other records may pass, and where nothing can be said there is no condition: the exact test is
 * `core/where`'s.
 */
export const whereConditions = (expressions: readonly string[], context: WhereContext): LineCondition[] =>
  expressions.flatMap(text => {
    const parsed = parseWhere(text);
    if (!parsed.ok) return [];
    return clausesOf(parsed.node, context)
      .filter(clause => sizeOf(clause) <= MAX_CLAUSE)
      .slice(0, MAX_CLAUSES)
      .map(clause => ({
        includes: [unique(clause)],
        excludes: [],
        says: `can match '${text}'`,
      }));
  });

const sizeOf = (clause: Clause): number => clause.reduce((sum, { text }) => sum + text.length, 0);

const unique = (clause: Clause): Pattern[] => [
  ...new Map(clause.map(pattern => [`${pattern.ignoreCase} ${pattern.text}`, pattern])).values(),
];

const exact = (ere: string): Pattern => compilePattern(ere, { fixed: false, ignoreCase: false });
const folded = (ere: string): Pattern => compilePattern(ere, { fixed: false, ignoreCase: true });
const ways: Clause = WAYS_OUT.map(exact);

const clausesOf = (node: WhereNode, context: WhereContext): readonly Clause[] => {
  switch (node.kind) {
    case 'and':
      return node.parts.flatMap(part => clausesOf(part, context));
    case 'or':
      return eitherOf(node.parts.map(part => clausesOf(part, context)));
    case 'not':
      return negated(node.part, context);
    case 'level':
      return levelClauses(node, context);
    case 'has':
      return node.field === 'level' || node.field === 'text' ? [] : hasClauses(fieldKey(node.field), context);
    case 'compare':
      return compareClauses(node, context);
  }
};

/** A test that leaves out too little leaves out too much when it is negated: only `and`, `or` and `not` can be turned around. */
const negated = (node: WhereNode, context: WhereContext): readonly Clause[] => {
  switch (node.kind) {
    case 'not':
      return clausesOf(node.part, context);
    case 'and':
      return eitherOf(node.parts.map(part => negated(part, context)));
    case 'or':
      return node.parts.flatMap(part => negated(part, context));
    default:
      return [];
  }
};

/** (a and b) or c is (a or c) and (b or c). */
const eitherOf = (parts: readonly (readonly Clause[])[]): readonly Clause[] => {
  let joined: readonly Clause[] = [[]];
  for (const clauses of parts) {
    if (clauses.length === 0) return [];
    const some = joined.length * clauses.length > MAX_CLAUSES ? [shortest(clauses)] : clauses;
    joined = joined.flatMap(clause => some.map(other => unique([...clause, ...other])));
    if (joined.every(clause => sizeOf(clause) > MAX_CLAUSE)) return [];
  }
  return joined;
};

const shortest = (clauses: readonly Clause[]): Clause =>
  clauses.reduce((best, clause) => (sizeOf(clause) < sizeOf(best) ? clause : best));

const levelClauses = (
  { operator, level }: Extract<WhereNode, { kind: 'level' }>,
  { levels }: WhereContext,
): readonly Clause[] => {
  if (operator !== '=' && operator !== '>' && operator !== '>=') return [];
  const condition = levelCondition(level, levels);
  return condition === null || condition.excludes.length > 0
    ? []
    : condition.includes.map(list => [...list, ...ways]);
};

/** A key, and what comes between it and its value: of JSON, of logfmt, or of LTSV. */
const keyed = (key: string): string => `${key}(\\\\*"${BLANKS}:${BLANKS}|[=:])`;

/** JSON over several lines may break behind a key or its colon, and any element of an array counts. */
const brokenOff = (key: string): Clause =>
  [`${key}\\\\*"${BLANKS}$`, `${keyed(key)}$`, `${keyed(key)}\\[`].map(folded);

/** The field is there, with any value. */
const hasClauses = (name: string, { ownFields }: WhereContext): readonly Clause[] => {
  const key = keyEre(name);
  if (key === null || isOwnName(name, ownFields)) return [];
  const marks = markedNumbers(name, '[0-9]+', false);
  if (marks === null) return [];
  // Structured data of RFC 5424 is named in front.
  return [[folded(keyed(key)), folded(`\\[${key}[] ]`), ...brokenOff(key), ...marks, ...ways]];
};

/** Numbers of text formats in their places, none where no text format has them; null: in no certain place. */
const markedNumbers = (name: string, digits: string, isBounded: boolean): Clause | null => {
  if (!isTextName(name)) return [];
  const marks = numberMarks(name);
  if (marks === null || marks.length === 0) return null;
  return marks.flatMap(mark => ended(mark, digits, isBounded)).map(exact);
};

/** A number within its mark; one with an upper bound must end where the digits do. */
const ended = (mark: string, digits: string, isBounded: boolean): string[] => {
  const ere = mark.replace('%', `0*(${digits})`);
  return isBounded && mark.endsWith('%') ? [`${ere}[^0-9]`, `${ere}$`] : [ere];
};

const compareClauses = (
  { field, operator, value }: Extract<WhereNode, { kind: 'compare' }>,
  context: WhereContext,
): readonly Clause[] => {
  if (field === 'text') return lineClauses(operator, value, context);
  const name = fieldKey(field);
  const has = hasClauses(name, context);
  switch (operator) {
    case '!=':
    case '!~':
      return has;
    case '~':
      return patternClauses(name, value.text, context) ?? has;
    case ':':
      return textClauses(name, [value.text], context.ignoreCase) ?? has;
    default:
      return valueClauses(name, operator, value, context) ?? has;
  }
};

const valueClauses = (
  name: string,
  operator: Exclude<Comparison, '!='>,
  value: WhereValue,
  context: WhereContext,
): readonly Clause[] | null => {
  // A number in quotes is text, but not as a JSON number was written.
  const quantity = parseQuantity(value.text);
  if (quantity === null) return operator === '=' ? textClauses(name, [value.text], false) : null;
  const range = value.quoted || quantity.measure === 'duration' ? null : rangeOf(operator, quantity.value);
  // A value may have a unit of its own.
  return range === null || quantity.measure !== null ? null : numberClauses(name, range, context);
};

/** The record's own text. */
const lineClauses = (
  operator: string,
  value: WhereValue,
  { ignoreCase, knows }: WhereContext,
): readonly Clause[] => {
  if (operator === '~') {
    const pattern = compilePattern(value.text, { fixed: false, ignoreCase });
    return knows(pattern) ? [[pattern]] : [];
  }
  if (operator !== ':' || value.text === '') return [];
  return [[compilePattern(value.text, { fixed: true, ignoreCase })]];
};

const patternClauses = (
  name: string,
  text: string,
  { ignoreCase }: WhereContext,
): readonly Clause[] | null => {
  const { root } = compilePattern(text, { fixed: false, ignoreCase });
  const required = requiredTexts(root, ignoreCase);
  return required === null ? null : textClauses(name, required.map(decodeText), ignoreCase);
};

/** Texts of which a value holds one: they stand in the line, unless the value is a number that is written in another way. */
const textClauses = (
  name: string,
  texts: readonly string[],
  ignoreCase: boolean,
): readonly Clause[] | null => {
  const key = keyEre(name);
  const eres = texts.flatMap(text => textEre(text) ?? []);
  if (key === null || isDerived(name) || eres.length < texts.length) return null;
  const inNumber = texts.some(text => /^[0-9eE.+-]*$/.test(text));
  const oddNumber = `${keyed(key)}[-+]?[0-9]*([.e]|[0-9]{15})`;
  const numbers = inNumber ? [folded(oddNumber), ...brokenOff(key)] : [];
  return [[...eres.map(ignoreCase ? folded : exact), ...numbers, ...ways]];
};

/** A number in a range; null where only having one can be asked for. */
const numberClauses = (
  name: string,
  range: DigitRange,
  { ownFields }: WhereContext,
): readonly Clause[] | null => {
  const key = keyEre(name);
  const digits = digitsEre(range);
  if (key === null || digits === null || isDerived(name) || isOwnName(name, ownFields)) return null;
  const isBounded = range.high !== null;
  const marks = markedNumbers(name, digits, isBounded) ?? anywhere(digits, isBounded);
  const number = `${keyed(key)}\\\\*"?${BLANKS}`;
  const { low } = range;
  return [
    [
      ...ended(`${number}[+]?%`, digits, isBounded).map(folded),
      // What is written with an exponent, or is rounded up to the least of the range.
      folded(`${number}[-+]?[0-9]*[.]?[0-9]*e`),
      ...(low === 0n
        ? [folded(`${number}[-.]`)]
        : [folded(`${number}[+]?0*${low === 1n ? '' : low - 1n}[.]9{10}`)]),
      ...brokenOff(key),
      ...marks,
      ...ways,
    ],
  ];
};

/** A number that stands where no digit is beside it. */
const anywhere = (digits: string, isBounded: boolean): Clause =>
  ['^%', '[^0-9]%'].flatMap(mark => ended(mark, digits, isBounded)).map(exact);
