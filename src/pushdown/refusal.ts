import type { Query } from '../core/query.ts';
import type { Trouble } from '../core/trouble.ts';

/** Why a query cannot run on a host: a failure that does not name its host yet. */
export interface Refusal {
  readonly kind: Trouble['kind'];
  /** One sentence, without a full stop. */
  readonly message: string;
  readonly advice: string;
}

/** Converts the refusal to Trouble of one host and log; a retry cannot help. */
export const refusalTrouble = (refusal: Refusal, host: string, log: string | null): Trouble => ({
  ...refusal,
  host,
  log,
  final: true,
});

/** Returns why no plan can satisfy a query, whatever the host; null if one can. */
export const unsupported = (query: Query): Refusal | null =>
  query.last !== null && query.follow !== 'none'
    ? {
        kind: 'config',
        message: '--last reads to the end of a log, but this one is followed',
        advice: 'drop -f, or use -n to start with the last lines',
      }
    : null;
