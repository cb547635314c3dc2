import type { ByteString } from '../../core/bytes.ts';
import type { Query } from '../../core/query.ts';
import type { LogFormat } from '../../core/target.ts';
import { recordSelection } from '../filter/recordStages.ts';
import { accessShape } from './accessShape.ts';
import { jsonShape } from './jsonShapes.ts';
import { type CountNeeds, countNeeds, countsLinesAlone } from './needs.ts';
import type { CountShape } from './shape.ts';
import { textShape } from './textShape.ts';

/** More shapes cost a host more than they spare. */
const MAX_SHAPES = 6;

/** So many of a sample's lines must be of a shape: the others are sent. */
const MIN_SHARE = 0.75;

/** Whether a log's sample can make a better plan for a count. */
export const wantsShapes = (query: Query): boolean =>
  query.pushdown &&
  !query.zeroTerminated &&
  !(countsLinesAlone(query) && recordSelection(query) === null) &&
  query.maxCount === null &&
  query.head === null &&
  query.last === null &&
  countNeeds(query) !== null;

/** The shapes of most of a log's lines, the commonest first; null where too many lines are of none. */
export const chooseShapes = (sample: readonly ByteString[], query: Query): readonly CountShape[] | null => {
  const needs = countNeeds(query);
  if (needs === null || sample.length === 0) return null;
  const seen = new Map<ByteString, { readonly shape: CountShape; readonly regExp: RegExp; count: number }>();
  let others = 0;
  for (const line of sample) {
    const known = [...seen.values()].find(({ regExp }) => regExp.test(line));
    if (known !== undefined) {
      known.count++;
      continue;
    }
    const shape = shapeOf(line, needs);
    if (shape === null) others++;
    else seen.set(shape.ere, { shape, regExp: new RegExp(shape.ere), count: 1 });
  }
  const shapes = [...seen.values()].sort((a, b) => b.count - a.count);
  const kept = shapes.slice(0, MAX_SHAPES);
  others += shapes.slice(MAX_SHAPES).reduce((sum, { count }) => sum + count, 0);
  return others > sample.length * (1 - MIN_SHARE) ? null : kept.map(({ shape }) => shape);
};

const shapeOf = (line: ByteString, needs: CountNeeds): CountShape | null => {
  if (line.startsWith('{')) return jsonShape(line, needs);
  const access = accessShape(needs);
  if (access !== null && new RegExp(access.ere).test(line)) return access;
  return textShape(line, needs);
};

/** Whether nothing is said of a log but what its lines show. */
export const isFoundOut = ({ format, start, pattern, level }: LogFormat): boolean =>
  (format === null || format === 'auto') && start === null && pattern == null && level == null;
