import { encodeText } from '../../core/bytes.ts';
import { type Level, severity } from '../../core/level.ts';
import { compilePattern, type Pattern, parsePattern } from '../../core/pattern/pattern.ts';
import { foldCase, literal, type PatternNode, someNode } from '../../core/pattern/syntax.ts';
import type { LevelRule } from '../../core/target.ts';
import { levelTokens } from '../../core/understand/levelRule.ts';
import type { LineCondition } from './awkPatterns.ts';
import { levelMarks } from './levelMarks.ts';

/**
 * Returns what some line of a record must contain for the record to have this level or a worse one, by the
 * log's own rule or, without one, by every known way to mark a level; null: every record has it. Other
 * records may contain such lines too.
 */
export const levelCondition = (level: Level, rule: LevelRule | null): LineCondition | null => {
  if (rule === null) return markCondition(level);
  if (rule.kind === 'fixed') return severity(rule.level) >= severity(level) ? null : NO_LINE;
  const parsed = parsePattern(rule.pattern, { ...SENSITIVE, captures: true });
  return parsed.ok ? tokenCondition(parsed.pattern, rule.names, level) : markCondition(level);
};

const SENSITIVE = { fixed: false, ignoreCase: false };

/** The empty pattern matches every line. */
const NO_LINE: LineCondition = {
  includes: [],
  excludes: [compilePattern('', SENSITIVE)],
  says: 'has the requested level: none does',
};

const markConditions = new Map<Level, LineCondition>();

/** Each is made once: it has several dozen patterns. */
const markCondition = (level: Level): LineCondition => {
  let condition = markConditions.get(level);
  if (condition === undefined) {
    condition = newMarkCondition(level);
    markConditions.set(level, condition);
  }
  return condition;
};

const newMarkCondition = (level: Level): LineCondition => {
  const { words, signs } = levelMarks(level);
  const patterns = [
    ...words.map(ere => compilePattern(ere, { fixed: false, ignoreCase: true })),
    ...signs.map(ere => compilePattern(ere, SENSITIVE)),
  ];
  return {
    includes: [patterns],
    excludes: [],
    says: `contains a mark of ${level} or worse in any format`,
    isByMarks: true,
  };
};

/**
 * Returns the rule's pattern with the tokens in place of its group; if that place is not certain, both
 * separately.
 */
const tokenCondition = (
  pattern: Pattern,
  names: Readonly<Record<string, Level>>,
  level: Level,
): LineCondition => {
  const tokens = tokenNodes(names, level);
  const inPlace = replaceGroup(pattern.root, {
    kind: 'sequence',
    parts: [BLANKS, { kind: 'choice', branches: tokens.inGroup }, BLANKS],
  });
  const says = `matches ${pattern.text} with a mark of ${level} or worse`;
  if (inPlace !== null) return { includes: [[{ ...pattern, root: inPlace }]], excludes: [], says };
  const anywhere: Pattern = { ...pattern, root: { kind: 'choice', branches: tokens.anywhere } };
  return { includes: [[pattern], [anywhere]], excludes: [], says };
};

const BLANKS: PatternNode = {
  kind: 'repeat',
  node: { kind: 'bytes', set: new Set([9, 13, 32]), negated: false },
  min: 0,
  max: null,
};

/** slog's `WARN+2`. */
const OFFSET: PatternNode = {
  kind: 'repeat',
  node: { kind: 'bytes', set: new Set([...'+-0123456789'].map(char => char.charCodeAt(0))), negated: false },
  min: 0,
  max: null,
};

const tokenNodes = (names: Readonly<Record<string, Level>>, level: Level) => {
  const tokens = levelTokens(names, level);
  const exact = tokens.exact.map(token => textNode(token, false));
  const words = tokens.words.map(word => textNode(word, true));
  const anyWord: PatternNode = { kind: 'choice', branches: words };
  const inGroup: PatternNode[] = [...exact, { kind: 'sequence', parts: [anyWord, OFFSET] }];
  return { inGroup, anywhere: [...exact, ...words] };
};

const textNode = (text: string, ignoreCase: boolean): PatternNode => ({
  kind: 'sequence',
  parts: Array.from(encodeText(text), char => {
    const node = literal(char.charCodeAt(0));
    return ignoreCase && node.kind === 'bytes' ? { ...node, set: foldCase(node.set) } : node;
  }),
});

/**
 * Returns the pattern with its only group replaced by another node, if the group is one of its consecutive
 * parts; otherwise null.
 */
const replaceGroup = (root: PatternNode, replacement: PatternNode): PatternNode | null => {
  if (root.kind !== 'sequence') return null;
  const at = root.parts.findIndex(isGroup);
  const others = root.parts.filter((_, index) => index !== at);
  if (at < 0 || others.some(part => someNode(part, isGroup))) return null;
  return { kind: 'sequence', parts: root.parts.map((part, index) => (index === at ? replacement : part)) };
};

const isGroup = (node: PatternNode): boolean => node.kind === 'choice' && node.captured === true;
