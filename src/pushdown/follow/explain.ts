import { decodeText } from '../../core/bytes.ts';
import type { HostFacts } from '../../core/facts.ts';
import type { Query } from '../../core/query.ts';
import { abridged, localPipeline, programText } from '../explain.ts';
import { extentWords, readsWhole } from '../readStages.ts';
import { pathText } from '../script/fileCheck.ts';
import { type Stage, stageText } from '../script/stage.ts';
import type { FollowPlan } from './plan.ts';

/**
 * Describes for people what runs while a file is followed at the exact byte: the live pipeline, where it
 * starts, what watches it, and the local part. `whole`: programs are printed in full.
 */
export const explainFollow = (
  plan: FollowPlan,
  query: Query,
  facts: HostFacts,
  { whole = false }: { readonly whole?: boolean } = {},
): string => {
  const path = decodeText(pathText(plan.path)).replace(/^"\$HOME"/, '~');
  const gnu = facts.tail === 'gnu';
  const tail = gnu
    ? `tail --follow=descriptor --pid=… -s ${query.sleepSeconds ?? 1} -c +START ${path}`
    : `tail -f -c +START <${path}`;
  const stages = plan.stages.map(stage => text(whole ? stage : abridged(stage)));
  const behind = stages.length > 0 ? stages : gnu ? ['cat'] : [];
  const processes = 2 + 1 + (behind.length === 0 ? 0 : behind.length + (stages.length > 0 ? 1 : 0));
  return [
    `host:  ${[tail, ...behind].join(' | ')}`,
    ...(whole ? [] : plan.stages.flatMap(programText).map(line => `       ${line}`)),
    `       START is ${startText(query, plan)}; a script finds it first, and again after each rotation or disconnect (stat, head, cksum, tail)`,
    `       ${processes} processes for this log, none of which forks while idle; one more script watches all followed logs of the host for`,
    '       rotation and truncation, once a second, and ends everything if we stop responding',
    plan.local ? `local: ${localPipeline(plan.local)}` : 'local: nothing',
    ...plan.notes.map(note => `note:  ${note}`),
  ].join('\n');
};

const text = (stage: Stage): string => decodeText(stageText(stage, { argument: '', input: '' }, ''));

const startText = ({ from }: Query, { stages }: FollowPlan): string => {
  if (readsWhole(from)) return 'the first byte';
  if (from.kind === 'lastLines' && from.count === 0) return 'the end of the file';
  const matches = from.kind === 'lastLines' && stages.length > 0;
  return `where tail ${extentWords(from).join(' ')} would start${matches ? ', counting matching lines' : ''}`;
};
