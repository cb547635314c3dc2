import type { ByteString } from '../bytes.ts';
import { MESSAGE, OTHER } from '../kernels/lineKernels.ts';
import { INPUT_AT, INPUT_BYTES, type LineWorkspace, lineWorkspace } from '../kernels/lineWorkspace.ts';
import { LineKinds } from '../pattern/lineKinds.ts';
import { certainMessages, hostOf, isCertainHost } from '../understand/known/messageLines.ts';
import type { LineHead } from '../understand/lineHead.ts';

/** A log has few hosts; more of them are not looked for. */
const MAX_HOSTS = 4;
const MAX_TRIED = 16;

/** It does not pay off to search smaller texts. */
const MIN_TEXT = 4096;

/** After so many lines of other kinds, messages are looked for only at some lines. */
const MAX_MISSES = 64;
const RARELY = 16;

/** Finds runs of lines that are certainly messages of other programs, by kernels that examine many bytes at a time. */
export class MessageRuns {
  readonly #work: LineWorkspace;
  /** Null: no host's lines are known yet. */
  #kinds: LineKinds | null = null;
  readonly #hosts: string[] = [];
  readonly #tried = new Set<string>();
  #read = 0;
  #end = 0;
  #misses = 0;

  constructor(work: LineWorkspace) {
    this.#work = work;
  }

  /** Prepares to search a text's terminated lines, in which nothing is skipped; returns false if that does not pay off. */
  load(text: ByteString): boolean {
    const kinds = this.#kinds;
    this.#end = 0;
    if (kinds === null || text.length < MIN_TEXT || text.length > INPUT_BYTES) return false;
    if (!kinds.paysOff(this.#read)) return false;
    this.#read += text.length;
    this.#work.load(kinds);
    this.#work.memory.write(text, INPUT_AT, 'latin1');
    // A line that is not terminated may continue.
    this.#end = text.lastIndexOf('\n') + 1;
    return true;
  }

  /** Returns where the run of messages that starts at a place of the text ends; the place itself if there is none. */
  endOf(from: number): number {
    if (from >= this.#end) return from;
    if (this.#misses > MAX_MISSES && this.#misses % RARELY !== 0) {
      this.#misses++;
      return from;
    }
    const end = INPUT_AT + this.#end;
    let at = INPUT_AT + from;
    do at = this.#work.kernels.run(at, end, MESSAGE);
    while (at < end && this.#work.learns(this.#kinds!));
    const to = at - INPUT_AT;
    if (to === from) this.#misses++;
    else this.#misses = 0;
    return to;
  }

  /** Learns from a line that was read: the hosts of messages. */
  see(text: ByteString, from: number, reading: LineHead): void {
    if (!reading.prose || this.#hosts.length >= MAX_HOSTS || this.#tried.size >= MAX_TRIED) return;
    const host = hostOf(text, from, reading);
    if (host === null || this.#tried.has(host)) return;
    this.#tried.add(host);
    if (!isCertainHost(host)) return;
    this.#hosts.push(host);
    const { messages, others } = certainMessages(this.#hosts);
    this.#kinds = new LineKinds([
      { ere: others, kind: OTHER },
      { ere: messages, kind: MESSAGE },
    ]);
    // The text is searched for them from the next one on.
    this.#end = 0;
  }
}

/** Returns a search for messages; null if there is no workspace. */
export const messageRuns = (): MessageRuns | null => {
  const work = lineWorkspace();
  return work && new MessageRuns(work);
};
