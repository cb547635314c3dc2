import { type ByteString, encodeText } from '../bytes.ts';
import { fieldLookup, valueText } from '../fields/lookup.ts';
import { fieldKey, secondsOf, wordOf } from '../fields/words.ts';
import { severity } from '../level.ts';
import { patternMatcher } from '../pattern/matcher.ts';
import { compilePattern } from '../pattern/pattern.ts';
import type { Fields } from '../record.ts';
import { NO_LEVEL } from '../understand/lineHead.ts';
import { compareDecimals } from './decimal.ts';
import type { Comparison, WhereNode, WhereValue } from './expression.ts';
import { parseQuantity, type Quantity, scaled } from './quantity.ts';

/** What a condition looks at. */
export interface WhereRecord {
  /** An index of LEVELS, or NO_LEVEL. */
  readonly level: number;
  /** All of it, or the part known so far: see `Predicate`. */
  readonly text: ByteString;
  fields(): Fields;
}

/** A compiled expression. */
export interface Predicate {
  test(record: WhereRecord): boolean;
  /** It depends on the level, or on text in the record's further lines, so it needs the whole record. */
  readonly asksLevel: boolean;
  readonly asksText: boolean;
}

export interface WhereOptions {
  /** In patterns and for `:`. */
  readonly ignoreCase: boolean;
}

type Test = (record: WhereRecord) => boolean;

/**
 * Compiles an expression. A record without a field matches no comparison with it, not even `!=` and `!~`.
 * Numbers are compared as numbers, exactly; a value that is not a number never matches `<` and the like. An
 * array matches if any element does.
 */
export const compileWhere = (node: WhereNode, options: WhereOptions): Predicate => ({
  test: compile(node, options),
  asksLevel: some(node, ({ kind }) => kind === 'level'),
  asksText: some(
    node,
    part => 'field' in part && (part.field === 'text' || wordOf(part.field)?.word === 'message'),
  ),
});

const some = (node: WhereNode, test: (node: WhereNode) => boolean): boolean =>
  test(node) ||
  ('parts' in node && node.parts.some(part => some(part, test))) ||
  (node.kind === 'not' && some(node.part, test));

const compile = (node: WhereNode, options: WhereOptions): Test => {
  switch (node.kind) {
    case 'and': {
      const tests = node.parts.map(part => compile(part, options));
      return record => tests.every(test => test(record));
    }
    case 'or': {
      const tests = node.parts.map(part => compile(part, options));
      return record => tests.some(test => test(record));
    }
    case 'not': {
      const test = compile(node.part, options);
      return record => !test(record);
    }
    case 'level': {
      const holds = HOLDS[node.operator];
      const asked = severity(node.level);
      return ({ level }) => level !== NO_LEVEL && holds(level - asked);
    }
    case 'has':
      return hasTest(node.field);
    case 'compare':
      return compareTest(node, options);
  }
};

const HOLDS: Readonly<Record<Comparison, (order: number) => boolean>> = {
  '=': order => order === 0,
  '!=': order => order !== 0,
  '<': order => order < 0,
  '<=': order => order <= 0,
  '>': order => order > 0,
  '>=': order => order >= 0,
};

const hasTest = (field: string): Test => {
  if (field === 'level') return ({ level }) => level !== NO_LEVEL;
  if (field === 'text') return () => true;
  const lookup = fieldLookup(fieldKey(field));
  return record => lookup(record.fields()) !== undefined;
};

const compareTest = (node: Extract<WhereNode, { kind: 'compare' }>, options: WhereOptions): Test => {
  const { field, operator, value } = node;
  const negated = operator === '!=' || operator === '!~';
  const matches = valueTest(node, options);
  if (field === 'text') return ({ text }) => matches({ bytes: text, raw: null }) !== negated;
  const name = fieldKey(field);
  const lookup = fieldLookup(name);
  const unit = value.quoted || wordOf(name)?.word === 'duration' ? 1 : secondsOf(name);
  return record => {
    const found = lookup(record.fields());
    if (found === undefined) return false;
    const elements = Array.isArray(found) ? found : [found];
    return (
      elements.some(element => isScalar(element) && matches({ bytes: null, raw: element, unit })) !== negated
    );
  };
};

/** A field's value, or its bytes. */
interface Candidate {
  readonly bytes: ByteString | null;
  readonly raw: unknown;
  /** The value's unit in seconds, if it is a duration. */
  readonly unit?: number;
}

/**
 * Objects in an array do not count as text; integers that a double cannot represent are objects too
 * (`parseJsonObject`).
 */
const isScalar = (value: unknown): boolean =>
  value !== null && (typeof value !== 'object' || 'rawJSON' in value);

const bytesOf = ({ bytes, raw }: Candidate): ByteString => bytes ?? encodeText(valueText(raw));

/** Returns a test whether a value matches, ignoring negation. */
const valueTest = (
  { operator, value }: Extract<WhereNode, { kind: 'compare' }>,
  { ignoreCase }: WhereOptions,
): ((candidate: Candidate) => boolean) => {
  switch (operator) {
    case '~':
    case '!~': {
      const matcher = patternMatcher(compilePattern(value.text, { fixed: false, ignoreCase }));
      return candidate => matcher.test(bytesOf(candidate));
    }
    case ':': {
      const matcher = patternMatcher(compilePattern(value.text, { fixed: true, ignoreCase }));
      return candidate => matcher.test(bytesOf(candidate));
    }
    case '=':
    case '!=':
      return equalTest(value);
    default:
      return orderTest(value, HOLDS[operator]);
  }
};

const equalTest = (value: WhereValue): ((candidate: Candidate) => boolean) => {
  const text = encodeText(value.text);
  const quantity = value.quoted ? null : parseQuantity(value.text);
  if (quantity === null) return candidate => bytesOf(candidate) === text;
  const order = orderTo(quantity);
  return candidate => order(candidate) === 0 || bytesOf(candidate) === text;
};

const orderTest = (
  value: WhereValue,
  holds: (order: number) => boolean,
): ((candidate: Candidate) => boolean) => {
  const quantity = value.quoted ? null : parseQuantity(value.text);
  if (quantity === null) {
    const text = encodeText(value.text);
    return candidate => {
      const bytes = bytesOf(candidate);
      return holds(bytes < text ? -1 : bytes > text ? 1 : 0);
    };
  }
  const order = orderTo(quantity);
  return candidate => {
    const found = order(candidate);
    return found !== null && holds(found);
  };
};

/** Returns a function that compares a value with a number; null if the value is not one. */
const orderTo = ({ value, measure }: Quantity): ((candidate: Candidate) => number | null) => {
  return ({ bytes, raw, unit = 1 }) => {
    if (typeof raw === 'boolean') return null;
    const text = bytes ?? valueText(raw);
    const own = scaled(text, measure === 'duration' ? unit : 1) ?? null;
    if (own !== null) return compareDecimals(own, value);
    if (measure === null) return null;
    const quantity = parseQuantity(text.trim());
    return quantity?.measure === measure ? compareDecimals(quantity.value, value) : null;
  };
};
