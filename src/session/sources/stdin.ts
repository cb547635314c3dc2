import type { HostFacts } from '../../core/facts.ts';
import type { Query } from '../../core/query.ts';
import type { Source } from '../../core/target.ts';
import { TroubleError } from '../../core/trouble.ts';
import { explain } from '../../pushdown/explain.ts';
import { type Plan, planSource } from '../../pushdown/plan.ts';
import { refusalTrouble } from '../../pushdown/refusal.ts';
import { Delivery } from '../host/delivery.ts';
import type { SourceKind } from './contract.ts';

/** Our own standard input. It has no host: all of the query is done locally. */
export const stdinKind: SourceKind = {
  async read({ source, counts, context, signal }) {
    const { sink, elapsed, now, query, stdin } = context;
    const { local } = planOf(source, query);
    const { zeroTerminated } = query;
    const delivery = new Delivery({ source, local, zeroTerminated, sink, counts, elapsed, now });
    sink.state(source, { kind: 'live' });
    for await (const chunk of stdin) {
      if (signal.aborted || delivery.satisfied) break;
      await delivery.take(chunk);
    }
    if (!signal.aborted) await delivery.end();
    return null;
  },
  explain: async (source, { query }) => ({ text: explain(planOf(source, query)), whole: null }),
  shortfalls: () => [],
  checkMs: null,
};

/** Throws a TroubleError where the query cannot be had of a pipe. */
const planOf = (source: Source, query: Query): Plan => {
  const planned = planSource(query, source.place, NO_FACTS, { sudo: false });
  if (planned.ok) return planned.plan;
  throw new TroubleError(refusalTrouble(planned.refusal, source.host.name, source.log));
};

const NO_FACTS: HostFacts = {
  system: '',
  tail: 'none',
  grep: 'none',
  awk: 'none',
  grepLineBuffered: false,
  tac: false,
  gzip: false,
  sudo: false,
  clockSkewMs: null,
};
