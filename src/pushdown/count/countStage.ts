import type { HostFacts } from '../../core/facts.ts';
import type { Pattern } from '../../core/pattern/pattern.ts';
import { AwkPatterns } from '../filter/awkPatterns.ts';
import { type Stage, stage } from '../script/stage.ts';
import { type LineShape, testFor } from '../shapes/shape.ts';

/**
 * Number of kinds, and size of their lines, after which the table is printed and emptied: partial counts add
 * up.
 */
const MAX_TABLE = { kinds: 100_000, bytes: 32 << 20 };

/** The prefix of each output line of a counting awk: a number of lines, or an unchanged line. */
export const COUNTED = '=';
export const AS_IT_IS = '|';

export interface CountProgram {
  readonly shapes: readonly LineShape[];
  /** A line of these shapes is counted only if it matches all includes and no excludes. */
  readonly includes: readonly Pattern[];
  readonly excludes: readonly Pattern[];
  /** Lines are counted individually, whatever follows them: they are not records. */
  readonly alone: boolean;
  readonly facts: HostFacts;
}

/**
 * Returns an awk that counts the lines of some shapes, printed as `=NUMBER LINE` at the end, and passes on
 * all others after a `|`, each with the line before it that it may belong to. Null if some awks cannot handle
 * the patterns.
 *
 * `k`: the line's reduced form, empty for a line of no shape; `h`, `w`, `l`: of the line before, its reduced
 * form, whether it matches, and its text; `c`: the table, `n` kinds with `b` bytes; `g`: the last kind, and `r` lines of
 * it that are not yet in the table.
 */
export const countStages = ({
  shapes,
  includes,
  excludes,
  alone,
  facts,
}: CountProgram): readonly Stage[] | null => {
  const patterns = new AwkPatterns(facts.awk === 'mawk');
  const wanted = patterns.conditionTest({ includes: includes.map(pattern => [pattern]), excludes });
  if (patterns.failed) return null;
  const functions = new Set(shapes.flatMap(shape => shape.functions));
  const program = [
    ...functions,
    `function fl(x){if(r)c[g]+=r;r=0;g="";for(x in c){print "${COUNTED}" c[x] " " x;delete c[x]}n=0;b=0}`,
    // Equal lines in a row are counted without the table.
    `function ad(x){if(r)c[g]+=r;r=0;if(!(x in c)){b+=length(x);if(++n>${MAX_TABLE.kinds}||b>${MAX_TABLE.bytes}){fl();n=1;b=length(x)}}g=x;c[x]++}`,
    `BEGIN{FS="\\"";${patterns.begin}}`,
    '{k=""}',
    ...shapes.map(
      (shape, index) => `${index === 0 ? '' : 'k==""&&'}${testFor(shape, facts)}{k=${shape.line}}`,
    ),
    ...(alone
      ? [`k!=""&&${wanted}{if(k==g)r++;else ad(k)}`, `k==""{print "${AS_IT_IS}" $0}`, 'END{fl()}']
      : [
          `k!=""{if(w){if(h==g)r++;else ad(h)}h=k;l=$0;w=${wanted};next}`,
          // A line that none of them may continue.
          `{if(h!="")print "${AS_IT_IS}" l;h="";w=0;print "${AS_IT_IS}" $0}`,
          'END{if(w)ad(h);fl()}',
        ]),
  ].join('\n');
  const says = [
    `counts lines of ${shapes.length === 1 ? 'one kind' : `${shapes.length} kinds`} by the parts that the count depends on`,
    ...shapes.map(({ ere }) => `counted: '${ere.length > 160 ? `${ere.slice(0, 160)}…` : ere}'`),
    'passes on all other lines, which are counted locally',
  ];
  const awk = stage(['awk', program], { env: patterns.env, says });
  return cutsAtNul(facts) ? [MARK_NUL, awk] : [awk];
};

/** Returns true if a host's awk ends a line at a NUL. */
export const cutsAtNul = ({ awk }: HostFacts): boolean => awk === 'busybox' || awk === 'bwk';

/** Counts lines, including an unterminated last one. */
export const lineCountStages = (facts: HostFacts): readonly Stage[] => {
  if (facts.grep !== 'none') return [stage(['grep', ...(facts.grep === 'gnu' ? ['-a'] : []), '-c', ''])];
  const awk = stage(['awk', 'END{print NR}']);
  return cutsAtNul(facts) ? [MARK_NUL, awk] : [awk];
};

/** Replaces each NUL with a byte 1. */
export const MARK_NUL = stage(['tr', '\\000', '\\001']);
