import type { LoadedConfig } from '../config/load.ts';
import type { Surroundings } from '../config/paths.ts';
import { selectSources } from '../config/select.ts';
import type { Source } from '../core/target.ts';
import type { Request } from './request.ts';

/** The sources of a request; the demo's are all of its fleet where none is named. Throws a SelectionError. */
export const sourcesOf = (
  request: Request,
  { inventory }: LoadedConfig,
  where: Surroundings,
): readonly Source[] => {
  const { demo, team, stdinName } = request.inventory;
  return selectSources({
    words: request.words.length === 0 && demo !== null ? ['*'] : request.words,
    inventory,
    cwd: where.cwd,
    home: where.home,
    team,
    jump: request.connect.jump,
    stdinName,
  });
};
