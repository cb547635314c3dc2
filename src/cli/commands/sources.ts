import { statSync } from 'node:fs';
import type { Surroundings } from '../../config/files/paths.ts';
import { absolutePath } from '../../config/files/paths.ts';
import { ownSshHosts } from '../../config/imports/ssh/hosts.ts';
import type { LoadedConfig } from '../../config/load.ts';
import { selectSources } from '../../config/sources/select.ts';
import type { Source } from '../../core/target.ts';
import type { Request } from '../request/request.ts';
import { registerSourceKinds } from '../sourceKinds.ts';
import { replaySources } from './replay.ts';

/** Returns what a local path refers to; null: nothing, or a folder. */
const localKind = (path: string): 'file' | 'pipe' | null => {
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) return null;
    return stats.isFIFO() ? 'pipe' : 'file';
  } catch {
    return null;
  }
};

/** The demo's default sources: the application logs; when printing, all of them. */
const DEMO_WORDS = { screen: ['*:app', 'db-1:pg'], print: ['*'] } as const;

/** Returns the sources of a request; the demo has default ones. Throws a SelectionError or a ReplayError. */
export const sourcesOf = (
  request: Request,
  { inventory }: LoadedConfig,
  where: Surroundings,
): readonly Source[] => {
  registerSourceKinds(request);
  if (request.replay !== null) return replaySources(request.replay, where.cwd);
  const { demo, team, stdinName, named } = request.inventory;
  return selectSources({
    words:
      request.words.length === 0 && named.length === 0 && demo !== null
        ? DEMO_WORDS[request.mode]
        : request.words,
    inventory,
    cwd: where.cwd,
    home: where.home,
    team,
    jump: request.connect.jump,
    stdinName,
    sshHosts: () => (demo === null ? ownSshHosts(where.home, request.connect.sshConfig) : []),
    named,
    localKind: word => localKind(absolutePath(word, where.cwd, where.home)),
  });
};
