import type { LocalFilter } from '../../core/filter/step.ts';
import { Delivery } from '../host/delivery.ts';
import type { Following } from './contract.ts';

/**
 * Returns the delivery of a followed source: a single one across all disconnects, because local filtering and
 * counting continue.
 */
export const followDelivery = (
  { source, counts, context }: Following,
  local: LocalFilter | null,
): Delivery => {
  const { sink, elapsed, now, query } = context;
  return new Delivery({ source, local, zeroTerminated: query.zeroTerminated, sink, counts, elapsed, now });
};
