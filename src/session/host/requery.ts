import type { Query } from '../../core/query.ts';

/** The part of a query that can change while a log is followed. */
export const filterOf = ({
  grep,
  exclude,
  ignoreCase,
  fixed,
  record,
  where,
}: Query): Pick<Query, 'grep' | 'exclude' | 'ignoreCase' | 'fixed' | 'record' | 'where'> => ({
  grep,
  exclude,
  ignoreCase,
  fixed,
  record,
  where,
});

/** Tells the followed sources of a run that the filter changed. */
export class Requery {
  readonly #listeners = new Set<(query: Query) => void>();

  /** Returns an unsubscribe function. */
  listen(listener: (query: Query) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(query: Query): void {
    for (const listener of this.#listeners) listener(query);
  }
}
