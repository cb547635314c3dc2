import { cksum } from '../../../src/core/follow/checksum.ts';
import { type Generation, HEAD_LENGTH } from '../../../src/core/follow/position.ts';
import type { Delivered } from '../../../src/core/relay/delivered.ts';
import type { RelayEntry } from '../../../src/core/relay/entry.ts';
import { placeOf } from '../../../src/core/relay/entry.ts';
import { StreamReader } from '../../../src/core/relay/reader.ts';
import type { StreamState } from '../../../src/core/relay/resumption.ts';
import { addSegment, type Segment, type SegmentContent } from '../../../src/core/relay/segment.ts';
import { Segmenter } from '../../../src/core/relay/segmenter.ts';
import type { ReaderPosition } from '../../../src/core/relay/standing.ts';
import { comparePlaces, type StreamPlace } from '../../../src/core/relay/streamPlace.ts';

/** One thing that happens to a log, its relay, the hub or the reader. */
export type Happening =
  | { readonly kind: 'write' | 'publish' | 'lose' | 'trim' | 'poll'; readonly count: number }
  | { readonly kind: 'rotate' | 'takeover' | 'reconnect' | 'restart' | 'remove' | 'flush' | 'forget' };

interface Content {
  readonly index: number;
  readonly bytes: number[];
  /** It is no longer on the host. */
  removed: boolean;
  /** A copy has a different inode from its file, and whatever is written to the file next has the file's. */
  inode: number;
  /** It was copied before its file was truncated: the relay now reads the copy. */
  isCopied: boolean;
}

interface Hub extends StreamState {
  readonly entries: readonly RelayEntry[];
}

const EMPTY: Omit<Hub, 'born'> = { top: null, table: [], entries: [] };

/** Few bytes, or enough for a complete head. */
const amount = (count: number): number => (count < 30 ? count : 12 * count);

/** Every sequence of four bytes occurs once, so delivered bytes show where they come from. */
const byteAt = (index: number): number => {
  const word = Math.imul((index >> 2) + 1, 2654435761) >>> 0;
  return (word >>> (8 * (index & 3))) & 255;
};

/** A log, its relay, a hub that loses and trims, and a reader: in one process and without clocks. */
export class World {
  readonly contents: Content[] = [{ index: 0, inode: 0, bytes: [], removed: false, isCopied: false }];
  #inodes = 1;
  /** When something was last published: never twice at the same time. */
  #time = 0;
  #written = 0;
  #born = 0;
  #hub: Hub = { born: '0', ...EMPTY };
  /** The hub's state after each append, so that it can be set back. */
  #past: Hub[] = [];
  #segmenter = new Segmenter(null, null);
  /** Where the relay reads next. */
  #at = { content: 0, byte: 0 };
  /** How much of everything written the hub ever had, or was told is missing. */
  #published = 0;
  /** The table of a hub that lost everything, from which the next append continues. */
  #remembered: readonly Segment[] | null = null;
  #stale = false;
  #reader = new StreamReader();
  /** What a restarted reader has: its position when it last processed an entry. */
  #kept: ReaderPosition | null = null;
  /** Contents that were published before their head was complete. */
  readonly #young = new Set<number>();
  #asked: StreamPlace | null = null;
  /** The reader's output; `from`: the content and byte that the entry's last bytes come from. */
  readonly delivered: (Delivered & { readonly from: { readonly content: number; readonly byte: number } })[] =
    [];
  /**
   * Sizes of gaps may be unknown: the host had removed what the hub lost, the hub lost everything, or a young file was copied and its
   * segment lost.
   */
  excused = false;
  readonly #truncates: boolean;

  /**
   * `truncates`: what is written to a copied file has the same inode, and files are published while they are
   * empty.
   */
  constructor(truncates: boolean) {
    this.#truncates = truncates;
  }

  do(happening: Happening): void {
    switch (happening.kind) {
      case 'write':
        this.#write(happening.count);
        return;
      case 'publish':
        this.#publish(happening.count);
        return;
      case 'lose':
        this.#lose(happening.count);
        return;
      case 'trim':
        this.#trim(happening.count);
        return;
      case 'poll':
        this.#poll(happening.count);
        return;
      case 'rotate':
        this.#rotate();
        return;
      case 'takeover':
        this.#stale = true;
        return;
      case 'restart':
        this.#reader = new StreamReader(this.#kept);
        this.#asked = null;
        return;
      case 'reconnect':
        this.#asked = null;
        return;
      case 'remove':
        this.#remove();
        return;
      case 'flush':
        this.#born++;
        this.#hub = { born: String(this.#born), ...EMPTY };
        this.#past = [];
        this.#stale = true;
        this.#asked = null;
        this.excused = true;
        return;
      case 'forget':
        this.#forget();
    }
  }

