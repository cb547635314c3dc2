import type { DemoHost, DemoLog } from './fleetPlan.ts';
import { incidentAt } from './incident.ts';
import { createRandom, seedFrom } from './random.ts';

/** One event of a log: its time in milliseconds from the fleet's start (negative: history), and its lines. */
export interface PlayedEvent {
  readonly offset: number;
  readonly text: string;
}

/** How much history a log has when the fleet starts. */
export const HISTORY_MS = 10 * 60_000;

/**
 * Yields the endless content of one log. Deterministic: the same seed, host, log and `start` (milliseconds since the
 * epoch) produce the same bytes.
 */
export function* playLog(
  host: DemoHost,
  log: DemoLog,
  seed: number,
  start: number,
): Generator<PlayedEvent, never> {
  const random = createRandom(seed ^ seedFrom(`${host.name}:${log.name}`));
  let offset = -HISTORY_MS;
  for (;;) {
    const incident = incidentAt(seed, offset);
    offset += random.wait(log.everyMs / (1 + 2 * incident));
    yield {
      offset,
      text: log.write({
        random,
        at: new Date(start + offset),
        host: host.name,
        incident: incidentAt(seed, offset),
      }),
    };
  }
}
