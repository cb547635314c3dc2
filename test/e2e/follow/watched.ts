import { type FleetHost, until } from '../../helpers/fleet.ts';
import type { Running } from '../../helpers/run.ts';

/**
 * Resolves once the host's watcher, or a script that watches itself, checks a log, which a child does: before that, a
 * blocked tail could read on in new content.
 */
export const untilWatched = (host: FleetHost, run: Running): Promise<true> =>
  until(
    () => (host.processes().filter(({ command }) => command.includes('glance()')).length > 1 ? true : null),
    60_000,
    () => `the watcher:\n${run.stderr()}`,
  );
