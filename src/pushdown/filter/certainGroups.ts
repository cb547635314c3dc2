import type { CertainLines } from '../../core/filter/step.ts';
import { compilePattern, type Pattern } from '../../core/pattern/pattern.ts';
import { type Stage, stage } from '../script/stage.ts';
import { AwkPatterns } from './awkPatterns.ts';
import { type GroupSelection, groupWords, MAX_GROUP } from './recordGroups.ts';

/**
 * Does the same as `groupStage` behind a grep that leaves out most lines of lower levels, for records selected by nothing but their
 * level, in a log of one stream: lines that certainly start a record are told apart by their heads alone, which takes a fraction of
 * the time. Null if some awks do not support the conditions, or `knows` refuses these heads.
 *
 * `m`: the group is relevant; `v`: the last line, `h`, is certainly of a lower level; `b`: its buffered lines, `n` of them; `c`, `s`:
 * lines and bytes of the group; `u`: there was a line. `bg()` begins a group, `ad(x)` adds a line, `mk(x)` is the condition.
 *
 * Tests pass smaller limits.
 */
export const certainStage = (
  selection: GroupSelection,
  { lower, wanted }: CertainLines,
  knows: (pattern: Pattern) => boolean,
  group = MAX_GROUP,
): Stage | null => {
  const { start, conditions, mawk } = selection;
  if (wanted === '' || lower === '' || start.streams === true) return null;
  const [isLower, isWanted] = [compilePattern(lower, SENSITIVE), compilePattern(wanted, SENSITIVE)];
  if (!knows(isLower) || !knows(isWanted)) return null;
  const patterns = new AwkPatterns(mawk);
  const tests = conditions.map(condition => patterns.conditionTest(condition, 'x'));
  const begins = patterns.startTest(start);
  const rules = [
    `${patterns.test([isWanted])}{u=1;v=0;m=1;print;next}`,
    `${patterns.test([isLower])}{u=v=1;h=$0;next}`,
    `{if(v){v=0;bg();ad(h)}if(!u||(${begins}))bg();u=1;ad($0)}`,
  ];
  if (patterns.failed) return null;
  const program = [
    `function mk(x){return ${tests.join('&&')}}`,
    'function bg(){if(n>64||s>65536)split("",b);m=0;n=0;c=0;s=0}',
    `function ad(x,i){if(!m){s+=length(x);if(mk(x)||++c>${group.lines}||s>${group.bytes}){m=1;for(i=1;i<=n;i++)print b[i]}}`,
    'if(m)print x;else b[++n]=x}',
    patterns.begin === '' ? '' : `BEGIN{${patterns.begin}}`,
    ...rules,
  ].join('');
  return stage(['awk', program], {
    env: patterns.env,
    says: [...groupWords(selection), 'passes on lines that certainly start a wanted record at once'],
  });
};

const SENSITIVE = { fixed: false, ignoreCase: false };
