import type { EntryId } from '../../core/store/entry.ts';
import type { RecordAccess } from '../../session/live/recordAccess.ts';
import type { RowId } from '../protocol/rows.ts';

/** How many row names of the past are remembered; older ones become invalid. */
const MAX_NAMES = 50_000;
/** Maximum number of entries moved at once from the buffer to the past, which happens soon after logs were opened. */
const MAX_TAKEN = 100_000;
/** Maximum number of pending questions about rows. */
const MAX_ASKED = 64;

/**
 * Stable row names for entries of the past, whose ids are positions in an order that changes as more is read. Rows of
 * the buffer are named by their ids.
 */
export class RowNames {
  readonly #held: RecordAccess;
  readonly #entries = new Map<RowId, EntryId>();
  readonly #rows = new Map<EntryId, RowId>();
  /** Rows with a pending question, by entry; their entries may be different ones by the time of the answer. */
  readonly #asked = new Map<EntryId, RowId>();
  readonly #unlisten: () => void;
  #next = -1;
  /** Entries before this one have been looked up in the past. */
  #looked = 0;

  constructor(
    held: RecordAccess,
    moved: (found: { readonly asked: RowId; readonly row: RowId } | null) => void,
  ) {
    this.#held = held;
    this.#unlisten = held.onMoved((to, found) => {
      const asked = found === null ? null : (this.#asked.get(found.asked) ?? this.rowOf(found.asked));
      if (found !== null) this.#asked.delete(found.asked);
      this.#move(to);
      moved(found === null || asked === null ? null : { asked, row: this.rowOf(found.id) });
    });
  }

  rowOf(id: EntryId): RowId {
    const known = this.#rows.get(id);
    if (known !== undefined) return known;
    if (id >= 0 && Number.isInteger(id)) return id;
    const row = this.#next--;
    this.#set(row, id);
    return row;
  }

  /** Returns the entry of a row; null if it is gone. */
  entryOf(row: RowId): EntryId | null {
    const known = this.#entries.get(row);
    if (known !== undefined) return known;
    return row >= 0 ? row : null;
  }

  /** Returns the entry of a row whose new position the answer will report; null if it is gone. */
  ask(row: RowId): EntryId | null {
    const id = this.entryOf(row);
    if (id === null) return null;
    this.#asked.set(id, row);
    const [oldest] = this.#asked.keys();
    if (this.#asked.size > MAX_ASKED && oldest !== undefined) this.#asked.delete(oldest);
    return id;
  }

  close(): void {
    this.#unlisten();
  }

  #move(to: (id: EntryId) => EntryId | null): void {
    const before = [...this.#entries];
    this.#entries.clear();
    this.#rows.clear();
    for (const [row, id] of before) {
      const now = to(id);
      if (now !== null) this.#set(row, now);
    }
    const { buffered } = this.#held;
    for (let id = Math.max(this.#looked, buffered - MAX_TAKEN); id < buffered; id++) {
      const now = to(id);
      if (now !== id && now !== null && !this.#entries.has(id)) this.#set(id, now);
    }
    this.#looked = Math.max(this.#looked, buffered);
  }

  #set(row: RowId, id: EntryId): void {
    this.#entries.set(row, id);
    this.#rows.set(id, row);
    if (this.#entries.size <= MAX_NAMES) return;
    const [oldest] = this.#entries;
    if (!oldest) return;
    this.#entries.delete(oldest[0]);
    if (this.#rows.get(oldest[1]) === oldest[0]) this.#rows.delete(oldest[1]);
  }
}
