import type { ByteString } from '../bytes.ts';
import type { SyslogHead } from './message.ts';

/** Whose messages a source holds. */
export interface Sender {
  /** From 0, in the order they appeared. */
  readonly id: number;
  /** Address of whoever sent it to us; null: of many. */
  readonly peer: string | null;
  /** The host as shown: what messages claim, else the peer; of the same claim by another peer, both. */
  readonly host: string;
  /** The tag as shown; `other` for those that would have been too many sources. */
  readonly log: string;
  /** Every message has a priority. */
  readonly hasPriorities: boolean;
}

export interface SenderLimits {
  /** Sources of a host and a tag. */
  readonly max: number;
  /** Of these from one peer: one that makes up names leaves some for others. */
  readonly maxOfPeer: number;
  /** Peers that have a source for what exceeds the limits; the rest share one. */
  readonly maxOthers: number;
}

/** Returns limits for so many sources. */
export const senderLimits = (max: number): SenderLimits => ({
  max,
  maxOfPeer: Math.max(1, Math.ceil(max / 2)),
  maxOthers: Math.max(1, Math.ceil(max / 8)),
});

/** Sources when nothing else is requested. */
export const DEFAULT_MAX_SENDERS = 256;

const MAX_NAME = 64;

/** The source of messages that state no tag. */
const NO_TAG = 'syslog';
/** The source of what has no priority, and thereby no head. */
const NO_HEAD = 'raw';

/** Assigns each message to a source by peer, host and tag; their number is bounded. */
export class Senders {
  readonly #limits: SenderLimits;
  readonly #byKey = new Map<string, Sender>();
  readonly #others = new Map<string | null, Sender>();
  readonly #ofPeer = new Map<string, number>();
  readonly #peerOfHost = new Map<string, string>();
  #nextId = 0;

  constructor(limits: SenderLimits) {
    this.#limits = limits;
  }

  /** How many sources there are beside those for the rest. */
  get size(): number {
    return this.#byKey.size;
  }

  /** Returns the source of a message; a new one has the next id. `name`: of the peer, where its messages name no host. */
  of(peer: string, head: SyslogHead, name = peer): Sender {
    const host = head.host === null ? name : shownName(head.host);
    const log = head.priority === null ? NO_HEAD : head.tag === null ? NO_TAG : shownName(head.tag);
    const key = `${peer}\n${host}\n${log}\n${head.priority === null}`;
    const known = this.#byKey.get(key);
    if (known) return known;
    const ofPeer = this.#ofPeer.get(peer) ?? 0;
    if (this.#byKey.size >= this.#limits.max || ofPeer >= this.#limits.maxOfPeer)
      return this.#other(peer, name);
    this.#ofPeer.set(peer, ofPeer + 1);
    const sender: Sender = {
      id: this.#nextId++,
      peer,
      host: this.#hostName(peer, host),
      log,
      hasPriorities: head.priority !== null,
    };
    this.#byKey.set(key, sender);
    return sender;
  }

  #other(peer: string, name: string): Sender {
    const key = this.#others.has(peer) || this.#others.size < this.#limits.maxOthers ? peer : null;
    const known = this.#others.get(key);
    if (known) return known;
    const host = key === null ? 'others' : name;
    const sender = { id: this.#nextId++, peer: key, host, log: 'other', hasPriorities: false };
    this.#others.set(key, sender);
    return sender;
  }

  /** Anyone can claim a name: the first peer that does has it, others are shown beside it. */
  #hostName(peer: string, name: string): string {
    const owner = this.#peerOfHost.get(name) ?? peer;
    this.#peerOfHost.set(name, owner);
    return owner === peer ? name : `${name}(${peer})`;
  }
}

/** A name as part of a source's: it may come from anyone. */
const shownName = (name: ByteString): string => name.slice(0, MAX_NAME).replace(/[^A-Za-z0-9_.:/@%-]/g, '_');
