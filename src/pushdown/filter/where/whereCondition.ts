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

/** Facts about the log. */
export interface WhereContext {
  readonly ignoreCase: boolean;
  readonly levels: LevelRule | null;
  /** Fields that the log's own pattern names. */
  readonly ownFields: readonly string[];
  /** True if the host can handle a user's pattern; ours work in every awk. */
  readonly knows: (pattern: Pattern) => boolean;
}

/** Alternatives: a record qualifies only if one of these patterns matches one of its lines. */
type Clause = readonly Pattern[];

/** More or longer patterns cost a host more than they save. */
const MAX_CLAUSES = 8;
const MAX_CLAUSE = 6000;

/**
 * Returns the conditions that lines of a record must satisfy for it to match the expressions, whatever the format: each
 * must be true for some line. Other records may pass too, and there may be no condition at all: `core/where` has the
 * exact test.
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

/**
 * Negates a condition. A test that passes too much would drop too much when negated, so only `and`, `or` and `not` can
 * be inverted.
 */
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

/** Combines alternatives: (a and b) or c is (a or c) and (b or c). */
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

/** Returns an ERE for a key and the separator before its value, in JSON, logfmt or LTSV. */
const keyed = (key: string): string => `${key}(\\\\*"${BLANKS}:${BLANKS}|[=:])`;

/** Multi-line JSON may break after a key or its colon, and any element of an array counts. */
const brokenOff = (key: string): Clause =>
  [`${key}\\\\*"${BLANKS}$`, `${keyed(key)}$`, `${keyed(key)}\\[`].map(folded);

/** Matches the field with any value. */
const hasClauses = (name: string, { ownFields }: WhereContext): readonly Clause[] => {
  const key = keyEre(name);
  if (key === null || isOwnName(name, ownFields)) return [];
  const marks = markedNumbers(name, '[0-9]+', false);
  if (marks === null) return [];
  // In RFC 5424, structured data is preceded by its name.
  return [[folded(keyed(key)), folded(`\\[${key}[] ]`), ...brokenOff(key), ...marks, ...ways]];
};

/**
 * Returns patterns for numbers in text formats at their positions, empty if no text format has them; null: at
 * no certain position.
 */
const markedNumbers = (name: string, digits: string, isBounded: boolean): Clause | null => {
  if (!isTextName(name)) return [];
  const marks = numberMarks(name);
  if (marks === null || marks.length === 0) return null;
  return marks.flatMap(mark => ended(mark, digits, isBounded)).map(exact);
};

/** Matches a number within its mark; with an upper bound, the digits must end there. */
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
  // A quoted number is text, but the number may have been written as a JSON number.
  const quantity = parseQuantity(value.text);
  if (quantity === null) return operator === '=' ? textClauses(name, [value.text], false) : null;
  const range = value.quoted || quantity.measure === 'duration' ? null : rangeOf(operator, quantity.value);
  // A value may have its own unit.
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

/**
 * Matches values that contain one of these texts: they occur in the line, unless the value is a number
 * written differently.
 */
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

/** Matches a number in a range; null if it can only be tested for presence. */
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
      // Matches numbers with an exponent, or rounded up to the minimum of the range.
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

/** Matches a number without adjacent digits. */
const anywhere = (digits: string, isBounded: boolean): Clause =>
  ['^%', '[^0-9]%'].flatMap(mark => ended(mark, digits, isBounded)).map(exact);
