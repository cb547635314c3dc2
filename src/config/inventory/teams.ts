import type { Team } from './inventory.ts';
import { resolveJump } from './jumps.ts';
import { jumpDefaults, resolveLogin } from './loginDefaults.ts';
import type { Resolution } from './resolution.ts';

/** Resolves the teams and their jump chains. */
export const resolveTeams = (resolution: Resolution): ReadonlyMap<string, Team> => {
  const teams = new Map<string, Team>();
  for (const [name, written] of Object.entries(resolution.config.teams ?? {})) {
    const path = ['teams', name];
    const config = written ?? {};
    const context = { teams: [name], defaults: jumpDefaults(resolution, name, config) };
    teams.set(name, {
      name,
      ...resolveLogin(resolution, config, path),
      jump: resolveJump(resolution, config.jump, [...path, 'jump'], context),
      timezone: config.timezone ?? null,
    });
  }
  return teams;
};
