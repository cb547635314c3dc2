import type { Source } from '../../../core/target.ts';
import { TroubleError } from '../../../core/trouble.ts';
import { explain, isAbridged } from '../../../pushdown/explain.ts';
import { explainFollow } from '../../../pushdown/follow/explain.ts';
import { isFollowed, planFollow } from '../../../pushdown/follow/plan.ts';
import { planSource } from '../../../pushdown/plan.ts';
import { refusalTrouble } from '../../../pushdown/refusal.ts';
import { READS_ONLY, wholeFile } from '../../../pushdown/wholeFile.ts';
import { withFindings } from '../../host/findings.ts';
import { RunningCounts } from '../../host/sourceCounts.ts';
import type { ExplainContext, Explanation } from '../contract.ts';

/**
 * Explains what would run on a source's host and what would run locally. Rejects with a TroubleError if the
 * source cannot be read.
 */
export const explainRemote = async (source: Source, context: ExplainContext): Promise<Explanation> => {
  const { hosts, sudo } = context;
  const { facts } = await hosts.reach(source.host);
  const { signal } = new AbortController();
  const query = await withFindings(context.query, source, context, new RunningCounts(), signal);
  const followed = isFollowed(query, source.place) ? planFollow(query, source.place, facts, { sudo }) : null;
  if (followed?.kind === 'exact') {
    const { plan } = followed;
    const isLong = plan.stages.some(({ says }) => says !== null);
    const whole = isLong ? explainFollow(plan, query, facts, { whole: true }) : null;
    return { text: explainFollow(plan, query, facts), whole };
  }
  const isDirect = source.host.kind === 'local' && wholeFile(query, source.place, sudo) !== null;
  const planned = planSource(query, source.place, isDirect ? READS_ONLY : facts, { sudo });
  if (!planned.ok) throw new TroubleError(refusalTrouble(planned.refusal, source.host.name, source.log));
  const { plan } = planned;
  return { text: explain(plan), whole: isAbridged(plan) ? explain(plan, { whole: true }) : null };
};
