import { DEFAULT_TIMINGS, type Timings } from '../core/timings.ts';
import { expandPath } from './config/paths.ts';
import { RouteResolver } from './config/resolver.ts';
import { opensshConnect } from './openssh/connect.ts';
import { type Connect, Dialler } from './pool/dialler.ts';
import { PooledTransport } from './pool/pooledTransport.ts';
import { Progress } from './pool/progress.ts';
import type { Ssh2Options } from './ssh2/connect.ts';
import type { Ssh2Link } from './ssh2/link.ts';
import type { Prompter, Transport } from './transport.ts';

export interface TransportOptions {
  readonly kind: 'ssh2' | 'openssh';
  /** Asks a person the login questions. */
  readonly prompter: Prompter;
  readonly env: NodeJS.ProcessEnv;
  /** The home directory. */
  readonly home: string;
  /** `--connect-timeout`, milliseconds; null: ssh's ConnectTimeout, otherwise `timings`. */
  readonly connectTimeoutMs: number | null;
  /** Default: `DEFAULT_TIMINGS`. */
  readonly timings?: Timings;
  /** Maximum number of simultaneous handshakes, across all hosts. */
  readonly concurrency: number;
  /** `--ssh-config FILE`; null: ssh's own. */
  readonly sshConfigFile: string | null;
  /** Receives protocol-level lines; never secrets. */
  readonly debug: ((line: string) => void) | null;
}

/** Creates the SSH transport of this kind. */
export const createTransport = (options: TransportOptions): Transport => {
  const { env, home } = options;
  // In a configuration, ssh resolves a relative path against another folder.
  const sshConfigFile = options.sshConfigFile === null ? null : expandPath(options.sshConfigFile, home);
  const progress = new Progress();
  const resolver = new RouteResolver({ env, home, sshConfigFile });
  const pooling = { ...options, timings: options.timings ?? DEFAULT_TIMINGS, progress };
  switch (options.kind) {
    case 'ssh2': {
      const dialler = new Dialler(ssh2ConnectWhenNeeded(options), pooling);
      return new PooledTransport(resolver, dialler, progress);
    }
    case 'openssh': {
      const { connect, close } = opensshConnect({ ...options, sshConfigFile });
      return new PooledTransport(resolver, new Dialler(connect, pooling), progress, close);
    }
    default:
      return options.kind satisfies never;
  }
};

/** Loads ssh2 at the first login: reading local files never needs it, and the screen is drawn first. */
const ssh2ConnectWhenNeeded = (options: Ssh2Options): Connect<Ssh2Link> => {
  let loaded: Promise<Connect<Ssh2Link>> | null = null;
  return async attempt => {
    loaded ??= import('./ssh2/connect.ts').then(({ ssh2Connect }) => ssh2Connect(options));
    return (await loaded)(attempt);
  };
};
