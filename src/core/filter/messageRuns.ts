import type { ByteString } from '../bytes.ts';
import { MESSAGE, OTHER } from '../kernels/lineKernels.ts';
import { INPUT_AT, INPUT_BYTES } from '../kernels/linePlaces.ts';
import { type LineWorkspace, lineWorkspace } from '../kernels/lineWorkspace.ts';
import { LineKinds } from '../pattern/lineKinds.ts';
import { MessageHeads } from '../understand/known/messageHeads.ts';
import { certainMessages, KEY_AT, messageAt } from '../understand/known/messageLines.ts';
import {
  beginsWithPriority,
  priorityKeyAt,
  priorityLevel,
  priorityTextAt,
} from '../understand/known/priorityLines.ts';
import { MESSAGES, RepeatedStarts } from '../understand/known/repeatedStarts.ts';
import { type LineHead, NO_LEVEL } from '../understand/lineHead.ts';

/** Longer starts of texts are not looked for. */
const MAX_START = 64;

/** How messages start is learned if more of a log's bytes than these are not in runs, and at least one of so many. */
const MIN_OTHERS = 16 * 1024;
const WORTH_LEARNING = 32;

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
  readonly #heads: MessageHeads;
  readonly #openings = new RepeatedStarts(MESSAGES);
  #hasNew = false;
  #hasOpenings = false;
  /** The bytes of messages in runs, and those of other lines' texts since a head is known. */
  #runBytes = 0;
  #otherBytes = 0;
  /** The number of texts so far, and that at which openings are learned next. */
  #texts = 0;
  #due = 1;
  /** An ERE for how messages start that do not start with two words; empty: unknown. */
  #starts = '';
  #read = 0;
  #end = 0;
  #misses = 0;

  constructor(work: LineWorkspace, least: number) {
    this.#work = work;
    this.#heads = new MessageHeads(least);
  }

  /** Prepares to search a text's terminated lines, in which nothing is skipped; returns false if that does not pay off. */
  load(text: ByteString): boolean {
    this.#learnStarts();
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
    this.#runBytes += to - from;
    if (to === from) this.#misses++;
    else this.#misses = 0;
    return to;
  }

  /** Learns from a line that was read: the hosts of messages, and how these start. */
  see(text: ByteString, from: number, reading: LineHead): void {
    if (!this.#heads.see(text, from, reading)) {
      if (this.#heads.seeName(text, from, reading)) this.#hasNew = true;
      else if (this.#end > 0) this.#seeText(reading);
      return;
    }
    this.#build();
    // The text is searched for them from the next one on.
    this.#end = 0;
  }

  #build(): void {
    const { messages, others } = certainMessages(this.#heads, this.#starts);
    this.#kinds = new LineKinds([
      { ere: others, kind: OTHER },
      { ere: messages, kind: MESSAGE },
    ]);
  }

  /** Learns how messages start, at the first text, and then ever more rarely: each time, the search starts anew. */
  #learnStarts(): void {
    this.#texts++;
    if (!this.#hasNew || this.#texts < this.#due) return;
    this.#hasNew = false;
    this.#due = 2 * this.#texts;
    if (this.#hasOpenings) this.#starts = this.#openings.take();
    this.#hasOpenings = false;
    this.#build();
  }

  #seeText({ wraps, inner, structure, body, bodyFrom, bodyEnd }: LineHead): void {
    this.#otherBytes += bodyEnd - bodyFrom;
    if (this.#otherBytes < MIN_OTHERS || this.#otherBytes * WORTH_LEARNING < this.#runBytes) return;
    if (!wraps || inner !== null || structure !== null || this.#openings.isFinished) return;
    if (this.#openings.see(body.slice(bodyFrom, Math.min(bodyEnd, bodyFrom + MAX_START))))
      this.#hasOpenings = this.#hasNew = true;
  }
}

/** Where the key of a message's stream is, and its level. */
export class MessagePlace {
  keyFrom = 0;
  keyTo = 0;
  level = NO_LEVEL;

  /** Finds them in a line of a run. */
  find(text: ByteString, from: number): void {
    if (beginsWithPriority(text, from)) {
      this.keyFrom = priorityKeyAt(text, from);
      this.keyTo = priorityTextAt(text, this.keyFrom);
      this.level = priorityLevel(text, from);
    } else {
      this.keyFrom = from + KEY_AT;
      this.keyTo = messageAt(text, this.keyFrom);
      this.level = NO_LEVEL;
    }
  }
}

/** Returns a search for messages of a lower level than this, or without one; null if there is no workspace. */
export const messageRuns = (least: number): MessageRuns | null => {
  const work = lineWorkspace();
  return work && new MessageRuns(work, least);
};
