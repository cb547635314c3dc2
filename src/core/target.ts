import type { Level } from './level.ts';
import type { SourceId } from './record.ts';

/** How to log in to one machine. Null values are left to `~/.ssh/config`, then to ssh's own defaults. */
export interface Login {
  /** Host name or address to connect to, or an alias in `~/.ssh/config`. */
  readonly address: string;
  readonly port: number | null;
  readonly user: string | null;
  /** Private key files, in the order to try; empty: the agent and ssh's default keys. */
  readonly identities: readonly string[];
  /**
   * Offer only the keys in `identities`, like ssh's IdentitiesOnly; absent or null: as `~/.ssh/config` says.
   */
  readonly identitiesOnly?: boolean | null;
  /** known_hosts files; empty: ssh's own. */
  readonly knownHosts: readonly string[];
}

/** A machine with logs. */
export interface Host extends Login {
  /** The name for display and selection; unique within a run. */
  readonly name: string;
  readonly team: string | null;
  /** Jump hosts, the outermost first; null: as `~/.ssh/config` says; empty: connect directly. */
  readonly jump: readonly Login[] | null;
  /** `local` is this machine: no SSH. */
  readonly kind: 'ssh' | 'local';
  /** IANA time zone of its logs, or null for UTC. */
  readonly timezone: string | null;
}

/** The name of this machine as a host. */
export const LOCAL_NAME = 'local';

/** What to read on a host. */
export type LogPlace =
  /** An absolute path, `~/…`, or a glob; each file that a glob matches is a separate source. */
  | { readonly kind: 'file'; readonly path: string; readonly glob: boolean }
  /**
   * A shell command whose stdout is the log; its placeholders are replaced by what is requested
   * (`pushdown/commandText`).
   */
  | { readonly kind: 'command'; readonly command: string }
  /** Standard input; with a path, a pipe on this machine. */
  | { readonly kind: 'stdin'; readonly path?: string }
  | OtherPlace;

/**
 * Read by a special kind of source: `journal:nginx.service`, `redis://…` (`core/sourceSchemes`,
 * `session/sources`).
 */
export interface OtherPlace {
  readonly kind: 'other';
  /** The text before the colon. */
  readonly scheme: string;
  /** The text after it (in a URL, after `://`). */
  readonly address: string;
  /** It stands for any number of sources, which may appear and vanish while it is read. */
  readonly several: boolean;
}

/** How to get a log's levels, as configured. */
export type LevelRule =
  /** Every record has this level. */
  | { readonly kind: 'fixed'; readonly level: Level }
  | {
      readonly kind: 'pattern';
      /** ERE; the token is its first group, or the whole match. */
      readonly pattern: string;
      /** The meaning of tokens that are not words for a level. */
      readonly names: Readonly<Record<string, Level>>;
    };

/** A log's own pattern, whose groups are named after fields (`core/fields/ownPattern`). */
export interface NamedPattern {
  /** An ERE. */
  readonly ere: string;
  /** The name of each group in turn; null: unnamed. */
  readonly names: readonly (string | null)[];
}

/** How to parse a log; null: detected. */
export interface LogFormat {
  readonly format: string | null;
  /** ERE that the first line of a record matches. */
  readonly start: string | null;
  readonly timezone: string | null;
  /** The format of its lines; absent or null: detected. */
  readonly pattern?: NamedPattern | null;
  /** Absent or null: detected. */
  readonly level?: LevelRule | null;
  /** For messages sent to us; absent: it is a log. */
  readonly syslog?: SyslogOrigin;
}

/** Where a source's syslog messages come from. */
export interface SyslogOrigin {
  /** Address of the sender; null: several. */
  readonly peer: string | null;
  /** They arrive on a local socket, where programs omit the host. */
  readonly isLocal: boolean;
}

/** One log on one host: what a SOURCE argument resolves to. */
export interface Source {
  readonly id: SourceId;
  readonly host: Host;
  /** The log's name in the inventory, otherwise its path. */
  readonly log: string;
  readonly place: LogPlace;
  readonly format: LogFormat;
  /**
   * The source that stands for several, such as a glob, to which this one belongs; absent: it was requested
   * directly.
   */
  readonly partOf?: SourceId;
}
