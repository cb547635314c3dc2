import type { LocalFilter } from '../../core/filter/step.ts';
import { Delivery } from '../host/delivery.ts';
import type { Following } from './contract.ts';

/** The delivery of a source that is followed: one through all breaks, for what is filtered or counted here goes on. */
export const followDelivery = (
  { source, counts, context }: Following,
  local: LocalFilter | null,
): Delivery => {
  const { sink, elapsed, now, query } = context;
  return new Delivery({ source, local, zeroTerminated: query.zeroTerminated, sink, counts, elapsed, now });
};
