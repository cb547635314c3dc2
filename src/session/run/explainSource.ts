import type { Source } from '../../core/target.ts';
import type { Trouble } from '../../core/trouble.ts';
import { troubleOf } from '../host/context.ts';
import type { ExplainContext, Explanation } from '../sources/contract.ts';
import { kindOf } from '../sources/kinds.ts';

/** Explains how a source would be read, or why it cannot be read. */
export const explainSource = async (
  source: Source,
  context: ExplainContext,
): Promise<Explanation | { readonly trouble: Trouble }> => {
  try {
    const kind = await kindOf(source.place);
    return await kind.explain(source, context);
  } catch (error) {
    return { trouble: troubleOf(error, source) };
  }
};
