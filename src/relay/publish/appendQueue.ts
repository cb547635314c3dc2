import { linesInParts } from '../../core/lines.ts';
import { MAX_ENTRY } from '../../core/relay/entry.ts';
import type { Segment } from '../../core/relay/segment.ts';
import { placeId, type StreamPlace } from '../../core/relay/streamPlace.ts';
import { writeBytes, writeHeader } from '../hub/entryCodec.ts';

/** A piece to append. */
export type Piece =
  | { readonly kind: 'segment'; readonly segment: Segment }
  | { readonly kind: 'bytes'; readonly start: StreamPlace; readonly bytes: Buffer }
  /** The state that a takeover needs, as of the preceding piece. */
  | { readonly kind: 'saved'; readonly end: StreamPlace; readonly text: string };

/** The content of one append. */
export interface Batch {
  /** Ids, fields and values, in the form that the script expects. */
  readonly entries: readonly (string | Buffer)[];
  readonly segments: readonly Segment[];
  readonly saved: string | null;
  /** The end of the stream after the append; null: unchanged. */
  readonly end: StreamPlace | null;
  readonly bytes: number;
}

/** Maximum number of the log's bytes per append. */
const MAX_BATCH = 4 * MAX_ENTRY;

/** The pending pieces in order; adjacent bytes are combined into larger entries. */
export class AppendQueue {
  #pieces: Piece[] = [];
  #bytes = 0;

  /** Pending bytes of the log. */
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

  /** Removes and returns the content of the next append. */
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

  /** Returns the number of pieces that fit; a saved state goes with its piece. */
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
