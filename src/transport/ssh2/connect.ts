import type { Duplex } from 'node:stream';
import { Keyring } from '../auth/keyring.ts';
import { PasswordMemory } from '../auth/passwordMemory.ts';
import { hopAddress } from '../hop.ts';
import { HostKeyVerifier } from '../knownHosts/verifier.ts';
import type { Attempt, Connect } from '../pool/dialler.ts';
import { keepaliveFor } from '../pool/keepalive.ts';
import type { ForwardingLink } from '../pool/link.ts';
import { orAborted } from '../pool/shared.ts';
import { algorithmsFor } from './algorithms.ts';
import { dial } from './dial.ts';
import { Ssh2Link } from './link.ts';
import { login } from './login.ts';
import { refuseUnsupported } from './unsupported.ts';

export interface Ssh2Options {
  readonly env: NodeJS.ProcessEnv;
  readonly debug: ((line: string) => void) | null;
  readonly waiting?: () => void;
}

/** Connects with ssh2, in this process; keys and passwords entered once are used for all its connections. */
export const ssh2Connect = ({ env, debug, waiting }: Ssh2Options): Connect<ForwardingLink> => {
  const keyring = new Keyring();
  const passwords = new PasswordMemory();
  const log = debug === null ? null : quietly(debug);
  return async attempt => {
    // Settings for direct connections do not matter behind a jump host.
    if (attempt.via === null) refuseUnsupported(attempt.hop);
    const verifier = await HostKeyVerifier.open({
      ...attempt,
      env,
      direct: attempt.via === null && attempt.hop.proxyCommand === null,
    });
    // Checked before anything is sent: a configuration without usable algorithms needs no connection.
    algorithmsFor(attempt.hop, verifier.knownTypes);
    const reaching = reach(attempt, env);
    waiting?.();
    // They are read while the server starts to answer.
    if (attempt.hop.authMethods.includes('publickey'))
      for (const path of attempt.hop.identityFiles) void keyring.file(path);
    const socket = await reaching;
    attempt.enter('connecting', `the SSH banner of ${hopAddress(attempt.hop)}`);
    const keepalive = keepaliveFor(attempt.hop, attempt.role);
    const client = await login({ ...attempt, socket, verifier, keyring, passwords, keepalive, debug: log });
    return new Ssh2Link(attempt.hop, client, socket, keepalive);
  };
};

/** Opens a raw connection to the server; if it arrives too late, it is closed. */
const reach = ({ hop, via, signal }: Attempt<ForwardingLink>, env: NodeJS.ProcessEnv): Promise<Duplex> =>
  orAborted(via === null ? dial(hop, env, signal) : via.forward(hop), signal, late => late.destroy());

/** ssh2 logs a line for each data packet; only the other lines are useful. */
const quietly = (debug: (line: string) => void) => (line: string) => {
  if (!/CHANNEL_(DATA|EXTENDED_DATA|WINDOW_ADJUST)/.test(line)) debug(line);
};
