import { RouteResolver } from './config/resolver.ts';
import { Progress } from './progress.ts';
import { Dialler } from './ssh2/dialler.ts';
import { Ssh2Transport } from './ssh2/transport.ts';
import type { Prompter, Transport } from './transport.ts';

export interface TransportOptions {
  readonly kind: 'ssh2' | 'openssh';
  /** Puts the questions of logins to a person. */
  readonly prompter: Prompter;
  readonly env: NodeJS.ProcessEnv;
  /** Where `~` is. */
  readonly home: string;
  /** For one login, the time a person takes not counted; null: ssh's ConnectTimeout, else 20 s. */
  readonly connectTimeoutMs: number | null;
  /** Handshakes at once, over all hosts. */
  readonly concurrency: number;
  /** `--ssh-config FILE`; null: ssh's own. */
  readonly sshConfigFile: string | null;
  /** Takes protocol-level lines; never secrets. */
  readonly debug: ((line: string) => void) | null;
}

/** The SSH transport of this kind. */
export const createTransport = (options: TransportOptions): Transport => {
  const { env, home, sshConfigFile } = options;
  const progress = new Progress();
  const resolver = new RouteResolver({ env, home, sshConfigFile });
  return new Ssh2Transport(resolver, new Dialler({ ...options, progress }), progress);
};
