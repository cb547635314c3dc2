import type { Level } from './level.ts';
import type { SourceId } from './record.ts';

/** How to log in to one machine. What is null is left to `~/.ssh/config`, then to ssh's own defaults. */
export interface Login {
  /** Host name or address to dial, or an alias of `~/.ssh/config`. */
  readonly address: string;
  readonly port: number | null;
  readonly user: string | null;
  /** Private key files, in the order to try; empty: the agent and ssh's default keys. */
  readonly identities: readonly string[];
  /** Offer no keys but those of `identities`, as ssh's IdentitiesOnly; absent or null: as `~/.ssh/config` says. */
  readonly identitiesOnly?: boolean | null;
  /** known_hosts files; empty: ssh's own. */
  readonly knownHosts: readonly string[];
}

/** A machine with logs. */
export interface Host extends Login {
  /** The name shown and asked for; unique within a run. */
  readonly name: string;
  readonly team: string | null;
  /** Jump hosts, the outermost first; null: whatever `~/.ssh/config` says; empty: none, dial directly. */
  readonly jump: readonly Login[] | null;
  /** `local` is this machine: no SSH. */
  readonly kind: 'ssh' | 'local';
  /** IANA zone of its logs' times, or null for UTC. */
  readonly timezone: string | null;
}

/** What to read on a host. */
export type LogPlace =
  /** An absolute path, `~/…`, or a glob over them; each file a glob matches is a source of its own. */
  | { readonly kind: 'file'; readonly path: string; readonly glob: boolean }
  /** A shell command whose stdout is the log; its placeholders stand for what is requested (`pushdown/commandText`). */
  | { readonly kind: 'command'; readonly command: string }
  /** Our own standard input; with a path, a pipe of this machine. */
  | { readonly kind: 'stdin'; readonly path?: string }
  | OtherPlace;

/** What a kind of source of its own reads: `journal:nginx.service`, `redis://…` (`core/sourceSchemes`, `session/sources`). */
export interface OtherPlace {
  readonly kind: 'other';
  /** What stands before the colon. */
  readonly scheme: string;
  /** What stands behind it (of a URL, behind `://`). */
  readonly address: string;
  /** It stands for any number of sources, which come and go while it is read. */
  readonly several: boolean;
}

/** How a log's levels are read, as its owner configured it. */
export type LevelRule =
  /** Every record has this one. */
  | { readonly kind: 'fixed'; readonly level: Level }
  | {
      readonly kind: 'pattern';
      /** ERE; the token is what its first group holds, or all that it matches. */
      readonly pattern: string;
      /** What tokens mean that are no word for a level. */
      readonly names: Readonly<Record<string, Level>>;
    };

/** A pattern of a log's own, whose groups are named after fields (`core/fields/ownPattern`). */
export interface NamedPattern {
  /** An ERE. */
  readonly ere: string;
  /** Of each group in turn; null: it has none. */
  readonly names: readonly (string | null)[];
}

/** How a log is to be understood where its lines leave room; null: found out. */
export interface LogFormat {
  readonly format: string | null;
  /** ERE that the first line of a record matches. */
  readonly start: string | null;
  readonly timezone: string | null;
  /** What its lines are like; absent or null: found out. */
  readonly pattern?: NamedPattern | null;
  /** Absent or null: found out. */
  readonly level?: LevelRule | null;
  /** Of messages that are sent to us; absent: it is a log. */
  readonly syslog?: SyslogOrigin;
}

/** Where a source's syslog messages come from. */
export interface SyslogOrigin {
  /** Address of whoever sends them; null: of many. */
  readonly peer: string | null;
  /** They come by a socket of this machine, where programs leave the host out. */
  readonly isLocal: boolean;
}

/** One log on one host: what a SOURCE argument resolves to. */
export interface Source {
  readonly id: SourceId;
  readonly host: Host;
  /** The log's name in the inventory, else its path. */
  readonly log: string;
  readonly place: LogPlace;
  readonly format: LogFormat;
  /** The source that stands for several, such as a glob, of which this is one; absent: it was requested itself. */
  readonly partOf?: SourceId;
}
