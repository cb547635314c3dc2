import type { ByteString } from '../../bytes.ts';
import type { LineHead } from '../lineHead.ts';
import { bareNameOf, hostOf, isCertainHost, isCertainName, type MessageStarts } from './messageLines.ts';
import {
  beginsWithPriority,
  isCertainPriority,
  type PriorityHead,
  priorityHeadOf,
  priorityHeads,
} from './priorityLines.ts';

const BRACKET = 93;

/** A log has few hosts; more of them are not looked for. */
const MAX_HOSTS = 4;
const MAX_TRIED = 16;
const MAX_NAMES = 16;
const MAX_TRIED_NAMES = 64;

/** Learns from lines that were read how the heads of other programs' messages without a level, or with a lower one, look. */
export class MessageHeads implements MessageStarts {
  readonly hosts: string[] = [];
  readonly names: string[] = [];
  readonly #priorities: PriorityHead[] = [];
  readonly #least: number;
  readonly #tried = new Set<string>();
  readonly #triedNames = new Set<string>();

  /** `least`: a severity; lower ones do not matter. */
  constructor(least: number) {
    this.#least = least;
  }

  /** True if none is known yet. */
  get isEmpty(): boolean {
    return this.hosts.length + this.#priorities.length === 0;
  }

  /** An ERE for heads with a priority, without an anchor; empty: none are known. */
  get priorities(): string {
    return priorityHeads(this.#priorities, this.#least);
  }

  /** Learns from a line, which starts at a place of a text; returns true if something is new. */
  see(text: ByteString, from: number, reading: LineHead): boolean {
    if (this.hosts.length + this.#priorities.length >= MAX_HOSTS || this.#tried.size >= MAX_TRIED)
      return false;
    if (!reading.wraps || reading.inner !== null) return false;
    return beginsWithPriority(text, from)
      ? this.#seePriority(text, from, reading)
      : this.#seeHost(text, from, reading);
  }

  /** Learns the name of a program whose process is not named, if the host is known; returns true if it is new. */
  seeName(text: ByteString, from: number, reading: LineHead): boolean {
    if (this.names.length >= MAX_NAMES || this.#triedNames.size >= MAX_TRIED_NAMES) return false;
    if (!reading.wraps || reading.payload < 3 || text.charCodeAt(reading.payload - 3) === BRACKET)
      return false;
    const host = hostOf(text, from, reading);
    const name = host !== null && this.hosts.includes(host) ? bareNameOf(text, from, reading, host) : null;
    if (name === null || this.#triedNames.has(name)) return false;
    this.#triedNames.add(name);
    if (!isCertainName(name)) return false;
    this.names.push(name);
    return true;
  }

  #seeHost(text: ByteString, from: number, reading: LineHead): boolean {
    const host = hostOf(text, from, reading);
    if (host === null || !this.#isUntried(host) || !isCertainHost(host)) return false;
    this.hosts.push(host);
    return true;
  }

  #seePriority(text: ByteString, from: number, reading: LineHead): boolean {
    if (reading.level >= this.#least) return false;
    const head = priorityHeadOf(text, from, reading);
    if (head === null || !this.#isUntried(`${head.time} ${head.host}`)) return false;
    if (!isCertainPriority(text, from, reading)) return false;
    this.#priorities.push(head);
    return true;
  }

  #isUntried(head: string): boolean {
    if (this.#tried.has(head)) return false;
    this.#tried.add(head);
    return true;
  }
}
