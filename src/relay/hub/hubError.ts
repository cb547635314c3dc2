import type { Source } from '../../core/target.ts';
import type { Trouble } from '../../core/trouble.ts';

/** Why a command was not carried out, or why its outcome is unknown. */
export type HubErrorKind =
  /** The connection failed, or no answer arrived in time. */
  | 'lost'
  /** The server is temporarily unable: it is loading, failing over, or moving a slot. */
  | 'busy'
  /** The server is out of memory. */
  | 'full'
  /** Login or permission denied. */
  | 'denied'
  | 'other';

/** A failure of the hub. */
export class HubError extends Error {
  override readonly name = 'HubError';
  readonly kind: HubErrorKind;
  /** Specific advice, if any; null: only that for the kind. */
  readonly advice: string | null;

  constructor(
    kind: HubErrorKind,
    message: string,
    { advice = null, ...options }: ErrorOptions & { readonly advice?: string | null } = {},
  ) {
    super(message, options);
    this.kind = kind;
    this.advice = advice;
  }
}

const KINDS: readonly (readonly [RegExp, HubErrorKind])[] = [
  [
    /^(LOADING|READONLY|TRYAGAIN|CLUSTERDOWN|MASTERDOWN|NOREPLICAS|ASK|MOVED|BUSY|UNBLOCKED|MISCONF)\b/,
    'busy',
  ],
  [/^OOM\b/, 'full'],
  [/^(NOPERM|NOAUTH|WRONGPASS)\b|without any password configured|invalid username-password/, 'denied'],
];

/** Converts an error of the client library, or of the server. */
export const hubErrorOf = (error: unknown): HubError => {
  if (error instanceof HubError) return error;
  const message = plainMessage(
    error instanceof Error ? error.message || nestedMessage(error) : String(error),
  );
  const isAnswer = /^[A-Z]{2,}\b/.test(message) && !/^E[A-Z]+\b/.test(message);
  const kind = KINDS.find(([pattern]) => pattern.test(message))?.[1] ?? (isAnswer ? 'other' : 'lost');
  const advice = message.startsWith('WRONGTYPE')
    ? 'something else has used the keys of a relay ({rt:…}): remove those, or use another database'
    : null;
  return new HubError(kind, message, { advice, cause: error });
};

const nestedMessage = (error: Error): string => {
  const { errors, code } = error as { errors?: readonly Error[]; code?: string };
  return errors?.map(one => one.message).join('; ') || code || error.name;
};

/** Translates messages of the client library and of the server into plain words. */
const plainMessage = (message: string): string => {
  if (/^(Disconnects client|The client is closed|Socket closed unexpectedly|Error)$/.test(message))
    return 'the connection was closed';
  return message.replace(WHERE_IN_SCRIPT, '').replace(/^OOM .*/, 'OOM Redis is full (maxmemory)');
};

/** The server appends the place in our script to an error in it. */
const WHERE_IN_SCRIPT = /\.? ?script: [0-9a-f]{40}, on @user_script:\s?\d+\.?$/;

const ADVICE: Record<HubErrorKind, string | null> = {
  lost: 'check the address, and that Redis is running and reachable from this machine',
  busy: null,
  full: 'give Redis more memory (maxmemory), or keep less of each log (--keep)',
  denied:
    'check the user, the password and the permissions of that user (--redis-user, RTAIL_REDIS_PASSWORD): see docs/relay.md',
  other: 'Redis 7 or newer, or Valkey, is required: see docs/relay.md',
};

/** Returns what to do about a failure; null: nothing is known. */
export const adviceOf = ({ kind, advice }: HubError): string | null => advice ?? ADVICE[kind];

/** Removes the node that a message starts with, if it is the only one of the hub. */
const withoutNode = (message: string, hub: string): string => {
  const node = /:\/\/([^,/]+)(?:\/|$)/.exec(hub)?.[1];
  return node !== undefined && message.startsWith(`${node}: `) ? message.slice(node.length + 2) : message;
};

/** Converts a failure of the hub to trouble of a source, or of the hub as a whole. */
export const hubTrouble = (error: HubError, hub: string, source: Source | null = null): Trouble => ({
  kind: error.kind === 'lost' ? 'unreachable' : error.kind === 'denied' ? 'auth' : 'remote',
  host: source?.host.name ?? hub,
  log: source === null || (source.place.kind === 'other' && source.place.several) ? hub : source.log,
  message: `${hub}: ${withoutNode(error.message, hub)}`,
  advice: adviceOf(error),
  final: error.kind === 'denied' || error.kind === 'other',
});
