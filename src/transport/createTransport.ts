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
  /** Puts the questions of logins to a person. */
  readonly prompter: Prompter;
  readonly env: NodeJS.ProcessEnv;
  /** Where `~` is. */
  readonly home: string;
  /** `--connect-timeout`, milliseconds; null: ssh's ConnectTimeout, else what `timings` says. */
  readonly connectTimeoutMs: number | null;
  /** Default: `DEFAULT_TIMINGS`. */
  readonly timings?: Timings;
  /** Handshakes at once, over all hosts. */
  readonly concurrency: number;
  /** `--ssh-config FILE`; null: ssh's own. */
  readonly sshConfigFile: string | null;
  /** Takes protocol-level lines; never secrets. */
  readonly debug: ((line: string) => void) | null;
}

/** The SSH transport of this kind. */
export const createTransport = (options: TransportOptions): Transport => {
  const { env, home } = options;
  // ssh takes a relative path in another folder where it stands in a configuration.
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

/** Loads ssh2 with the first login: who reads files of this machine never needs it, and a screen is drawn before. */
const ssh2ConnectWhenNeeded = (options: Ssh2Options): Connect<Ssh2Link> => {
  let loaded: Promise<Connect<Ssh2Link>> | null = null;
  return async attempt => {
    loaded ??= import('./ssh2/connect.ts').then(({ ssh2Connect }) => ssh2Connect(options));
    return (await loaded)(attempt);
  };
};
