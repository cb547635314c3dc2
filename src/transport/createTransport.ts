import { DEFAULT_TIMINGS, type Timings } from '../core/timings.ts';
import { expandPath } from './config/paths.ts';
import { RouteResolver } from './config/resolver.ts';
import { opensshConnect } from './openssh/connect.ts';
import { Dialler } from './pool/dialler.ts';
import { PooledTransport } from './pool/pooledTransport.ts';
import { Progress } from './pool/progress.ts';
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
      const library = loadedOnce(() => import('./ssh2/connect.ts'));
      const connect = loadedOnce(async () => (await library()).ssh2Connect(options));
      const dialler = new Dialler<Ssh2Link>(async attempt => (await connect())(attempt), pooling);
      return new PooledTransport(resolver, dialler, progress, { prepare: library });
    }
    case 'openssh': {
      const { connect, close } = opensshConnect({ ...options, sshConfigFile });
      return new PooledTransport(resolver, new Dialler(connect, pooling), progress, { afterClose: close });
    }
    default:
      return options.kind satisfies never;
  }
};

/**
 * ssh2 is loaded at the first login, while ssh resolves its configuration: reading local files never needs it, and the
 * screen is drawn first.
 */
const loadedOnce = <T>(load: () => Promise<T>): (() => Promise<T>) => {
  let loaded: Promise<T> | null = null;
  return () => (loaded ??= load());
};
