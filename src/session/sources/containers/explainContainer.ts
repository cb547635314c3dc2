import { decodeText } from '../../../core/bytes.ts';
import type { Source } from '../../../core/target.ts';
import { TroubleError } from '../../../core/trouble.ts';
import { logsText } from '../../../pushdown/containers/logs.ts';
import { explainPrinted } from '../../../pushdown/containers/selection.ts';
import { localPipeline } from '../../../pushdown/explain.ts';
import { wholeFilter } from '../../../pushdown/filter/filterStages.ts';
import type { ExplainContext, Explanation } from '../contract.ts';
import { journalKind } from '../journal/journalKind.ts';
import { explainRemote } from '../remote/explainRemote.ts';
import { fileOf, hostQuery, localQuery } from './file.ts';
import { findContainer, noContainer, reachEngine } from './host.ts';
import { selectionOf } from './hostSelection.ts';
import { logsAsk, refuse, wayOf } from './ways.ts';

/** Explains how a container would be read. May reject with a TroubleError. */
export const explainContainer = async (source: Source, context: ExplainContext): Promise<Explanation> => {
  const { query } = context;
  refuse(source, query);
  const reached = await reachEngine(source.host, context);
  const container = await findContainer(reached.connection, source, new AbortController().signal);
  if (container === null) throw new TroubleError(noContainer(source));
  const way = wayOf(container);
  const here = `local: ${localPipeline(wholeFilter(localQuery(query)))}`;
  if (way.kind === 'journal') {
    const place = {
      kind: 'other',
      scheme: 'journal',
      address: `CONTAINER_ID_FULL=${container.id}`,
      several: false,
    } as const;
    return journalKind.explain({ ...source, place }, context);
  }
  if (way.kind === 'logs') {
    const text = decodeText(
      logsText({ ...logsAsk(source, container, query), follow: query.follow !== 'none' }),
    );
    const selection = selectionOf(source, { container, facts: reached.facts }, context);
    const { signal } = new AbortController();
    const ask = { query: localQuery(query), after: null, signal };
    const stages = (await selection.stages(reached.connection, ask)) ?? [];
    const note = container.isClosed ? '\nnote:  with --sudo the log file itself is read, exactly' : '';
    return explainPrinted(text, stages, `${here}${note}`);
  }
  const file = await explainRemote(fileOf(source, way.path), {
    ...context,
    query: hostQuery(query, way.wrapping),
  });
  return { ...file, text: `${file.text}\nthen:  each line unwrapped from ${way.wrapping}\n${here}` };
};
