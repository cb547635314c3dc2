import type { Query } from '../../core/query.ts';
import type { Login } from '../../core/target.ts';
import type { ColorDepth } from '../../core/text/color.ts';
import type { TimeStyle } from '../../core/text/timeText.ts';
import type { Timings } from '../../core/timings.ts';
import type { Command, Program, Shell } from '../options/commands.ts';
import type { CommandLine } from '../options/parse.ts';
import type { Problem } from '../options/problems.ts';
import type { Setting } from './settings.ts';

/** What a command line asks for before any configuration is read. */
export type Invocation =
  | {
      readonly kind: 'help';
      readonly program: Program;
      readonly command: Command;
      readonly length: 'short' | 'long';
    }
  | { readonly kind: 'version'; readonly program: Program }
  | { readonly kind: 'completion'; readonly shell: Shell }
  | { readonly kind: 'complete'; readonly question: CompletionQuestion }
  /** `rtail trust`: about this file, or the nearest one where none is named. */
  | {
      readonly kind: 'trust';
      readonly action: 'trust' | 'forget' | 'list';
      readonly file: string | null;
    }
  /** `rtail init [FILE]` */
  | { readonly kind: 'init'; readonly file: string | null }
  /** `rtail config --example` */
  | { readonly kind: 'example' }
  | { readonly kind: 'usage'; readonly program: Program; readonly problems: readonly Problem[] }
  /** Everything else: load the configuration that `configFile` names (null: search for it; with `demo`: none), then `resolveRequest`. */
  | {
      readonly kind: 'request';
      readonly commandLine: CommandLine;
      readonly configFile: string | null;
      readonly demo: boolean;
      /** Inventory commands are run again, however young their answers are. */
      readonly refresh: boolean;
    };

/** What the shell's completion wants names for. */
export interface CompletionQuestion {
  readonly what: 'operands' | 'teams';
  /** The subcommand that the words before make it. */
  readonly command: Command;
  /** The word so far. */
  readonly word: string;
  /** The operands before it. */
  readonly before: readonly string[];
  /** The configuration that the words before name (`--config`); null: none. */
  readonly configFile: string | null;
}

/** A command line with everything that is left open filled in: plain data. */
export interface Request {
  readonly program: Program;
  readonly command: Exclude<Command, 'completion' | 'trust' | 'init'>;
  /** `screen`: rtop's; always `print` but for `run`. */
  readonly mode: 'print' | 'screen';
  /** SOURCEs as written; the NAMEs of `list`. Empty on the screen: the picker, or the demo's default view. */
  readonly words: readonly string[];
  readonly inventory: InventoryChoice;
  readonly query: Query;
  /** Lines are chosen by content or time, so that none may match (exit code 1). */
  readonly filtering: boolean;
  readonly connect: ConnectOptions;
  readonly output: OutputOptions;
  readonly screen: ScreenOptions;
  /** A pattern: the first line printed that it matches ends the run; null: none. */
  readonly untilMatch: string | null;
  /** An SQL query whose rows are printed instead of the records; null: none. */
  readonly sql: string | null;
  readonly redis: RedisOptions;
  readonly relay: RelayOptions;
  readonly serve: ServeRequest;
  /** Print what would run, and stop. */
  readonly explain: boolean;
  /** Directory of a saved run to show instead of reading logs. */
  readonly replay: string | null;
  /** Every option's value and where it came from, in the order of `--help`. */
  readonly settings: readonly Setting[];
  /** What has no effect as it is used: sentences for stderr. */
  readonly warnings: readonly string[];
}

export interface InventoryChoice {
  readonly config: string | null;
  readonly team: string | null;
  /** The embedded fleet instead of a configuration. */
  readonly demo: { readonly seed: number } | null;
  /** The label of standard input. */
  readonly stdinName: string | null;
  /** Pipes and files of this machine under names of their own. */
  readonly named: readonly { readonly name: string; readonly path: string }[];
}

export interface ConnectOptions {
  /** The hops asked for, outermost first; null: the inventory's; empty: none. */
  readonly jump: readonly Login[] | null;
  readonly transport: 'ssh2' | 'openssh';
  readonly sshConfig: string | null;
  /** `--connect-timeout`, milliseconds; null: ssh's ConnectTimeout, else what `timings` says. */
  readonly connectTimeoutMs: number | null;
  readonly timings: Timings;
  /** Logins under way at a time. */
  readonly concurrency: number;
  readonly sudo: boolean;
}

/** How to log in to Redis. */
export interface RedisOptions {
  readonly user: string | null;
  /** Null: not in the environment. */
  readonly password: string | null;
  readonly passwordFile: string | null;
  readonly sentinelUser: string | null;
  /** Null: not in the environment. */
  readonly sentinelPassword: string | null;
  readonly sentinelPasswordFile: string | null;
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
}

/** What the subcommand relay publishes, and how long that is kept. */
export interface RelayOptions {
  readonly project: string | null;
  readonly keepBytes: number;
  readonly keepMs: number | null;
  readonly leaseMs: number;
  /** True if -n or -c was given. */
  readonly startGiven: boolean;
}

export type OutputForm = 'text' | 'raw' | 'json';

export interface OutputOptions {
  readonly form: OutputForm;
  readonly template: string | null;
  /** `auto`: with more than one source. */
  readonly prefix: 'auto' | 'always' | 'never';
  readonly time: TimeStyle;
  readonly sort: 'time' | 'arrival';
  /** Settled: the terminal, NO_COLOR, FORCE_COLOR and TERM are taken into account. */
  readonly colors: ColorDepth;
  /** How matches are marked where there are colours: as GREP_COLORS says. */
  readonly matchSgr: string;
  readonly tee: string | null;
  readonly resume: boolean;
  readonly stats: boolean;
  readonly maxTimeMs: number | null;
  readonly debug: string | null;
}

export interface ScreenOptions {
  readonly bufferBytes: number;
  readonly ascii: boolean;
  readonly mouse: boolean;
  /** A view of the configuration to begin with. */
  readonly view: string | null;
  /** How times are shown; null: not said. */
  readonly time: TimeStyle | null;
}

/** The options of `rtail serve`, as written where more has to be known to check them. */
export interface ServeRequest {
  readonly listen: string;
  readonly open: boolean;
  readonly tlsCert: string | null;
  readonly tlsKey: string | null;
  readonly plainHttp: boolean;
  readonly hostNames: readonly string[];
  readonly origins: readonly string[];
  readonly basePath: string | null;
  readonly trustedProxies: readonly string[];
  readonly authHeader: string | null;
  readonly operators: readonly string[];
  readonly tokenFile: string | null;
  readonly once: boolean;
  readonly maxViewers: number;
  readonly graceMs: number;
}
