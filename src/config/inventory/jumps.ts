import { nearest } from '../../core/nearest.ts';
import type { Login } from '../../core/target.ts';
import { type ConfigPath, didYouMean } from '../files/issue.ts';
import type { HopConfig, JumpConfig } from '../schema/schema.ts';
import { jumpDefaults, type LoginDefaults, NO_DEFAULTS, resolveLogin } from './loginDefaults.ts';
import { parseJump } from './loginWord.ts';
import type { Resolution } from './resolution.ts';

interface JumpContext {
  /** The teams whose jumps are being resolved, to detect a cycle. */
  readonly teams: readonly string[];
  /** The team's settings for its jump hosts and hosts. */
  readonly defaults: LoginDefaults;
}

/** Resolves a `jump:`, including its `via`, to hops in connection order; null: unspecified. */
export const resolveJump = (
  resolution: Resolution,
  jump: JumpConfig | undefined,
  path: ConfigPath,
  context: JumpContext = { teams: [], defaults: NO_DEFAULTS },
): readonly Login[] | null => {
  if (jump === undefined) return null;
  if (typeof jump !== 'string')
    return [...beforeHop(resolution, jump, path, context), ...hop(resolution, jump, path, context)];
  try {
    return parseJump(jump).map(login => withDefaults(login, context.defaults));
  } catch (error) {
    resolution.report(path, (error as Error).message, 'write alice@bastion.example:22, a map, or none');
    return null;
  }
};

const beforeHop = (
  resolution: Resolution,
  { via }: HopConfig,
  path: ConfigPath,
  context: JumpContext,
): readonly Login[] => {
  const { teams } = context;
  if (via === undefined) return [];
  const at = [...path, 'via'];
  if (typeof via !== 'string') return resolveJump(resolution, via, at, context) ?? [];
  const all = resolution.config.teams ?? {};
  if (!Object.hasOwn(all, via)) {
    resolution.report(at, `no team named ${via}`, didYouMean(nearest(via, Object.keys(all))));
    return [];
  }
  if (teams.includes(via)) {
    resolution.report(at, `the jumps form a loop: ${[...teams, via].join(' -> ')}`, 'remove one via');
    return [];
  }
  const next = all[via]?.jump;
  if (next === undefined) {
    resolution.report(
      at,
      `team ${via} has no jump`,
      `give teams.${via}.jump a host, or define the jump here`,
    );
    return [];
  }
  const defaults = jumpDefaults(resolution, via, all[via] ?? {});
  return resolveJump(resolution, next, ['teams', via, 'jump'], { teams: [...teams, via], defaults }) ?? [];
};

const hop = (
  resolution: Resolution,
  config: HopConfig,
  path: ConfigPath,
  { defaults }: JumpContext,
): readonly Login[] => {
  if (config.host === undefined) {
    resolution.report(path, 'the jump has no host', 'name the machine: host: bastion.example');
    return [];
  }
  return [{ address: config.host, ...resolveLogin(resolution, config, path, defaults) }];
};

/** Adds defaults to a login in short form, which has at most a user and a port. */
const withDefaults = ({ address, user, port }: Login, defaults: LoginDefaults): Login => ({
  ...defaults,
  address,
  user: user ?? defaults.user,
  port: port ?? defaults.port,
});
