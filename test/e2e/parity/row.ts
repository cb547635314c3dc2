import type { Login } from '../../../src/core/target.ts';
import type { Ground } from './ground.ts';
import type { Lane } from './lane.ts';

/** What the fragments of a row may name. */
export interface Scene
  extends Pick<Ground, 'dir' | 'key' | 'publicKey' | 'agents' | 'hostCa'>,
    Pick<Lane, 'address' | 'hostKey' | 'port6'> {
  /** A folder of this run's own, made afresh. */
  readonly own: string;
  /** The known_hosts file that the row's configuration uses unless it names another. */
  readonly knownHosts: string;
}

/** How a transport differs from ssh: it does not log in, and this is in its message. */
export type Difference = RegExp;

/** One case: a configuration, and how to log in. Run by ssh and by both transports, which must do the same. */
export interface Row {
  readonly title: string;
  /** In every run of the suite; the others with RTAIL_E2E=full. */
  readonly always?: true;
  /** An ssh_config; the defaults of the suite come after it. */
  readonly config?: (scene: Scene) => string;
  /** `[user@]host[:port]` to log in to. Default: `w`, whose HostName is the server `web`. */
  readonly login?: (scene: Scene) => string;
  /** As for `-J`. */
  readonly jump?: (scene: Scene) => string;
  /** The text of known_hosts. Default: every server, by address and by [address]:2222. */
  readonly known?: (scene: Scene) => string;
  /** What an inventory says beside the address, and the options of ssh that mean the same. */
  readonly inventory?: (scene: Scene) => { readonly login: Partial<Login>; readonly ssh: readonly string[] };
  /** Files to write beforehand: path → text. */
  readonly files?: (scene: Scene) => Readonly<Record<string, string>>;
  readonly env?: (scene: Scene) => Readonly<Record<string, string>>;
  /** known_hosts is on a file that cannot be written. */
  readonly readOnly?: true;
  /** ssh connects before it finds out what is wrong, and we do not. */
  readonly early?: true;
  /** Whether ssh logs in. */
  readonly ok: boolean;
  readonly ssh2?: Difference;
  readonly openssh?: Difference;
}

export interface RowKind {
  readonly kind: string;
  readonly rows: readonly Row[];
}

/** An environment variable as ssh_config names it. */
export const variable = (name: string): string => `\${${name}}`;
