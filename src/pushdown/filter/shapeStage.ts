import type { HostFacts } from '../../core/facts.ts';
import { compilePattern } from '../../core/pattern/pattern.ts';
import type { Query } from '../../core/query.ts';
import type { WhereNode } from '../../core/where/expression.ts';
import { parseWhere } from '../../core/where/parse.ts';
import { inBlocksOf, type Stage, stage } from '../script/stage.ts';
import { chooseShapes } from '../shapes/chooseShapes.ts';
import { lineNeeds } from '../shapes/needs.ts';
import { type LineShape, testFor } from '../shapes/shape.ts';
import { AwkPatterns } from './awkPatterns.ts';
import { awkKnows } from './knownPatterns.ts';
import { leadStage } from './recordGroups.ts';
import { allOf, excludedLevels, shapeTest } from './where/shapeTest.ts';

/** Minimum share of a sample's lines that must have a shape: all other lines are always sent. */
const MIN_SHARE = 0.9;

/**
 * Returns true if a host can select a log's lines by the position of their values, once their form is known.
 */
export const selectsByShape = (query: Query): boolean =>
  query.pushdown &&
  query.follow === 'none' &&
  !query.zeroTerminated &&
  (query.where.length > 0 || query.level !== null) &&
  query.before + query.after === 0 &&
  lineNeeds(query) !== null;

/**
 * Returns an awk that drops lines of known shapes whose values certainly do not match, in one pass and without
 * searching the rest of the line. All other lines pass, each with the line before it that it may belong to. Null if the
 * log's lines have no such shapes, or nothing could be dropped.
 *
 * `lower`: a preceding grep that leaves out most lines of lower levels; null: none.
 *
 * `k`: the line has a shape; `w`: it may match; `h`: the previous line, if it was dropped; `u`: no record has started
 * yet.
 */
export const shapeStages = (query: Query, facts: HostFacts, lower: Stage | null): readonly Stage[] | null => {
  if (!selectsByShape(query) || facts.awk === 'none') return null;
  const shapes = chooseShapes(query.findings?.sample ?? [], lineNeeds(query), MIN_SHARE);
  if (shapes === null) return null;
  const patterns = new AwkPatterns(facts.awk === 'mawk');
  const nodes = nodesOf(query);
  const knows = (pattern: ReturnType<typeof compilePattern>): boolean => awkKnows(pattern, facts);
  const compiled = (text: string) => compilePattern(text, query);
  const lines = patterns.conditionTest({
    includes: query.grep
      .map(compiled)
      .filter(knows)
      .map(pattern => [pattern]),
    excludes: query.exclude.map(compiled).filter(knows),
  });
  const context = { patterns, ignoreCase: query.ignoreCase, knows };
  const tests = shapes.map(shape =>
    allOf([...nodes.map(node => shapeTest(node, shape, context)), lines === '(1)' ? '1' : lines]),
  );
  if (patterns.failed || tests[0] === '1') return null;
  const torn = query.findings?.span?.torn === true;
  const functions = [...new Set(shapes.flatMap(shape => shape.functions))];
  const program = [
    ...functions,
    `BEGIN{FS="\\"";${torn ? 'u=1;' : ''}${patterns.begin}}`,
    '{k=0}',
    ...shapes.map(
      (shape, index) => `${index === 0 ? '' : '!k&&'}${testFor(shape, facts)}{k=1;w=${tests[index]}}`,
    ),
    `k{${torn ? 'u=0;' : ''}if(w){h="";print}else h=$0;next}`,
    torn ? 'u{next}' : '',
    `{if(h!="")print h;h="";print}`,
  ].join('\n');
  const asked = [
    ...query.where.map(text => `'${text}'`),
    ...(query.level === null ? [] : [`level ${query.level} or worse`]),
  ];
  const select = stage(['awk', program], {
    env: patterns.env,
    lead: leadStage(
      shapes.map(shape => `(${testFor(shape, facts)})`).join('||'),
      {},
      `${functions.join('\n')}\nBEGIN{FS="\\""}\n`,
    ),
    says: [
      `leaves out lines whose values cannot be ${asked.join(' and ')}`,
      ...shapes.map(({ ere }) => `known:  '${ere.length > 100 ? `${ere.slice(0, 100)}…` : ere}'`),
      'passes on all other lines, each with the line before it that it may belong to',
    ],
  });
  const quick = lower ?? (facts.grep === 'gnu' ? quickStage(nodes, shapes) : null);
  return quick === null ? [select] : [quick, ...inBlocksOf(quick, [select])];
};

/**
 * Returns a preceding grep, several times as fast, that drops most of what the awk would drop: lines of a shape whose level or status
 * certainly does not match, except the last of them before any other line, which the awk may have to pass on. Null if
 * there is none.
 */
const quickStage = (nodes: readonly WhereNode[], shapes: readonly LineShape[]): Stage | null => {
  let isByField = false;
  const eres = shapes.flatMap(shape => {
    const found = nodes.map(node => excludedLevels(node, shape)).find(({ texts }) => texts.length > 0);
    if (found === undefined) return [];
    isByField ||= found.isField;
    const leading = found.isField ? shape.leading?.(found.texts) : undefined;
    const ere = leading ?? shape.having?.(found.texts);
    return ere === undefined ? [] : ['-e', ere];
  });
  if (eres.length === 0) return null;
  return stage(['grep', '-a', '-E', '-v', '-B', '1', '--no-group-separator', ...eres], {
    says: [`quickly leaves out most lines with ${isByField ? 'another status' : 'a lower level'}`],
  });
};

const nodesOf = ({ where, level }: Query): WhereNode[] => [
  ...where.flatMap(text => {
    const parsed = parseWhere(text);
    return parsed.ok ? [parsed.node] : [];
  }),
  ...(level === null ? [] : [{ kind: 'level', operator: '>=', level } as const]),
];
