import type { ByteString } from '../../../core/bytes.ts';
import { encodeText } from '../../../core/bytes.ts';
import { fieldKey } from '../../../core/fields/words.ts';
import { LEVELS, type Level, severity } from '../../../core/level.ts';
import { compilePattern, type Pattern } from '../../../core/pattern/pattern.ts';
import { levelOfWord } from '../../../core/understand/findLevelWord.ts';
import { statusLevel } from '../../../core/understand/httpStatus.ts';
import type { Comparison, WhereNode } from '../../../core/where/expression.ts';
import { parseQuantity } from '../../../core/where/quantity.ts';
import { JSON_LEVEL_WORDS } from '../../shapes/jsonShapes.ts';
import {
  awkString,
  inSlashes,
  type LineShape,
  type ShapeLevel,
  type ShapeValue,
} from '../../shapes/shape.ts';
import type { AwkPatterns } from '../awkPatterns.ts';

/** The context of a condition. */
export interface ShapeTestContext {
  readonly patterns: AwkPatterns;
  readonly ignoreCase: boolean;
  /** Returns true if the host can handle a user's pattern. */
  readonly knows: (pattern: Pattern) => boolean;
}

const YES = '1';
const NO = '0';

/**
 * Returns an awk condition that is true for every line of a shape for which the expression may be true, and
 * for few others: doubtful lines pass. `1`: for all.
 */
export const shapeTest = (node: WhereNode, shape: LineShape, context: ShapeTestContext): ByteString => {
  switch (node.kind) {
    case 'and':
    case 'or': {
      const tests = node.parts.map(part => shapeTest(part, shape, context));
      return node.kind === 'and' ? allOf(tests) : anyOf(tests);
    }
    case 'not':
      return YES;
    case 'level':
      return levelTest(node.operator, node.level, shape);
    case 'has':
      return node.field !== 'level' && shape.value(fieldKey(node.field)) === 'absent' ? NO : YES;
    case 'compare': {
      const value = shape.value(fieldKey(node.field));
      if (value === 'absent') return NO;
      return value === null ? YES : compareTest(node, value, context);
    }
  }
};

export const allOf = (tests: readonly ByteString[]): ByteString => {
  if (tests.includes(NO)) return NO;
  const some = tests.filter(test => test !== YES);
  return some.length === 0 ? YES : some.length === 1 ? some[0]! : `(${some.join('&&')})`;
};

const anyOf = (tests: readonly ByteString[]): ByteString => {
  if (tests.includes(YES)) return YES;
  const some = tests.filter(test => test !== NO);
  return some.length === 0 ? NO : some.length === 1 ? some[0]! : `(${some.join('||')})`;
};

const compareTest = (
  { operator, value: { text, quoted } }: Extract<WhereNode, { kind: 'compare' }>,
  value: ShapeValue,
  context: ShapeTestContext,
): ByteString => {
  switch (operator) {
    case '~':
    case ':': {
      const pattern = compilePattern(text, { fixed: operator === ':', ignoreCase: context.ignoreCase });
      return context.knows(pattern) ? asText(value, context.patterns.test([pattern], value.code)) : YES;
    }
    case '!~':
    case '!=':
      return YES;
    default: {
      const quantity = quoted ? null : parseQuantity(text);
      if (quantity === null) {
        return operator === '=' ? asText(value, `${value.code}==${awkString(encodeText(text))}`) : YES;
      }
      // A value may have a unit.
      return quantity.measure === null ? numberTest(operator, text, value) : YES;
    }
  }
};

/** Bytes that are not UTF-8 differ when compared locally. */
const asText = ({ code, unless }: ShapeValue, test: ByteString): ByteString =>
  `(${unless === null ? '' : `${unless}||`}${code}~/[\\200-\\377]/||${test})`;

/** awk's numbers are doubles: values equal only after rounding pass. */
const LOOSE: Readonly<Record<Exclude<Comparison, '!='>, string>> = {
  '=': '==',
  '<': '<=',
  '<=': '<=',
  '>': '>=',
  '>=': '>=',
};

const numberTest = (
  operator: Exclude<Comparison, '!='>,
  text: string,
  { code, unless, isNumber }: ShapeValue,
): ByteString => {
  const number = Number(text.trim());
  if (!Number.isFinite(number)) return YES;
  const test = `${code}+0${LOOSE[operator]}${number < 0 ? `(${number})` : number}`;
  const same = operator === '=' && !isNumber ? `||${code}==${awkString(encodeText(text))}` : '';
  return `(${unless === null || isNumber ? '' : `${unless}||`}${test}${same})`;
};

