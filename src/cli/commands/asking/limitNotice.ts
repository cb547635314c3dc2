import type { Query } from '../../../core/query.ts';
import type { Source } from '../../../core/target.ts';

/** What a person must know who limits what several sources are asked: each of them is limited by itself. Null: nothing. */
export const limitNotice = ({ head, last }: Query, sources: readonly Source[]): string | null => {
  if (sources.length < 2 || (head === null && last === null)) return null;
  const limit = head === null ? `--last ${last}` : `--head ${head}`;
  return `${limit} applies to each source here, not in total: a count or a query takes what each of them returns`;
};
