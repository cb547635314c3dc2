import type { ByteString } from '../bytes.ts';
import { LEVELS, type Level } from '../level.ts';
import type { SourceId } from '../record.ts';
import { AssembledRecord } from '../records/assembledRecord.ts';
import type { Structure } from '../understand/lineHead.ts';
import { type EntryFacts, type EntryId, factsOf, recordCost, type StoreEntry } from './entry.ts';

const BLOCK_BITS = 12;
const BLOCK_SIZE = 1 << BLOCK_BITS;
const BLOCK_MASK = BLOCK_SIZE - 1;

/** Entries other than parsed records, such as markers, are stored unchanged. */
const AS_IT_IS = 255;
const LATE = 128;
const LEVEL_BITS = 15;
const STRUCTURES: readonly (Structure | null)[] = [null, 'json', 'logfmt', 'ltsv'];
const STRUCTURE_SHIFT = 4;
const STRUCTURE_BITS = 3;
/** The number of digits is stored above these bits of a fraction. */
const NANOS_BITS = 20;
const NANOS_MASK = (1 << NANOS_BITS) - 1;

/** Levels by those bits of a kind; the first one means none. */
const LEVEL_OF: readonly (Level | null)[] = [null, ...LEVELS];

const kindOf = ({ severity, structure, late }: AssembledRecord): number =>
  (severity + 1) | (STRUCTURES.indexOf(structure) << STRUCTURE_SHIFT) | (late ? LATE : 0);

/**
 * A fixed number of entries, in columns. Long-lived objects are expensive, because the garbage collector
 * moves each of them twice and then visits it again and again; columns, and the chunks that contain the
 * texts, cost it nothing.
 */
class Block {
  readonly #time = new Float64Array(BLOCK_SIZE);
  readonly #received = new Float64Array(BLOCK_SIZE);
  readonly #seq = new Float64Array(BLOCK_SIZE);
  readonly #fraction = new Uint32Array(BLOCK_SIZE);
  readonly #source = new Int32Array(BLOCK_SIZE);
  readonly #from = new Int32Array(BLOCK_SIZE);
  readonly #to = new Int32Array(BLOCK_SIZE);
  readonly #fieldsAt = new Int32Array(BLOCK_SIZE);
  readonly #kind = new Uint8Array(BLOCK_SIZE);
  /** By slot, the index in `#kept`; never decreases. */
  readonly #keptAt = new Uint16Array(BLOCK_SIZE);
  /** Chunks that contain texts, and entries stored unchanged. */
  #kept: (ByteString | StoreEntry | null)[] = [];

  put(slot: number, entry: StoreEntry): void {
    const kept = this.#kept;
    this.#source[slot] = entry.source;
    if (!(entry instanceof AssembledRecord)) {
      this.#kind[slot] = AS_IT_IS;
      this.#keptAt[slot] = kept.push(entry) - 1;
      return;
    }
    const { time } = entry;
    if (kept.length === 0 || kept[kept.length - 1] !== entry.chunk) kept.push(entry.chunk);
    this.#keptAt[slot] = kept.length - 1;
    this.#time[slot] = time === null ? Number.NaN : time.ms;
    this.#fraction[slot] = time === null ? 0 : time.nanos | (time.digits << NANOS_BITS);
    this.#received[slot] = entry.received;
    this.#seq[slot] = entry.seq;
    this.#from[slot] = entry.from;
    this.#to[slot] = entry.to;
    this.#fieldsAt[slot] = entry.fieldsAt;
    this.#kind[slot] = kindOf(entry);
  }

  take(slot: number): StoreEntry {
    const kept = this.#kept[this.#keptAt[slot]!]!;
    const kind = this.#kind[slot]!;
    if (kind === AS_IT_IS) return kept as StoreEntry;
    const ms = this.#time[slot]!;
    const fraction = this.#fraction[slot]!;
    return AssembledRecord.of({
      source: this.#source[slot]!,
      seq: this.#seq[slot]!,
      received: this.#received[slot]!,
      time: Number.isNaN(ms) ? null : { ms, nanos: fraction & NANOS_MASK, digits: fraction >>> NANOS_BITS },
      severity: (kind & LEVEL_BITS) - 1,
      late: (kind & LATE) !== 0,
      chunk: kept as ByteString,
      from: this.#from[slot]!,
      to: this.#to[slot]!,
      structure: STRUCTURES[(kind >> STRUCTURE_SHIFT) & STRUCTURE_BITS]!,
      fieldsAt: this.#fieldsAt[slot]!,
    });
  }

