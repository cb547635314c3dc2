import type { LoadedConfig } from '../config/load.ts';
import type { Surroundings } from '../config/paths.ts';
import { printRun } from './printRun.ts';
import type { Request } from './request.ts';

export const checkSources = (request: Request, loaded: LoadedConfig, where: Surroundings): Promise<number> =>
  printRun(request, loaded, where);
