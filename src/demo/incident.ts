import { createRandom } from './random.ts';

/** Length of each phase of an incident: calm, a slow database, an outage, recovery. */
const ACT_MS = 90_000;

/**
 * Returns the severity `offset` milliseconds after the fleet's start (negative: before it), from 0 (calm) to 1
 * (outage). All logs of a fleet agree: the database slows down, the application throws exceptions, the web server
 * returns 502.
 */
export const incidentAt = (seed: number, offset: number): number => {
  const act = Math.floor(offset / ACT_MS);
  const random = createRandom(seed ^ Math.imul(act, 0x9e3779b1));
  if (!random.chance(0.4)) return 0;
  const peak = 0.4 + 0.6 * random.next();
  const place = (offset - act * ACT_MS) / ACT_MS;
  return peak * Math.sin(Math.PI * place) ** 2;
};
