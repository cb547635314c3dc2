import type { Surroundings } from './files/paths.ts';
import { gather, type LoadRequest, NOTHING } from './gather.ts';
import { leftOut, NOTHING_IMPORTED } from './imports/imported.ts';
import { startResolution } from './inventory/resolution.ts';
import { resolveInventory } from './inventory/resolveInventory.ts';
import type { LoadedConfig } from './loadedConfig.ts';
import type { Config } from './schema/schema.ts';

export type { LoadedConfig } from './loadedConfig.ts';

/** Finds, reads, checks, merges and resolves the configuration. Throws a ConfigError with everything that is wrong. */
export const loadConfig = async (request: LoadRequest): Promise<LoadedConfig> => {
  const gathered = await gather(request);
  if (gathered.chain === NOTHING) return withoutConfig(request.where);
  const { loadGathered } = await import('./loadGathered.ts');
  return loadGathered(gathered, request);
};

/** Returns the same as for an empty file: nothing has to be checked, which saves loading the schema. */
const withoutConfig = ({ home }: Surroundings): LoadedConfig => {
  const config: Config = {};
  const origin = (): null => null;
  const { reports } = NOTHING_IMPORTED;
  const resolution = startResolution(config, home, origin, [], NOTHING_IMPORTED, false);
  const inventory = { ...resolveInventory(resolution), leftOut: leftOut(reports), incomplete: false };
  return { files: [], config, imports: {}, imported: reports, inventory, origin };
};
