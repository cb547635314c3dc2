import type { Query } from '../core/query.ts';
import type { Source } from '../core/target.ts';
import type { Trouble } from '../core/trouble.ts';
import { explain } from '../pushdown/explain.ts';
import { planSource } from '../pushdown/plan.ts';
import { refusalTrouble } from '../pushdown/refusal.ts';
import { type FindingContext, withFindings } from './findings.ts';
import { troubleOf } from './runSource.ts';
import { RunningCounts } from './sourceCounts.ts';

/** What would run on a source's host and what would be left to do here, as text of several lines; or why it cannot be read. */
export const explainSource = async (
  source: Source,
  context: FindingContext & { readonly query: Query },
): Promise<{ readonly text: string } | { readonly trouble: Trouble }> => {
  try {
    const { hosts, sudo } = context;
    const { facts } = await hosts.reach(source.host);
    const { signal } = new AbortController();
    const query = await withFindings(context.query, source, context, new RunningCounts(), signal);
    const planned = planSource(query, source.place, facts, { sudo });
    if (planned.ok) return { text: explain(planned.plan) };
    return { trouble: refusalTrouble(planned.refusal, source.host.name, source.log) };
  } catch (error) {
    return { trouble: troubleOf(error, source) };
  }
};