  #rotate(): void {
    const last = this.contents.at(-1)!;
    const { inode } = last;
    last.isCopied = this.contents.length % 2 === 0;
    // Two young files with the same inode cannot be distinguished with certainty.
    const isSame = this.#truncates && last.isCopied && last.bytes.length >= HEAD_LENGTH;
    if (last.isCopied) last.inode = this.#inodes++;
    const next = isSame ? inode : this.#inodes++;
    this.contents.push({
      index: this.contents.length,
      inode: next,
      bytes: [],
      removed: false,
      isCopied: false,
    });
  }

  /** The hub loses everything, but a relay is still running that remembers a slightly earlier place. */
  #forget(): void {
    if (this.#stale) this.#takeOver();
    const { top, table } = this.#past.at(-3) ?? EMPTY;
    const last = table.at(-1);
    if (top === null || last === undefined) return;
    const index = indexOf(last.content);
    // A reader in a later content does not find it before it has been published again.
    const read = this.#reader.position?.content ?? null;
    const isBehind = index !== this.#at.content || (read !== null && indexOf(read) !== index);
    if (isBehind || this.contents[index]!.isCopied) this.excused = true;
    // Lost again: a reader may have been at a place that neither memory contains.
    if (this.#born > 0) this.excused = true;
    this.#born++;
    this.#hub = { born: String(this.#born), ...EMPTY };
    this.#past = [];
    this.#segmenter = new Segmenter(top, null);
    this.#at = { content: index, byte: top.byte };
    this.#remembered = table;
    this.#asked = null;
  }

  /** Publishes and reads everything that is left. */
  finish(): void {
    for (let turn = 0; turn < 4; turn++) {
      this.#publish(1_000_000);
      this.#asked = null;
      this.#poll(1_000_000);
    }
  }

  /** A file was copied that had been published before its head was complete. */
  get hasYoungCopy(): boolean {
    return this.contents.some(({ index, isCopied }) => isCopied && this.#young.has(index));
  }

  /** Everything written, in order. */
  get all(): readonly number[] {
    return this.contents.flatMap(({ bytes }) => bytes);
  }

  /** Returns the index among all bytes of a byte of one content. */
  indexOf({ content, byte }: { readonly content: number; readonly byte: number }): number {
    return this.contents.slice(0, content).reduce((sum, { bytes }) => sum + bytes.length, 0) + byte;
  }

  #contentAt(entry: RelayEntry): number {
    const { segment } = placeOf(entry);
    const own = [...this.#hub.table].find(({ at }) => at.segment === segment);
    return own ? indexOf(own.content) : -1;
  }

  #write(count: number): void {
    const { bytes } = this.contents.at(-1)!;
    // No log starts with less: a head of a few bytes identifies nothing.
    for (let n = 0; n < amount(count) + 24; n++) bytes.push(byteAt(this.#written++));
  }

  /** Removes the oldest content, unless it is being written. */
  #remove(): void {
    const oldest = this.contents.find(({ removed }) => !removed)!;
    if (oldest.index === this.contents.length - 1) return;
    oldest.removed = true;
  }

  /** Does what the relay does when it starts, or finds that the hub has less than expected. */
  #takeOver(): void {
    this.#stale = false;
    // It lost everything, and no relay that remembers a place is left.
    if (this.#hub.top === null && this.#born > 0) this.excused = true;
    this.#remembered = null;
    const last = this.#hub.table.at(-1) ?? null;
    const own = last === null ? null : this.contents[indexOf(last.content)]!;
    this.#segmenter = new Segmenter(this.#hub.top, own && contentOf(own));
    this.#at =
      last === null ? { content: 0, byte: 0 } : { content: indexOf(last.content), byte: this.#hub.top!.byte };
  }

  #publish(count: number): void {
    if (this.#stale) this.#takeOver();
    this.#passRemoved();
    for (let left = amount(count); left > 0; ) {
      const content = this.contents[this.#at.content]!;
      const bytes = content.bytes.slice(this.#at.byte, this.#at.byte + Math.min(left, 4 + (left % 61)));
      if (bytes.length === 0) {
        if (this.#at.content === this.contents.length - 1) {
          // A file that is still empty may be published as such.
          if (this.#truncates && this.#segmenter.isMarked && count % 2 === 0)
            this.#append(Buffer.alloc(0), content);
          return;
        }
        this.#at = { content: this.#at.content + 1, byte: 0 };
        this.#segmenter.mark({ kind: 'rotated', at: 0, how: 'renamed' });
        continue;
      }
      this.#at = { ...this.#at, byte: this.#at.byte + bytes.length };
      this.#append(Buffer.from(bytes), content);
      left -= bytes.length;
    }
  }

  /** Whatever is gone from the host is a gap. */
  #passRemoved(): void {
    let missing = 0;
    const hadMore = this.indexOf({ content: this.#at.content, byte: this.#at.byte }) < this.#published;
    while (this.contents[this.#at.content]!.removed) {
      missing += this.contents[this.#at.content]!.bytes.length - this.#at.byte;
      this.#at = { content: this.#at.content + 1, byte: 0 };
    }
    if (missing === 0) return;
    if (hadMore) this.excused = true;
    this.#segmenter.mark({ kind: 'gap', at: 0, since: 0, bytes: missing, why: 'removed' });
    this.#append(Buffer.alloc(0), this.contents[this.#at.content]!);
  }

  #append(bytes: Buffer, content: Content): void {
    const output = { content: contentOf(content), byte: this.#at.byte, finished: false };
    const { segment, start } = this.#segmenter.place(bytes.length, output, ++this.#time);
    const end = { ...start, byte: start.byte + bytes.length };
    if (segment !== null) this.#excuseYoungCopy(segment, content);
    const known = this.#remembered ?? this.#hub.table;
    this.#remembered = null;
    const table = segment === null ? known : addSegment(known, segment);
    const more: RelayEntry[] = [
      ...(segment === null ? [] : [{ kind: 'segment', segment } as const]),
      ...(bytes.length === 0 ? [] : [{ kind: 'bytes', end, time: 0, bytes } as const]),
    ];
    this.#past.push(this.#hub);
    this.#published = Math.max(
      this.#published,
      this.indexOf({ content: content.index, byte: this.#at.byte }),
    );
    this.#hub = { ...this.#hub, top: end, table, entries: [...this.#hub.entries, ...more] };
  }

  /**
   * A copy has another inode, and a head that was short then cannot be compared with the longer one it has
   * now: if the hub has also lost the start of its segment, nobody can tell whether the content is the same.
   */
  #excuseYoungCopy({ at, after }: Segment, { index, bytes, isCopied }: Content): void {
    const before = this.#hub.table.find(({ at }) => at.segment === after?.segment);
    const isBehind = at.byte > 0 && at.byte === after?.byte;
    const continues = before !== undefined && indexOf(before.content) === index && isBehind;
    if (isCopied && this.#young.has(index) && !continues) this.excused = true;
    if (!isCopied && bytes.length < HEAD_LENGTH) this.#young.add(index);
  }

  #lose(count: number): void {
    if (count === 0 || this.#past.length === 0) return;
    const kept = Math.max(0, this.#past.length - count);
    const first = this.#hub.entries[0];
    const back = this.#past[kept]!;
    // Everything was lost, and the files are too short to be recognised: that is reported, and lines may be
    // repeated.
    if (this.#truncates && back.top === null) this.excused = true;
    // What was trimmed stays trimmed, or comes back: both happen.
    const trimmed =
      first && count % 2 === 0
        ? back.entries.filter(entry => comparePlaces(placeOf(entry), placeOf(first)) >= 0)
        : back.entries;
    this.#hub = { ...back, born: this.#hub.born, entries: trimmed };
    this.#past.length = kept;
    this.#stale = true;
    this.#asked = null;
  }

  #trim(count: number): void {
    const { entries } = this.#hub;
    this.#hub = { ...this.#hub, entries: entries.slice(Math.max(0, Math.min(count, entries.length - 1))) };
  }

  #poll(count: number): void {
    if (this.#asked === null) {
      if (this.#hub.top === null) return;
      this.#asked = this.#reader.resumeAfter(this.#hub);
    }
    const news = this.#hub.entries
      .filter(entry => comparePlaces(placeOf(entry), this.#asked!) > 0)
      .slice(0, count);
    for (const entry of news) {
      const table: readonly Segment[] = this.#reader.needsTable(entry) ? this.#hub.table : [];
      for (const piece of this.#reader.take(entry, table)) {
        const length = piece.kind === 'bytes' ? piece.bytes.length : 0;
        this.delivered.push({
          ...piece,
          from: { content: this.#contentAt(entry), byte: placeOf(entry).byte - length },
        });
      }
      this.#asked = placeOf(entry);
      this.#kept = this.#reader.position ?? this.#kept;
    }
  }
}

/** The head is as long as it is at that time, as seen on a host; a copy has another inode. */
const contentOf = ({ index, inode, bytes }: Content): SegmentContent => {
  const head = Buffer.from(bytes.slice(0, HEAD_LENGTH));
  const generation: Numbered = {
    ...{ inode: String(inode), index },
    head: { length: head.length, crc: cksum(head) },
  };
  return { kind: 'file', generation };
};

/** Identifies the content, which nobody else knows. */
interface Numbered extends Generation {
  readonly index: number;
}

const indexOf = (content: SegmentContent): number =>
  content.kind === 'file' ? (content.generation as Numbered).index : 0;
