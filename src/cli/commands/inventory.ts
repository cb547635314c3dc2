import { join } from 'node:path';
import type { Surroundings } from '../../config/files/paths.ts';
import type { LoadRequest } from '../../config/gather.ts';
import { type LoadedConfig, loadConfig } from '../../config/load.ts';
import type { Vocabulary } from '../../config/schema/schema.ts';
import { FORMAT_NAMES } from '../../core/understand/formatNames.ts';
import type { DemoFleet } from '../../demo/fleet.ts';
import type { Program } from '../options/commands.ts';
import { configurableOptions } from '../request/configured.ts';

/** Loads the configuration for a command line. Throws a ConfigError. */
export const loadInventory = async (
  program: Program,
  where: Surroundings,
  request: Omit<LoadRequest, 'where' | 'vocabulary'>,
): Promise<LoadedConfig> => loadConfig({ ...request, where, vocabulary: await vocabularyOf(program) });

/**
 * Returns the names that a configuration can use. Names of keys are checked only for the screen, because rtail does not
 * load it.
 */
export const vocabularyOf = async (program: Program): Promise<Vocabulary> => {
  const names = { options: configurableOptions(), formats: FORMAT_NAMES.filter(name => name !== 'auto') };
  if (program === 'rtail') return names;
  const { ACTION_NAMES } = await import('../../ui/commands/allCommands.ts');
  return { ...names, actions: ACTION_NAMES };
};

/** Starts a demo fleet, and returns its configuration as if it were in a file of the user. */
export const startDemo = async (
  program: Program,
  where: Surroundings,
  seed: number,
): Promise<{ readonly fleet: DemoFleet; readonly loaded: LoadedConfig }> => {
  const { startDemoFleet } = await import('../../demo/fleet.ts');
  const fleet = await startDemoFleet({ seed, code: null });
  const alone = { ...where, env: {}, home: fleet.folder };
  const file = join(fleet.folder, 'rtailrc.json');
  return { fleet, loaded: await loadInventory(program, alone, { file }) };
};
