import { type Trouble, TroubleError, type TroubleKind } from '../core/trouble.ts';
import { type Hop, hopAddress } from './hop.ts';
import type { Overdue, Phase } from './pool/phaseClock.ts';

/** Kinds that an automatic retry cannot fix. */
const FINAL: ReadonlySet<TroubleKind> = new Set([
  'host-key-unknown',
  'host-key-changed',
  'auth',
  'no-terminal',
  'cancelled',
  'forward-refused',
  'config',
]);

/** Returns a connection failure of a host; its kind determines whether it is final. */
export const connectionTrouble = (
  kind: TroubleKind,
  host: string,
  message: string,
  advice: string | null,
): Trouble => ({ kind, host, log: null, message: bounded(message), advice, final: FINAL.has(kind) });

/** Maximum length of a message in characters: some contain text from a server. */
const MAX_MESSAGE = 1000;

const bounded = (message: string): string =>
  message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}…` : message;

/** `at`: the `address:port` to connect to; `from`: the jump host that connects, or null for this machine. */
export interface Place {
  readonly host: string;
  readonly at: string;
  readonly from: string | null;
}

const seenFrom = (place: Pick<Place, 'from'>) =>
  place.from === null ? '' : ` (as seen from the jump host ${place.from})`;

/** Returns the failure if the jump host cannot, or refuses to, connect to the host. */
export const forwardTrouble = (place: Place, reason: string): Trouble =>
  connectionTrouble(
    'forward-refused',
    place.host,
    `the jump host ${place.from} refuses to forward to ${place.at}: ${reason}`,
    'allow it there (AllowTcpForwarding, PermitOpen, permitopen), or use another jump host',
  );

/** Returns the failure of a ProxyCommand; `said`: what it printed. */
export const proxyTrouble = (host: string, command: string, said: string): Trouble => {
  const printed = said === '' ? '' : ` (it printed: ${said})`;
  return connectionTrouble(
    'unreachable',
    host,
    `its ProxyCommand did not connect${printed}: ${command}`,
    'run the command by hand to see why',
  );
};

/** Returns an `address:port` without its port. */
const nameIn = (at: string): string => at.replace(/:\d+$/, '');

/** Returns the failure of a connection attempt, from the system's error code or sshd's text for it. */
export const dialTrouble = (place: Place, reason: string): Trouble => {
  const { host, at } = place;
  const where = seenFrom(place);
  if (/ENOTFOUND|EAI_|not known|name resolution|No address|nodename|Name has no/i.test(reason)) {
    return connectionTrouble(
      'dns',
      host,
      `the name ${nameIn(at)} does not resolve${where}`,
      `check the host's \`address\`, or whether it needs a jump host (-J) that knows the name`,
    );
  }
  if (/ECONNREFUSED|refused/i.test(reason)) {
    return connectionTrouble(
      'refused',
      host,
      `${at} refused the connection${where}`,
      'check the port and that sshd runs there',
    );
  }
  return connectionTrouble(
    'unreachable',
    host,
    `${at} cannot be reached${where}: ${plainReason(reason)}`,
    'check the address, the network (VPN?) and whether the host needs a jump host (-J)',
  );
};

const REASONS: Readonly<Record<string, string>> = {
  EHOSTUNREACH: 'no route to host',
  ENETUNREACH: 'network is unreachable',
  ETIMEDOUT: 'timed out',
  ECONNRESET: 'connection reset',
};

const plainReason = (reason: string) => REASONS[reason] ?? reason;

/** Returns the failure if a phase of a login took too long. `via`: the jump host that connects, or null. */
export const overdueTrouble = (hop: Hop, via: Hop | null, { phase, ms, waitedFor }: Overdue): Trouble => {
  const from = phase === 'connecting' ? seenFrom({ from: via?.name ?? null }) : '';
  const message = `${hopAddress(hop)} did not answer within ${ms / 1000} s${from} (${phase}: waited for ${waitedFor})`;
  return connectionTrouble('unreachable', hop.name, message, OVERDUE_ADVICE[phase]);
};

const MORE_TIME = 'or allow more time with --connect-timeout';

const OVERDUE_ADVICE: Readonly<Record<Phase, string>> = {
  connecting: `check the address, firewalls and whether the host needs a jump host (-J), ${MORE_TIME}`,
  'key exchange': `check whether the network drops large packets (MTU of a VPN) and whether the host is overloaded, ${MORE_TIME}`,
  authentication: `approve the login if it asks for that (a push notification, a phone, a key to touch), ${MORE_TIME}`,
};

/** Returns the failure if a server did not respond in time after the login. */
export const stuckTrouble = (host: string, at: string, what: string, seconds: number): Trouble =>
  connectionTrouble(
    'unreachable',
    host,
    `${at} did not answer within ${seconds} s (${what})`,
    'check whether the host is overloaded: run a simple command on it with ssh',
  );

/** Returns the failure if an established connection broke. */
export const lostTrouble = (host: string, reason: string): Trouble =>
  connectionTrouble('lost', host, `the connection was lost: ${reason}`, null);

/**
 * Returns the failure of a login that could not ask anyone, with the keys tried before: often one of them
 * should have worked.
 */
export const withKeys = (trouble: Trouble, tried: readonly string[], notes: readonly string[]): Trouble => {
  const keys = tried.length === 0 ? [] : [`no key was accepted (tried ${tried.join(', ')})`];
  return { ...trouble, message: bounded([trouble.message, ...keys, ...notes].join('; ')) };
};

/** Returns the failure if ssh's configuration forbids questions. */
export const batchModeTrouble = (host: string): Trouble =>
  connectionTrouble(
    'no-terminal',
    host,
    'it asks a question, but BatchMode is yes',
    'remove BatchMode from the ssh configuration, or use an agent or a key without a passphrase',
  );

/** Returns the failure of a caller that stopped waiting. */
export const abortedTrouble = (host: string): Trouble =>
  connectionTrouble('cancelled', host, 'connecting was cancelled', null);

/** Converts a thrown value to a failure of this host. */
export const asTrouble = (host: string, error: unknown): Trouble =>
  error instanceof TroubleError
    ? error.trouble
    : connectionTrouble('protocol', host, error instanceof Error ? error.message : String(error), null);
