import type { ByteString } from '../core/bytes.ts';
import { type HostFacts, NO_TOOLS } from '../core/facts.ts';
import type { LocalFilter } from '../core/filter/step.ts';
import type { Query } from '../core/query.ts';
import type { LogPlace } from '../core/target.ts';
import { searchPays } from './filter/lowerLines.ts';
import { planSource } from './plan.ts';
import { pathBytes } from './script/pathBytes.ts';
import type { Stage } from './script/stage.ts';

/** A host that can only read files: whatever it could filter is then part of the local filter. */
export const READS_ONLY: HostFacts = { ...NO_TOOLS, tail: 'gnu' };

/** A file that is read as a whole, so that it does not matter who reads it. */
export interface WholeFile {
  readonly path: ByteString;
  /** Null: nothing is filtered. */
  readonly local: LocalFilter | null;
}

/**
 * Returns the file of which a query requests every byte, or, on this machine, records by their level, unless a command
 * finds them faster. Null: something else is requested.
 */
export const wholeFile = (query: Query, place: LogPlace, sudo: boolean): WholeFile | null => {
  if (place.kind !== 'file' || sudo) return null;
  const planned = planSource(query, place, READS_ONLY, { sudo });
  if (!planned.ok) return null;
  const { remote, local, counted, notes } = planned.plan;
  if (remote === null || counted || notes.length > 0) return null;
  const isByLevel = query.level !== null && query.findings?.isNear === true && !searchPays(query);
  if (local !== null && !isByLevel) return null;
  const { stages, latest, endless, waits, offset } = remote;
  if (latest !== null || endless || waits || offset !== undefined || stages.length !== 1) return null;
  const [{ words, readsFile }] = stages as [Stage];
  return readsFile && words.length === 1 && words[0] === 'cat'
    ? { path: pathBytes(place.path), local }
    : null;
};
