import type { ByteString } from '../bytes.ts';
import type { SyslogHead } from './message.ts';

/** The sender of a source's messages. */
export interface Sender {
  /** From 0, in order of appearance. */
  readonly id: number;
  /** Address of the sender; null: several. */
  readonly peer: string | null;
  /**
   * The displayed host: as claimed in messages, otherwise the peer; both if another peer claims the same
   * host.
   */
  readonly host: string;
  /** The displayed tag; `other` for messages beyond the limit on sources. */
  readonly log: string;
  /** Every message has a priority. */
  readonly hasPriorities: boolean;
}

export interface SenderLimits {
  /** Maximum number of sources with a host and a tag. */
  readonly max: number;
  /** Maximum from one peer, so that one that invents names leaves some for others. */
  readonly maxOfPeer: number;
  /** Number of peers with their own source for messages beyond the limits; the rest share one. */
  readonly maxOthers: number;
}

/** Returns limits for a number of sources. */
export const senderLimits = (max: number): SenderLimits => ({
  max,
  maxOfPeer: Math.max(1, Math.ceil(max / 2)),
  maxOthers: Math.max(1, Math.ceil(max / 8)),
});

/** Default number of sources. */
export const DEFAULT_MAX_SENDERS = 256;

const MAX_NAME = 64;

/** The source of messages without a tag. */
const NO_TAG = 'syslog';
/** The source of messages without a priority, which have no head. */
const NO_HEAD = 'raw';

/** The source of messages beyond the limits. */
const OTHER = 'other';

/** Number of spellings to remember per source. */
const WRITTEN_PER_SENDER = 4;

/** Assigns each message to a source by peer, host and tag; their number is bounded. */
export class Senders {
  readonly #limits: SenderLimits;
  readonly #byKey = new Map<string, Sender>();
  /** The same by peer, host and tag as written in messages with a priority, which is faster to find. */
  readonly #asWritten = new Map<string, Map<ByteString | null, Map<ByteString | null, Sender>>>();
  #writtenCount = 0;
  readonly #others = new Map<string | null, Sender>();
  readonly #ofPeer = new Map<string, number>();
  readonly #peerOfHost = new Map<string, string>();
  #nextId = 0;

  constructor(limits: SenderLimits) {
    this.#limits = limits;
  }

  /** Number of sources, not counting those for the rest. */
  get size(): number {
    return this.#byKey.size;
  }

  /**
   * Returns the source of a message; a new one gets the next id. `name`: the peer's name, if its messages
   * contain no host.
   */
  of(peer: string, head: SyslogHead, name = peer): Sender {
    if (head.priority === null) return this.#find(peer, head, name);
    const written = this.#asWritten.get(peer)?.get(head.host)?.get(head.tag);
    if (written) return written;
    const sender = this.#find(peer, head, name);
    if (sender.log !== OTHER) this.#remember(peer, head, sender);
    return sender;
  }

  /** Different spellings may be shown alike, so their number is bounded separately. */
  #remember(peer: string, { host, tag }: SyslogHead, sender: Sender): void {
    if (this.#writtenCount >= WRITTEN_PER_SENDER * this.#limits.max) {
      this.#asWritten.clear();
      this.#writtenCount = 0;
    }
    const ofPeer = this.#asWritten.get(peer) ?? new Map<ByteString | null, Map<ByteString | null, Sender>>();
    const ofHost = ofPeer.get(host) ?? new Map<ByteString | null, Sender>();
    this.#asWritten.set(peer, ofPeer.set(host, ofHost.set(tag, sender)));
    this.#writtenCount++;
  }

  #find(peer: string, head: SyslogHead, name: string): Sender {
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
    const sender = { id: this.#nextId++, peer: key, host, log: OTHER, hasPriorities: false };
    this.#others.set(key, sender);
    return sender;
  }

  /** Anyone can claim a name: the first peer gets it, others are shown with their address. */
  #hostName(peer: string, name: string): string {
    const owner = this.#peerOfHost.get(name) ?? peer;
    this.#peerOfHost.set(name, owner);
    return owner === peer ? name : `${name}(${peer})`;
  }
}

/** Sanitises a name that becomes part of a source's: it may come from anyone. */
const shownName = (name: ByteString): string => name.slice(0, MAX_NAME).replace(/[^A-Za-z0-9_.:/@%-]/g, '_');
