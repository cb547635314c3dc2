import type { Login } from '../../../src/core/target.ts';
import type { Ground } from './ground.ts';
import type { Lane } from './lane.ts';

/** The names that a row's fragments may use. */
export interface Scene
  extends Pick<Ground, 'dir' | 'key' | 'publicKey' | 'agents' | 'hostCa'>,
    Pick<Lane, 'address' | 'hostKey' | 'port6'> {
  /** A new folder for this run. */
  readonly own: string;
  /** The known_hosts file that the row's configuration uses unless it names another. */
  readonly knownHosts: string;
}

/** How a transport differs from ssh: it does not log in, and its message contains this. */
export type Difference = RegExp;

/** One case: a configuration, and how to log in. Run by ssh and by both transports, which must do the same. */
export interface Row {
  readonly title: string;
  /** Included in every run of the suite; the others need RTAIL_E2E=full. */
  readonly always?: true;
  /** An ssh_config; the suite's defaults come after it. */
  readonly config?: (scene: Scene) => string;
  /** `[user@]host[:port]` to log in to. Default: `w`, whose HostName is the server `web`. */
  readonly login?: (scene: Scene) => string;
  /** As for `-J`. */
  readonly jump?: (scene: Scene) => string;
  /** The text of known_hosts. Default: every server, by address and by [address]:2222. */
  readonly known?: (scene: Scene) => string;
  /** The inventory's settings besides the address, and the equivalent options of ssh. */
  readonly inventory?: (scene: Scene) => { readonly login: Partial<Login>; readonly ssh: readonly string[] };
  /** Files to create beforehand: path → text. */
  readonly files?: (scene: Scene) => Readonly<Record<string, string>>;
  readonly env?: (scene: Scene) => Readonly<Record<string, string>>;
  /** known_hosts is on a file system without write access. */
  readonly readOnly?: true;
  /** ssh connects before it detects the problem, and we do not. */
  readonly early?: true;
  /** True if ssh logs in. */
  readonly ok: boolean;
  readonly ssh2?: Difference;
  readonly openssh?: Difference;
}

export interface RowKind {
  readonly kind: string;
  readonly rows: readonly Row[];
}

/** An environment variable in ssh_config's notation. */
export const variable = (name: string): string => `\${${name}}`;
