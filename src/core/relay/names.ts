import { cksum } from '../follow/checksum.ts';
import { LOCAL_NAME, type Source } from '../target.ts';

/** The name of a published log: `PROJECT/HOST:LOG`. */
export interface RelayName {
  readonly project: string;
  readonly host: string;
  readonly log: string;
}

/** The project of hosts without a team. */
export const DEFAULT_PROJECT = 'default';

/** Valid project names: they are part of key patterns (`%R~{rt:*}:shop/*`), where other characters are special. */
export const isProject = (name: string): boolean => /^[A-Za-z0-9_.-]{1,64}$/.test(name);

/** How names are chosen. */
export interface Naming {
  /** The project for hosts without a team; null: the default one. */
  readonly project: string | null;
  /** The host name of the relay's machine: its logs are local only to the relay. */
  readonly machine: string;
}

/** Returns the name under which a source is published. */
export const relayName = ({ host, log }: Source, { project, machine }: Naming): RelayName => ({
  project: host.team !== null && isProject(host.team) ? host.team : (project ?? DEFAULT_PROJECT),
  host: host.kind === 'local' && host.name === LOCAL_NAME ? machine : host.name,
  log,
});

/** Returns a log's name within its project. */
export const logField = ({ host, log }: RelayName): string =>
  `${/[:[]/.test(host) ? `[${host}]` : host}:${log}`;

/** Parses `HOST:LOG`; null if it is not valid. */
export const readLogField = (project: string, field: string): RelayName | null => {
  const parts = /^(?:\[([^\]]+)\]|([^:[\]]+)):(.+)$/s.exec(field);
  return parts && { project, host: parts[1] ?? parts[2]!, log: parts[3]! };
};

export const fullName = (name: RelayName): string => `${name.project}/${logField(name)}`;

/**
 * Streams are spread over this many hash tags, so that a reader of many streams in a cluster needs no more
 * connections than that. Part of the schema.
 */
export const BUCKETS = 16;

/** Returns the bucket number of a log's keys. */
export const bucketOf = (name: RelayName): number => cksum(Buffer.from(fullName(name))) % BUCKETS;

/** The keys of one log, all in one slot of a cluster. */
export interface LogKeys {
  /** The entries. */
  readonly stream: string;
  /** The owner, the progress, and what a takeover needs. */
  readonly meta: string;
  /** The lease for writing. */
  readonly lease: string;
}

export const logKeys = (name: RelayName): LogKeys => {
  const start = `{rt:${String(bucketOf(name)).padStart(2, '0')}}:${fullName(name)}`;
  return { stream: `${start}:s`, meta: `${start}:m`, lease: `${start}:l` };
};

/** Returns the key of the hash that lists the logs of a project: field `HOST:LOG`. Never found by SCAN. */
export const directoryKey = (project: string): string => `{rt:dir}:${project}/:dir`;

/** The existing projects and the running relays. */
export const PROJECTS_KEY = '{rt:dir}:projects';
export const RELAYS_KEY = '{rt:dir}:relays';
