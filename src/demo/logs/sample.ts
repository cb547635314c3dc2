import type { Random } from '../random.ts';

/** The input for writing an event. */
export interface Moment {
  readonly random: Random;
  readonly at: Date;
  readonly host: string;
  /** 0 (calm) to 1 (outage): see `incidentAt`. */
  readonly incident: number;
}

/** Writes one event: one line, or several for a stack trace, each with its line end. */
export type WriteEvent = (moment: Moment) => string;

export const two = (value: number): string => String(value).padStart(2, '0');
export const three = (value: number): string => String(value).padStart(3, '0');

/** Formats a date as `2026-11-20 09:41:07` in UTC. */
export const dateTime = (at: Date): string => at.toISOString().slice(0, 19).replace('T', ' ');

export const MONTHS = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
] as const;

export const address = (random: Random): string =>
  `${random.pick([81, 92, 151, 185, 203])}.${random.whole(0, 255)}.${random.whole(0, 255)}.${random.whole(1, 254)}`;

export const ROUTES = [
  '/',
  '/products',
  '/products/4711',
  '/cart',
  '/cart/items',
  '/checkout',
  '/api/v1/orders',
  '/api/v1/prices?sku=A-1009',
  '/search?q=rain+jacket',
  '/static/app.9f3c1e.js',
  '/login',
] as const;