  /** Returns the facts of an entry. */
  tell(slot: number, facts: Facts): void {
    const kind = this.#kind[slot]!;
    if (kind === AS_IT_IS) {
      Object.assign(facts, factsOf(this.#kept[this.#keptAt[slot]!] as StoreEntry));
      return;
    }
    const ms = this.#time[slot]!;
    facts.source = this.#source[slot]!;
    facts.cost = recordCost(this.#to[slot]! - this.#from[slot]!);
    facts.moment = Number.isNaN(ms) ? this.#received[slot]! : ms;
    facts.level = LEVEL_OF[kind & LEVEL_BITS]!;
  }

  source(slot: number): SourceId {
    return this.#source[slot]!;
  }

  /** Releases what only earlier slots need. */
  freeBefore(slot: number): void {
    const needed = slot < BLOCK_SIZE ? this.#keptAt[slot]! : this.#kept.length;
    for (let at = needed - 1; at >= 0 && this.#kept[at] !== null; at--) this.#kept[at] = null;
  }

  clear(): void {
    this.#kept = [];
  }
}

type Facts = { -readonly [Name in keyof EntryFacts]: EntryFacts[Name] };

/**
 * Recently read entries: reading one twice returns the same object, unless too many others were read in
 * between.
 */
const READ_LATELY = 512;

/** Entries with consecutive ids, added at one end and removed at the other. */
export class EntryBlocks {
  readonly #blocks: Block[] = [];
  /** Everything before this id was dropped. */
  #first = 0;
  /** A free block for reuse. */
  #spare: Block | null = null;
  /** The id of the first slot of the first block. */
  #base = 0;
  #end = 0;
  #lately: (StoreEntry | undefined)[] = [];
  readonly #facts: Facts = { source: 0, cost: 0, moment: null, level: null };
  readonly #latelyIds = new Float64Array(READ_LATELY).fill(-1);

  append(entry: StoreEntry): void {
    const slot = this.#end++ & BLOCK_MASK;
    if (slot === 0) {
      this.#blocks.push(this.#spare ?? new Block());
      this.#spare = null;
    }
    this.#blocks[this.#blocks.length - 1]!.put(slot, entry);
  }

  /** Returns the entry with an id, which must exist. */
  get(id: EntryId): StoreEntry {
    const place = id & (READ_LATELY - 1);
    if (this.#latelyIds[place] === id) return this.#lately[place]!;
    const entry = this.take(id);
    this.#latelyIds[place] = id;
    this.#lately[place] = entry;
    return entry;
  }

  /** The same without caching. */
  take(id: EntryId): StoreEntry {
    return this.#block(id).take(id & BLOCK_MASK);
  }

  facts(id: EntryId): EntryFacts {
    this.#block(id).tell(id & BLOCK_MASK, this.#facts);
    return this.#facts;
  }

  source(id: EntryId): SourceId {
    return this.#block(id).source(id & BLOCK_MASK);
  }

  /** Drops the entries before an id. */
  dropBefore(id: EntryId): void {
    this.#forgetBefore(id);
    while (id - this.#base >= BLOCK_SIZE) {
      this.#spare = this.#blocks.shift()!;
      this.#spare.clear();
      this.#base += BLOCK_SIZE;
    }
    if (id < this.#end) this.#blocks[0]?.freeBefore(id & BLOCK_MASK);
  }

  /** Releases recently read entries that were dropped: each retains its text, which may be megabytes. */
  #forgetBefore(id: EntryId): void {
    for (let gone = Math.max(this.#first, id - READ_LATELY); gone < id; gone++) {
      const place = gone & (READ_LATELY - 1);
      if (this.#latelyIds[place]! >= id) continue;
      this.#latelyIds[place] = -1;
      this.#lately[place] = undefined;
    }
    this.#first = Math.max(this.#first, id);
  }

  #block(id: EntryId): Block {
    return this.#blocks[(id - this.#base) >> BLOCK_BITS]!;
  }
}
