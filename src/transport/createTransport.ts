import { DEFAULT_TIMINGS, type Timings } from '../core/timings.ts';
import { expandPath } from './config/paths.ts';
import { RouteResolver } from './config/resolver.ts';
import { opensshConnect } from './openssh/connect.ts';
import { Dialler } from './pool/dialler.ts';
import type { ForwardingLink } from './pool/link.ts';
import { PooledTransport } from './pool/pooledTransport.ts';
import { Progress } from './pool/progress.ts';
import type { JoinAttempt } from './pool/sharing.ts';
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
  /** Join connections that the user's ssh has open. Default: true. */
  readonly share?: boolean;
  /** `--ssh-config FILE`; null: ssh's own. */
  readonly sshConfigFile: string | null;
  /** Receives protocol-level lines; never secrets. */
  readonly debug: ((line: string) => void) | null;
  /** Called whenever the next thing to happen is an answer: of a server that was dialled, or of ssh about its configuration. */
  readonly waiting?: () => void;
}

/** Creates the SSH transport of this kind. */
export const createTransport = (options: TransportOptions): Transport => {
  const { env, home } = options;
  // In a configuration, ssh resolves a relative path against another folder.
  const sshConfigFile = options.sshConfigFile === null ? null : expandPath(options.sshConfigFile, home);
  const progress = new Progress();
  const resolver = new RouteResolver({ env, home, sshConfigFile });
  const masters = loadedOnce(async () => new (await import('./mux/masters.ts')).Masters(options));
  const join = async (attempt: JoinAttempt) => {
    if (options.share === false || attempt.hop.controlPath === null) return null;
    const joining = (await masters()).join(attempt);
    options.waiting?.();
    return joining;
  };
  const pooling = { ...options, timings: options.timings ?? DEFAULT_TIMINGS, progress };
  switch (options.kind) {
    case 'ssh2': {
      const library = loadedOnce(() => import('./ssh2/connect.ts'));
      const connect = loadedOnce(async () => (await library()).ssh2Connect(options));
      const dialler = new Dialler<ForwardingLink>(async attempt => (await connect())(attempt), {
        ...pooling,
        sharing: { joinTarget: join, joinJump: join },
      });
      const resolving = (saved: boolean): void => {
        if (saved) options.waiting?.();
        else void library().catch(() => {});
      };
      return new PooledTransport(resolver, dialler, progress, { resolving });
    }
    case 'openssh': {
      const { connect, close } = opensshConnect({ ...options, sshConfigFile });
      // Its own ssh processes cannot go through a connection that this process has joined.
      const sharing = { joinTarget: join, joinJump: async () => null };
      const dialler = new Dialler(connect, { ...pooling, sharing });
      return new PooledTransport(resolver, dialler, progress, { afterClose: close });
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
