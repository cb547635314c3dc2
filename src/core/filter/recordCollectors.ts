import type { ByteString } from '../bytes.ts';
import { NO_START, RecordPlaces } from '../records/starts.ts';
import { firstRecords, lastRecords } from './recordOutput.ts';
import type { RecordCollector } from './step.ts';

/** Returns every line of the records that match. `notes`: it notes where they start. */
export const matchingRecords = (notes = false): RecordCollector => {
  const places = new RecordPlaces(notes);
  let held: ByteString[] = [];
  let out = '';
  let passes = false;
  /** The part of one text that passes and is not in `out` yet: adjacent lines are copied at once. */
  let text = '';
  let from = 0;
  let to = 0;

  const flush = (): void => {
    out += text.slice(from, to);
    from = to;
  };

  /** Most records hold nothing. */
  const drop = (): void => {
    if (held.length > 0) held = [];
  };

  return {
    begin(_inRange, flags) {
      drop();
      passes = false;
      places.begin(flags);
    },
    add(next, start, end) {
      if (!passes) {
        held.push(next.slice(start, end));
        return;
      }
      if (next !== text || start !== to) {
        flush();
        text = next;
        from = start;
        to = start;
      }
      places.note(out.length + to - from);
      to = end;
    },
    judge(verdict) {
      passes = verdict === 'match';
      if (passes && held.length > 0) {
        flush();
        places.note(out.length);
        out += held.join('');
      }
      drop();
    },
    close: drop,
    take() {
      flush();
      const taken = out;
      out = '';
      text = '';
      from = 0;
      to = 0;
      return taken;
    },
    takeStarts: () => places.take(),
    end() {},
    waits: false,
    done: false,
  };
};

/** A record that may be printed as context, or the unprinted part of one. */
interface HeldRecord {
  readonly lines: readonly ByteString[];
  readonly flags: number;
}

/** How many records to print, and how much context; `null` means no limit. */
export interface RecordLimits {
  readonly before: number;
  readonly after: number;
  /** Matching records. */
  readonly maxCount: number | null;
  /** Only the latest of the printed ones. */
  readonly last: number | null;
  /** Only the first of those. */
  readonly head: number | null;
}

/**
 * Collects matching records with their context, like GNU grep with lines: shared context is printed once,
 * `--` separates groups, and after the last match of `maxCount` records are context whether they match or
 * not. Context outside the time range is counted but not printed.
 */
export const recordsInContext = (
  limits: RecordLimits,
  separator: ByteString,
  notes = false,
): RecordCollector => {
  const { before, after, last } = limits;
  const context = before > 0 || after > 0;
  const printed = last === null ? firstRecords(limits.head, notes) : lastRecords(last, limits.head, notes);
  let left = limits.maxCount ?? Number.POSITIVE_INFINITY;
  /** Whole records before a match, and the unprinted part of the current record. */
  let earlier: (HeldRecord | null)[] = [];
  let held: ByteString[] = [];
  let ownFlags = NO_START;
  let shows = false;
  let visible = false;
  let open = false;
  let trailing = 0;
  let skipped = false;
  let shown = false;
  let finished = false;

  const print = ({ lines, flags }: HeldRecord): void => {
    printed.begin(flags);
    for (const line of lines) printed.add(line);
  };

  const match = (): void => {
    left--;
    trailing = after;
    if (shows) return;
    if (context && shown && (skipped || earlier.includes(null))) printed.gap(`--${separator}`);
    for (const record of earlier) if (record !== null) print(record);
    print({ lines: held, flags: ownFlags });
    earlier = [];
    held = [];
    skipped = false;
    shows = true;
    shown = true;
  };

  const close = (): void => {
    if (!open) return;
    open = false;
    if (!shows) {
      earlier.push(visible ? { lines: [held.join('')], flags: ownFlags } : null);
      if (earlier.length > before) {
        earlier.shift();
        skipped = true;
      }
    }
    if (left === 0 && trailing === 0) finished = true;
  };

  return {
    begin(inRange, flags) {
      close();
      ownFlags = flags;
      open = true;
      held = [];
      visible = inRange;
      shows = inRange && trailing > 0;
      if (trailing > 0) trailing--;
      if (shows) printed.begin(flags);
    },
    add(text, from, to) {
      const line = text.slice(from, to);
      if (shows) printed.add(line);
      else held.push(line);
    },
    judge(verdict) {
      if (verdict === 'match' && left > 0) match();
    },
    close() {
      // Further lines may still arrive and then belong to it: it is only known that it may be the last
      // record.
      if (open && shows && left === 0 && trailing === 0) finished = true;
      if (printed.full) finished = true;
    },
    take: () => printed.take(),
    takeStarts: () => printed.takeStarts(),
    end() {
      close();
      printed.end();
    },
    get waits() {
      return open && shows && (printed.full || (left === 0 && trailing === 0));
    },
    get done() {
      return finished || (left + trailing === 0 && !open) || printed.over;
    },
  };
};
