import type { Segment, SegmentContent, SegmentMark } from './segment.ts';
import { sameContent } from './segment.ts';
import type { StreamPlace } from './streamPlace.ts';

/** Where output stands that was just taken. */
export interface OutputPlace {
  readonly content: SegmentContent;
  /** Bytes of the content up to its end; null: nobody counts but we. */
  readonly byte: number | null;
  /** It is the end of a content, whose last line got the end that it lacked: the count stands where that line starts. */
  readonly finished: boolean;
}

/** Where a piece of output goes in the stream. */
export interface Placed {
  /** The segment that it begins; null: it continues the one before. */
  readonly segment: Segment | null;
  readonly start: StreamPlace;
}

/** The rules of a relay: which bytes of a log have which place in its stream. Bytes that do not follow those before begin a segment. */
export class Segmenter {
  #end: StreamPlace | null;
  #content: SegmentContent | null;
  #marks: SegmentMark[] = [];

  /** `end` and `content`: of what was published last; null: nothing was. */
  constructor(end: StreamPlace | null, content: SegmentContent | null) {
    this.#end = end;
    this.#content = content;
  }

  get end(): StreamPlace | null {
    return this.#end;
  }

  /** Something that readers are to be told before the next bytes. */
  mark(mark: SegmentMark): void {
    this.#marks.push(mark);
  }

  /** Markers wait to be told. */
  get isMarked(): boolean {
    return this.#marks.length > 0;
  }

  /** Places this many bytes of output, perhaps none. */
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
    // Of a young file more is known later.
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

/** Returns the place before which entries may be removed, so that this many bytes stay; null: there are no more than that. */
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