const HOLDS: Readonly<Record<Comparison, (order: number) => boolean>> = {
  '=': order => order === 0,
  '!=': order => order !== 0,
  '<': order => order < 0,
  '<=': order => order <= 0,
  '>': order => order > 0,
  '>=': order => order >= 0,
};

/** pino's and bunyan's levels, from 10 on. */
const NUMBERED: readonly Level[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

const levelTest = (operator: Comparison, asked: Level, { level }: LineShape): ByteString => {
  if (level === 'absent') return NO;
  const holds = (found: Level): boolean => HOLDS[operator](severity(found) - severity(asked));
  const oneOf = (texts: readonly string[]): ByteString =>
    texts.length === 0 ? NO : `${level.code}~${inSlashes(`^(${texts.join('|')})$`)}`;
  switch (level.kind) {
    case 'word':
      return oneOf(JSON_LEVEL_WORDS.filter(word => holds(levelOfWord(word)!)));
    case 'number':
      return oneOf(NUMBERED.flatMap((found, index) => (holds(found) ? [`${index + 1}0`] : [])));
    case 'status': {
      const digits = [1, 2, 3, 4, 5].filter(digit => holds(LEVELS[statusLevel(digit * 100)]!));
      // A status of 600 or more implies no level.
      return oneOf(digits.map(digit => `${digit}[0-9][0-9]`));
    }
  }
};

/** First digits of statuses, as in the lines of a shape. */
const HUNDREDS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

/**
 * Returns true if no status with this first digit satisfies the comparison; `LOOSE`, because the host compares like
 * that.
 */
const noneHolds = (digit: number, operator: Exclude<Comparison, '!='>, asked: number): boolean =>
  Array.from({ length: 100 }, (_, rest) => digit * 100 + rest).every(status => {
    const order = status - asked;
    return !(order === 0 ? operator !== '<' || LOOSE['<'] === '<=' : HOLDS[operator](order));
  });

/** Levels or statuses that no line which may match has. */
export interface Excluded {
  /** Levels' words or numbers, or first digits of statuses. */
  readonly texts: readonly string[];
  /** True if that is a condition on the status itself, rather than on the level that it implies. */
  readonly isField: boolean;
}

const NONE: Excluded = { texts: [], isField: false };

/** Returns those for which no line of a shape satisfies `shapeTest`; empty if none is known. */
export const excludedLevels = (node: WhereNode, shape: LineShape): Excluded => {
  const { level } = shape;
  if (level === 'absent') return NONE;
  switch (node.kind) {
    case 'and':
      return (
        node.parts.map(part => excludedLevels(part, shape)).find(({ texts }) => texts.length > 0) ?? NONE
      );
    case 'level':
      return { texts: levelsWithout(node, level), isField: false };
    case 'compare':
      return level.kind === 'status' ? { texts: statusesWithout(node, shape, level), isField: true } : NONE;
    default:
      return NONE;
  }
};

const levelsWithout = (
  { operator, level: asked }: Extract<WhereNode, { kind: 'level' }>,
  { kind }: ShapeLevel,
): readonly string[] => {
  const holds = (found: Level): boolean => HOLDS[operator](severity(found) - severity(asked));
  if (kind === 'word') return JSON_LEVEL_WORDS.filter(word => !holds(levelOfWord(word)!));
  return kind === 'number'
    ? NUMBERED.flatMap((found, index) => (holds(found) ? [] : [`${index + 1}0`]))
    : [1, 2, 3, 4, 5].filter(digit => !holds(LEVELS[statusLevel(digit * 100)]!)).map(String);
};

const statusesWithout = (
  { field, operator, value }: Extract<WhereNode, { kind: 'compare' }>,
  shape: LineShape,
  { code }: ShapeLevel,
): readonly string[] => {
  if (value.quoted || operator === '!=' || operator === '!~' || operator === '~' || operator === ':')
    return [];
  const found = shape.value(fieldKey(field));
  if (found === null || found === 'absent' || found.code !== code) return [];
  const quantity = parseQuantity(value.text);
  const asked = Number(value.text.trim());
  if (quantity === null || quantity.measure !== null || !Number.isFinite(asked)) return [];
  return HUNDREDS.filter(digit => noneHolds(digit, operator, asked)).map(String);
};
