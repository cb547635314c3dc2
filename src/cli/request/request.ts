import type { Query } from '../../core/query.ts';
import type { Login } from '../../core/target.ts';
import type { ColorDepth } from '../../core/text/color.ts';
import type { TimeStyle } from '../../core/text/timeText.ts';
import type { Timings } from '../../core/timings.ts';
import type { Command, Program, Shell } from '../options/commands.ts';
import type { CommandLine } from '../options/parse.ts';
import type { Problem } from '../options/problems.ts';
import type { Setting } from './settings.ts';

/** The content of a command line before any configuration is read. */
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
  /** `rtail trust`: for this file, or for the nearest one if none is named. */
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
  /**
   * Everything else: load the configuration named by `configFile` (null: search for it; with `demo`: none), then
   * `resolveRequest`.
   */
  | {
      readonly kind: 'request';
      readonly commandLine: CommandLine;
      readonly configFile: string | null;
      readonly demo: boolean;
      /** True if inventory commands run again, regardless of cached output. */
      readonly refresh: boolean;
    };

/** A request from a shell's completion script. */
export interface CompletionQuestion {
  readonly what: 'operands' | 'teams';
  /** The subcommand in the words before it. */
  readonly command: Command;
  /** The word so far. */
  readonly word: string;
  /** The operands before it. */
  readonly before: readonly string[];
  /** The configuration in the words before it (`--config`); null: none. */
  readonly configFile: string | null;
  /** The login for Redis, according to the options and the environment. */
  readonly redis: RedisOptions;
}

/** A complete command line with all defaults: plain data. */
export interface Request {
  readonly program: Program;
  readonly command: Exclude<Command, 'completion' | 'trust' | 'init'>;
  /** `screen` for rtop; `print` for everything else, and for all subcommands except `run`. */
  readonly mode: 'print' | 'screen';
  /** SOURCEs as written; the NAMEs of `list`. Empty on the screen: the picker, or the demo's default view. */
  readonly words: readonly string[];
  readonly inventory: InventoryChoice;
  readonly query: Query;
  /** True if lines are selected by content or time, so that none may match (exit code 1). */
  readonly filtering: boolean;
  readonly connect: ConnectOptions;
  readonly output: OutputOptions;
  readonly screen: ScreenOptions;
  /** A pattern: the first printed line that matches it ends the run; null: none. */
  readonly untilMatch: string | null;
  /** An SQL query whose rows are printed instead of records; null: none. */
  readonly sql: string | null;
  readonly redis: RedisOptions;
  readonly relay: RelayOptions;
  readonly serve: ServeRequest;
  /** True to print what would run, and exit. */
  readonly explain: boolean;
  /** Folder of a saved run to show instead of reading logs. */
  readonly replay: string | null;
  /** Every option's value and origin, in the order of `--help`. */
  readonly settings: readonly Setting[];
  /** Sentences for stderr about options without effect. */
  readonly warnings: readonly string[];
}

export interface InventoryChoice {
  readonly config: string | null;
  readonly team: string | null;
  /** Use the embedded fleet instead of a configuration. */
  readonly demo: { readonly seed: number } | null;
  /** The label of standard input. */
  readonly stdinName: string | null;
  /** Local pipes and files with their own names. */
  readonly named: readonly { readonly name: string; readonly path: string }[];
}

export interface ConnectOptions {
  /** The requested hops, outermost first; null: the inventory's; empty: none. */
  readonly jump: readonly Login[] | null;
  readonly transport: 'ssh2' | 'openssh';
  readonly sshConfig: string | null;
  /** Use connections that the user's ssh has open. */
  readonly share: boolean;
  /** `--connect-timeout`, milliseconds; null: ssh's ConnectTimeout, or else the one in `timings`. */
  readonly connectTimeoutMs: number | null;
  readonly timings: Timings;
  /** Maximum number of simultaneous logins. */
  readonly concurrency: number;
  readonly sudo: boolean;
}

/** The login for Redis. */
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

/** What the `relay` subcommand publishes, and how long it is kept. */
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
  /** The final number of colours: takes the terminal, NO_COLOR, FORCE_COLOR and TERM into account. */
  readonly colors: ColorDepth;
  /** The colour of matches according to GREP_COLORS. */
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
  /** The configuration's view to start with. */
  readonly view: string | null;
  /** The style of times; null: unspecified. */
  readonly time: TimeStyle | null;
}

/** The options of `rtail serve`; those whose validation needs more context are unparsed. */
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
