import { dirname } from 'node:path';
import { nearest } from '../../core/nearest.ts';
import type { Login } from '../../core/target.ts';
import { type ConfigPath, didYouMean } from '../files/issue.ts';
import { absolutePath } from '../files/paths.ts';
import type { HopConfig, JumpConfig } from '../schema/schema.ts';
import { parseJump } from './loginWord.ts';
import type { Resolution } from './resolution.ts';

/** Resolves a `jump:`, its `via` included, to the hops in the order they are dialled; null: none stated. */
export function resolveJump(
  resolution: Resolution,
  jump: JumpConfig | undefined,
  path: ConfigPath,
  /** The teams whose jumps are being resolved, to notice a circle. */
  teams: readonly string[] = [],
): readonly Login[] | null {
  if (jump === undefined) return null;
  if (typeof jump !== 'string')
    return [...beforeHop(resolution, jump, path, teams), ...hop(resolution, jump, path)];
  try {
    return parseJump(jump);
  } catch (error) {
    resolution.report(path, (error as Error).message, 'write alice@bastion.example:22, a map, or none');
    return null;
  }
}

function beforeHop(resolution: Resolution, { via }: HopConfig, path: ConfigPath, teams: readonly string[]) {
  if (via === undefined) return [];
  const at = [...path, 'via'];
  if (typeof via !== 'string') return resolveJump(resolution, via, at, teams) ?? [];
  const all = resolution.config.teams ?? {};
  if (!Object.hasOwn(all, via)) {
    resolution.report(at, `no team named ${via}`, didYouMean(nearest(via, Object.keys(all))));
    return [];
  }
  if (teams.includes(via)) {
    resolution.report(
      at,
      `the jump goes round in a circle: ${[...teams, via].join(' -> ')}`,
      'take one via out',
    );
    return [];
  }
  const next = all[via]?.jump;
  if (next === undefined) {
    resolution.report(at, `team ${via} has no jump`, `give teams.${via}.jump a host, or write the jump here`);
    return [];
  }
  return resolveJump(resolution, next, ['teams', via, 'jump'], [...teams, via]) ?? [];
}

function hop(resolution: Resolution, config: HopConfig, path: ConfigPath): readonly Login[] {
  if (config.host === undefined) {
    resolution.report(path, 'the jump has no host', 'say which machine: host: bastion.example');
    return [];
  }
  return [
    {
      address: config.host,
      port: config.port ?? null,
      user: config.user ?? null,
      identities: resolveFiles(resolution, config.identity, [...path, 'identity']),
      knownHosts: resolveFiles(resolution, config.knownHosts, [...path, 'knownHosts']),
    },
  ];
}

/** File names as absolute paths: `~` is the home, and a relative one starts at the file that states it. */
export function resolveFiles(
  resolution: Resolution,
  files: string | readonly string[] | undefined,
  path: ConfigPath,
): readonly string[] {
  if (files === undefined) return [];
  const base = dirname(resolution.origin(path)?.file ?? '/');
  return [files].flat().map(file => absolutePath(file, base, resolution.home));
}
