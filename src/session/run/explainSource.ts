import type { Query } from '../../core/query.ts';
import type { Source } from '../../core/target.ts';
import type { Trouble } from '../../core/trouble.ts';
import { explain, isAbridged } from '../../pushdown/explain.ts';
import { explainFollow } from '../../pushdown/follow/explain.ts';
import { isFollowed, planFollow } from '../../pushdown/follow/plan.ts';
import { planSource } from '../../pushdown/plan.ts';
import { refusalTrouble } from '../../pushdown/refusal.ts';
import { troubleOf } from '../host/context.ts';
import { type FindingContext, withFindings } from '../host/findings.ts';
import { RunningCounts } from '../host/sourceCounts.ts';

/** How a source would be read: a text of several lines, and the same with programs written out where it has them in words. */
export interface Explanation {
  readonly text: string;
  readonly whole: string | null;
}

/** What would run on a source's host and what would be left to do here; or why it cannot be read. */
export const explainSource = async (
  source: Source,
  context: FindingContext & { readonly query: Query },
): Promise<Explanation | { readonly trouble: Trouble }> => {
  try {
    const { hosts, sudo } = context;
    const { facts } = await hosts.reach(source.host);
    const { signal } = new AbortController();
    const query = await withFindings(context.query, source, context, new RunningCounts(), signal);
    const followed = isFollowed(query, source.place)
      ? planFollow(query, source.place, facts, { sudo })
      : null;
    if (followed?.kind === 'exact') {
      const { plan } = followed;
      const isLong = plan.stages.some(({ says }) => says !== null);
      const whole = isLong ? explainFollow(plan, query, facts, { whole: true }) : null;
      return { text: explainFollow(plan, query, facts), whole };
    }
    const planned = planSource(query, source.place, facts, { sudo });
    if (planned.ok) {
      const { plan } = planned;
      return { text: explain(plan), whole: isAbridged(plan) ? explain(plan, { whole: true }) : null };
    }
    return { trouble: refusalTrouble(planned.refusal, source.host.name, source.log) };
  } catch (error) {
    return { trouble: troubleOf(error, source) };
  }
};
