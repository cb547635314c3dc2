import type { Query } from '../core/query.ts';
import type { Trouble } from '../core/trouble.ts';

/** Why a query cannot be run on a host: trouble that does not know its host yet. */
export interface Refusal {
  readonly kind: Trouble['kind'];
  /** One sentence, no trailing stop. */
  readonly message: string;
  readonly advice: string;
}

/** The refusal as Trouble of one host and log; trying again cannot help. */
export const refusalTrouble = (refusal: Refusal, host: string, log: string | null): Trouble => ({
  ...refusal,
  host,
  log,
  final: true,
});

/** What of a query no plan can hold, whatever the host; null where there is nothing. */
export const unsupported = (query: Query): Refusal | null =>
  query.last !== null && query.follow !== 'none'
    ? {
        kind: 'config',
        message: '--last reads to the end of a log, but this one is followed',
        advice: 'drop -f, or use -n to start with the last lines',
      }
    : null;
