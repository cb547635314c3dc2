import { type Trouble, TroubleError, type TroubleKind } from '../core/trouble.ts';
import { type Hop, hopAddress } from './hop.ts';
import type { Overdue, Phase } from './pool/phaseClock.ts';

/** Kinds that trying again by itself cannot cure. */
const FINAL: ReadonlySet<TroubleKind> = new Set([
  'host-key-unknown',
  'host-key-changed',
  'auth',
  'no-terminal',
  'cancelled',
  'forward-refused',
  'config',
]);

/** Connection trouble with a host; whether it is final follows from its kind. */
export const connectionTrouble = (
  kind: TroubleKind,
  host: string,
  message: string,
  advice: string | null,
): Trouble => ({ kind, host, log: null, message: bounded(message), advice, final: FINAL.has(kind) });

/** The most of a message, characters: what a server says goes into some. */
const MAX_MESSAGE = 1000;

const bounded = (message: string): string =>
  message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}…` : message;

/** `at`: `address:port` as dialled; `from`: the jump host that dialled it for us, or null for this machine. */
export interface Place {
  readonly host: string;
  readonly at: string;
  readonly from: string | null;
}

const seenFrom = (place: Pick<Place, 'from'>) =>
  place.from === null ? '' : ` (as seen from the jump host ${place.from})`;

/** The jump host may not, or will not, connect to the host. */
export const forwardTrouble = (place: Place, reason: string): Trouble =>
  connectionTrouble(
    'forward-refused',
    place.host,
    `the jump host ${place.from} refuses to forward to ${place.at}: ${reason}`,
    'allow it there (AllowTcpForwarding, PermitOpen, permitopen), or use another jump host',
  );

/** Trouble for what a dial ran into, from the system's error code or sshd's words for the same thing. */
export const dialTrouble = (place: Place, reason: string): Trouble => {
  const { host, at } = place;
  const where = seenFrom(place);
  if (/ENOTFOUND|EAI_|not known|name resolution|No address|nodename|Name has no/i.test(reason)) {
    return connectionTrouble(
      'dns',
      host,
      `the name in ${at} does not resolve${where}`,
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

/** A phase of a login took too long. `via`: the jump host that connects, or null. */
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

/** A server that is logged in to did not do what was asked within the time allowed. */
export const stuckTrouble = (host: string, at: string, what: string, seconds: number): Trouble =>
  connectionTrouble(
    'unreachable',
    host,
    `${at} did not answer within ${seconds} s (${what})`,
    'check whether the host is overloaded: run a simple command on it with ssh',
  );

/** The connection broke after it had been made. */
export const lostTrouble = (host: string, reason: string): Trouble =>
  connectionTrouble('lost', host, `the connection was lost: ${reason}`, null);

/** Trouble of a login that could ask nobody, with the keys that were tried before: often one of them was meant to do. */
export const withKeys = (trouble: Trouble, tried: readonly string[], notes: readonly string[]): Trouble => {
  const keys = tried.length === 0 ? [] : [`no key was accepted (tried ${tried.join(', ')})`];
  return { ...trouble, message: bounded([trouble.message, ...keys, ...notes].join('; ')) };
};

/** ssh's configuration says that nobody is to be asked. */
export const batchModeTrouble = (host: string): Trouble =>
  connectionTrouble(
    'no-terminal',
    host,
    'it asks a question, but BatchMode is yes',
    'remove BatchMode from the ssh configuration, or use an agent or a key without a passphrase',
  );

/** A caller gave up waiting. */
export const abortedTrouble = (host: string): Trouble =>
  connectionTrouble('cancelled', host, 'connecting was cancelled', null);

/** What a thrown value says, as trouble of this host. */
export const asTrouble = (host: string, error: unknown): Trouble =>
  error instanceof TroubleError
    ? error.trouble
    : connectionTrouble('protocol', host, error instanceof Error ? error.message : String(error), null);
