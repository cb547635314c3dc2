import type { Team } from './inventory.ts';
import { resolveFiles, resolveJump } from './jumps.ts';
import type { Resolution } from './resolution.ts';

/** The teams with their jump chains. */
export function resolveTeams(resolution: Resolution): ReadonlyMap<string, Team> {
  const teams = new Map<string, Team>();
  for (const [name, config] of Object.entries(resolution.config.teams ?? {})) {
    const path = ['teams', name];
    teams.set(name, {
      name,
      jump: resolveJump(resolution, config?.jump, [...path, 'jump'], [name]),
      user: config?.user ?? null,
      port: config?.port ?? null,
      identities: resolveFiles(resolution, config?.identity, [...path, 'identity']),
      knownHosts: resolveFiles(resolution, config?.knownHosts, [...path, 'knownHosts']),
      timezone: config?.timezone ?? null,
    });
  }
  return teams;
}
