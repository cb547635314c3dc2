import {
  directoryKey,
  fullName,
  logField,
  PROJECTS_KEY,
  RELAYS_KEY,
  type RelayName,
  readLogField,
} from '../../core/relay/names.ts';
import type { LogFormat } from '../../core/target.ts';
import type { Hub } from './hub.ts';
import { hubErrorOf } from './hubError.ts';
import { listOf, textOf } from './reply.ts';

/**
 * The state of a published log. `live`: being read. `retrying`: its host cannot be reached. `failed`: given up.
 * `stopped`: its relay was stopped.
 */
export type LogCondition = 'live' | 'waiting' | 'retrying' | 'failed' | 'stopped';

/** The directory's information about a log. */
export interface DirectoryEntry {
  readonly name: RelayName;
  readonly condition: LogCondition;
  /** The current problem; null: none. */
  readonly detail: string | null;
  /** The relay that publishes it. */
  readonly relay: string;
  /** When this entry was written: milliseconds since the epoch. */
  readonly at: number;
  readonly format: LogFormat | null;
  readonly timezone: string | null;
}

/**
 * How often a relay confirms a log's state, in milliseconds; after three times as long, the log counts as unpublished.
 */
export const DIRECTORY_MS = 20_000;

export const isForgotten = ({ at }: Pick<DirectoryEntry, 'at'>, now: number): boolean =>
  now - at > 3 * DIRECTORY_MS;

export const writeDirectory = async (hub: Hub, entry: DirectoryEntry): Promise<void> => {
  const { name, ...rest } = entry;
  const key = directoryKey(name.project);
  await hub.send(key, ['HSET', key, logField(name), JSON.stringify(rest)]);
  await hub.send(PROJECTS_KEY, ['SADD', PROJECTS_KEY, name.project]);
};

export const removeFromDirectory = async (hub: Hub, name: RelayName): Promise<void> => {
  const key = directoryKey(name.project);
  await hub.send(key, ['HDEL', key, logField(name)]);
};

/** Returns the logs of a project, sorted by name. Rejects with a HubError. */
export const readDirectory = async (hub: Hub, project: string): Promise<readonly DirectoryEntry[]> => {
  const pairs = await hub.pairs(directoryKey(project));
  return pairs
    .flatMap(([field, text]) => readRow(project, field, text))
    .toSorted((a, b) => (fullName(a.name) < fullName(b.name) ? -1 : 1));
};

/** Returns the names of the projects; null: permission denied. Rejects with a HubError. */
export const readProjects = async (hub: Hub): Promise<readonly string[] | null> => {
  try {
    return listOf(await hub.send(PROJECTS_KEY, ['SMEMBERS', PROJECTS_KEY]))
      .flatMap(one => textOf(one) ?? [])
      .toSorted();
  } catch (error) {
    if (hubErrorOf(error).message.startsWith('NOPERM')) return null;
    throw error;
  }
};

/** A relay's entry in the directory. */
export interface RelayRow {
  readonly relay: string;
  /** When it was last seen, by the clock of Redis: milliseconds since the epoch. */
  readonly at: number;
  readonly logs: number;
}

export const readRelays = async (hub: Hub): Promise<readonly RelayRow[]> =>
  (await hub.pairs(RELAYS_KEY)).flatMap(([relay, text]) => {
    const [at, logs] = text.split(' ').map(Number);
    return Number.isFinite(at) ? [{ relay, at: at!, logs: logs ?? 0 }] : [];
  });

const CONDITIONS: readonly string[] = ['live', 'waiting', 'retrying', 'failed', 'stopped'];

const readRow = (project: string, field: string, text: string): DirectoryEntry[] => {
  const name = readLogField(project, field);
  try {
    const row = JSON.parse(text);
    if (name === null || typeof row !== 'object' || !CONDITIONS.includes(row.condition)) return [];
    return [
      {
        name,
        condition: row.condition,
        detail: typeof row.detail === 'string' ? row.detail : null,
        relay: String(row.relay),
        at: Number(row.at) || 0,
        format: checkFormat(row.format),
        timezone: typeof row.timezone === 'string' ? row.timezone : null,
      },
    ];
  } catch {
    return [];
  }
};

/** Accepts only names and patterns of a format: level rules are the reader's own. */
const checkFormat = (saved: unknown): LogFormat | null => {
  if (typeof saved !== 'object' || saved === null) return null;
  const { format, start, timezone } = saved as Record<string, unknown>;
  const text = (value: unknown): string | null =>
    typeof value === 'string' && value.length < 1000 ? value : null;
  return { format: text(format), start: text(start), timezone: text(timezone) };
};
