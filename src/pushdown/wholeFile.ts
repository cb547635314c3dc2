import type { ByteString } from '../core/bytes.ts';
import type { HostFacts } from '../core/facts.ts';
import type { Query } from '../core/query.ts';
import type { LogPlace } from '../core/target.ts';
import { planSource } from './plan.ts';
import { pathBytes } from './script/pathBytes.ts';
import type { Stage } from './script/stage.ts';

/** A host that can only read files: whatever it could filter is then part of the local filter. */
const READS_ONLY: HostFacts = {
  system: '',
  tail: 'gnu',
  grep: 'none',
  awk: 'none',
  grepLineBuffered: false,
  tac: false,
  gzip: false,
  sudo: false,
  stdbuf: false,
  clockSkewMs: null,
};

/**
 * Returns the path of a file of which a query requests every byte, so that it does not matter who reads it; null: something
 * else is requested.
 */
export const wholeFile = (query: Query, place: LogPlace, sudo: boolean): ByteString | null => {
  if (place.kind !== 'file' || sudo) return null;
  const planned = planSource(query, place, READS_ONLY, { sudo });
  if (!planned.ok) return null;
  const { remote, local, counted, notes } = planned.plan;
  if (remote === null || local !== null || counted || notes.length > 0) return null;
  const { stages, latest, endless, waits, offset } = remote;
  if (latest !== null || endless || waits || offset !== undefined || stages.length !== 1) return null;
  const [{ words, readsFile }] = stages as [Stage];
  return readsFile && words.length === 1 && words[0] === 'cat' ? pathBytes(place.path) : null;
};
