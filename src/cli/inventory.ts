import { join } from 'node:path';
import { type LoadedConfig, loadConfig } from '../config/load.ts';
import type { Surroundings } from '../config/paths.ts';
import type { DemoFleet } from '../demo/fleet.ts';
import { configurableOptions } from './configured.ts';

/** The configuration in force for a command line. Throws a ConfigError. */
export const loadInventory = (where: Surroundings, file: string | null): Promise<LoadedConfig> =>
  loadConfig({ where, vocabulary: { options: configurableOptions() }, file });

/** A demo fleet, and its configuration as if it stood in a file of the user's. */
export const startDemo = async (
  where: Surroundings,
  seed: number,
): Promise<{ readonly fleet: DemoFleet; readonly loaded: LoadedConfig }> => {
  const { startDemoFleet } = await import('../demo/fleet.ts');
  const fleet = await startDemoFleet({ seed, code: null });
  return { fleet, loaded: await loadInventory({ ...where, env: {} }, join(fleet.folder, 'rtailrc.json')) };
};
