import type { Segment, SegmentContent, SegmentMark } from './segment.ts';
import { sameContent } from './segment.ts';
import type { StreamPlace } from './streamPlace.ts';

/** The position of the output consumed last. */
export interface OutputPlace {
  readonly content: SegmentContent;
  /** Number of bytes of the content up to its end; null: only we count them. */
  readonly byte: number | null;
  /** True at the end of a content whose unterminated last line was completed: the count is where that line starts. */
  readonly finished: boolean;
}

/** The place of a piece of output in the stream. */
export interface Placed {
  /** The segment that starts here; null: the previous one continues. */
  readonly segment: Segment | null;
  readonly start: StreamPlace;
}

/**
 * The rules of a relay: assigns each byte of a log its place in the stream. Bytes that do not follow the previous ones
 * start a segment.
 */
export class Segmenter {
  #end: StreamPlace | null;
  #content: SegmentContent | null;
  #marks: SegmentMark[] = [];

  /** `end` and `content` of the last published bytes; null: none. */
  constructor(end: StreamPlace | null, content: SegmentContent | null) {
    this.#end = end;
    this.#content = content;
  }

  get end(): StreamPlace | null {
    return this.#end;
  }

  /** Adds an event to report to readers before the next bytes. */
  mark(mark: SegmentMark): void {
    this.#marks.push(mark);
  }

  /** True if markers are pending. */
  get isMarked(): boolean {
    return this.#marks.length > 0;
  }

  /** Assigns places to this many bytes of output, possibly none. */
  place(length: number, output: OutputPlace, time: number): Placed {
    const start = this.#startOf(length, output);
    const end = this.#end;
    const continues =
      end !== null &&
      start === end.byte &&
      !this.isMarked &&
      this.#content !== null &&
      sameContent(output.content, this.#content);
    const segment = continues ? null : this.#begin(start, output.content, time);
    // The head of a young file grows.
    this.#content = output.content;
    const at = { segment: this.#end!.segment, byte: start };
    this.#end = { ...at, byte: start + length };
    return { segment, start: at };
  }

  #startOf(length: number, { byte, finished, content }: OutputPlace): number {
    const isSame = this.#content !== null && sameContent(content, this.#content);
    if (byte === null) return isSame ? this.#end!.byte : 0;
    return finished && isSame && byte === this.#end?.byte ? byte : byte - length;
  }

  #begin(start: number, content: SegmentContent, time: number): Segment {
    const after = this.#end;
    const marks = this.#marks;
    this.#marks = [];
    this.#end = { segment: (after?.segment ?? 0) + 1, byte: start };
    return { at: this.#end, after, content, time, marks };
  }
}

/**
 * Returns the place before which entries can be removed while keeping this many bytes; null: there are no more than
 * that.
 */
export const keptFrom = (
  end: StreamPlace,
  table: readonly Segment[],
  keepBytes: number,
): StreamPlace | null => {
  let left = keepBytes;
  let at = end;
  for (const segment of table.toReversed()) {
    const length = at.byte - segment.at.byte;
    if (length > left) return { segment: segment.at.segment, byte: at.byte - left };
    left -= length;
    if (segment.after === null) return null;
    at = segment.after;
  }
  return table.length === 0 ? null : table[0]!.at;
};
