import { linesInParts } from '../../core/lines.ts';
import { MAX_ENTRY } from '../../core/relay/entry.ts';
import type { Segment } from '../../core/relay/segment.ts';
import { placeId, type StreamPlace } from '../../core/relay/streamPlace.ts';
import { writeBytes, writeHeader } from '../hub/entryCodec.ts';

/** Something that is to be appended. */
export type Piece =
  | { readonly kind: 'segment'; readonly segment: Segment }
  | { readonly kind: 'bytes'; readonly start: StreamPlace; readonly bytes: Buffer }
  /** What a takeover must know behind the piece before it. */
  | { readonly kind: 'saved'; readonly end: StreamPlace; readonly text: string };

/** What goes into one append. */
export interface Batch {
  /** Ids, fields and values, as the script takes them. */
  readonly entries: readonly (string | Buffer)[];
  readonly segments: readonly Segment[];
  readonly saved: string | null;
  /** Where the stream ends behind it; null: as before. */
  readonly end: StreamPlace | null;
  readonly bytes: number;
}

/** Bytes of the log that one append holds at most. */
const MAX_BATCH = 4 * MAX_ENTRY;

/** What waits to be appended, in order; neighbouring bytes become entries of a good size. */
export class AppendQueue {
  #pieces: Piece[] = [];
  #bytes = 0;

  /** Bytes of the log that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#pieces.length === 0;
  }

  add(piece: Piece): void {
    this.#pieces.push(piece);
    if (piece.kind === 'bytes') this.#bytes += piece.bytes.length;
  }

  /** Takes what the next append is made of. */
  take(): Batch {
    const entries: (string | Buffer)[] = [];
    const segments: Segment[] = [];
    let run: Buffer[] = [];
    let at: StreamPlace | null = null;
    let end: StreamPlace | null = null;
    let saved: string | null = null;
    let bytes = 0;
    const close = (): void => {
      if (run.length === 0) return;
      let from = { ...at! };
      for (const part of linesInParts(run.length === 1 ? run[0]! : Buffer.concat(run), '\n', MAX_ENTRY)) {
        from = { ...from, byte: from.byte + part.length };
        entries.push(...writeBytes(from, part));
      }
      end = from;
      run = [];
    };
    for (const piece of this.#pieces.splice(0, this.#countWithin())) {
      if (piece.kind === 'bytes') {
        if (run.length === 0) at = piece.start;
        run.push(piece.bytes);
        bytes += piece.bytes.length;
        continue;
      }
      if (piece.kind === 'saved') {
        saved = piece.text;
        continue;
      }
      close();
      segments.push(piece.segment);
      entries.push(...writeHeader(piece.segment));
      end = piece.segment.at;
    }
    close();
    this.#bytes -= bytes;
    return { entries, segments, saved, end, bytes };
  }

  /** How many pieces fit; what is saved goes with the piece that it belongs to. */
  #countWithin(): number {
    let bytes = 0;
    let count = 0;
    for (const piece of this.#pieces) {
      if (piece.kind === 'bytes') bytes += piece.bytes.length;
      if (count > 0 && bytes > MAX_BATCH && piece.kind !== 'saved') break;
      count++;
    }
    return count;
  }
}

/** Returns the id of the last entry. */
export const batchId = ({ end }: Batch): string | null => end && placeId(end);
