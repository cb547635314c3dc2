import type { ByteString } from '../../core/bytes.ts';
import type { LogFormat } from '../../core/target.ts';
import { accessShape } from './accessShape.ts';
import { jsonShape } from './jsonShapes.ts';
import type { LineNeeds } from './needs.ts';
import type { LineShape } from './shape.ts';
import { textShape } from './textShape.ts';

/** More shapes cost a host more than they save. */
const MAX_SHAPES = 6;

/**
 * Returns the shapes of most of a log's lines, the most common first; null if fewer than this share of a
 * sample's lines have one, or some of them are a container's and others are not.
 */
export const chooseShapes = (
  sample: readonly ByteString[],
  needs: LineNeeds | null,
  minShare: number,
): readonly LineShape[] | null => {
  if (needs === null || sample.length === 0) return null;
  const seen = new Map<ByteString, { readonly shape: LineShape; readonly regExp: RegExp; count: number }>();
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
  return others > sample.length * (1 - minShare) || !areAlone(kept) ? null : kept.map(({ shape }) => shape);
};

/** Returns false if another line may belong to a record before the last line: one with a container's stamp like its own. */
const areAlone = (kept: readonly { readonly shape: LineShape }[]): boolean =>
  new Set(kept.map(({ shape }) => shape.stamped === true)).size === 1;

const shapeOf = (line: ByteString, needs: LineNeeds): LineShape | null => {
  if (line.startsWith('{')) return jsonShape(line, needs);
  const access = accessShape(needs);
  if (access !== null && new RegExp(access.ere).test(line)) return access;
  return textShape(line, needs);
};

/** Returns true if nothing is configured for a log, so its lines alone decide. */
export const isFoundOut = ({ format, start, pattern, level }: LogFormat): boolean =>
  (format === null || format === 'auto') && start === null && pattern == null && level == null;
