import type { ByteString } from '../bytes.ts';
import { RecordPlaces, type RecordStarts } from '../records/starts.ts';

/** Destination of records. */
export interface RecordWriter {
  /** `flags`: how it starts, or NO_START. */
  begin(flags: number): void;
  add(line: ByteString): void;
  gap(line: ByteString): void;
  take(): ByteString;
  /** Returns where records start in what was taken last, once, if it notes that. */
  takeStarts(): RecordStarts;
  end(): void;
  /** The last record that it accepts has started… */
  readonly full: boolean;
  /** …and another one after it. */
  readonly over: boolean;
}

/** Number of first records; `null` means no limit. `notes`: it notes where they start. */
export const firstRecords = (limit: number | null, notes = false): RecordWriter => {
  const places = new RecordPlaces(notes);
  const most = limit ?? Number.POSITIVE_INFINITY;
  let count = 0;
  let out = '';
  return {
    begin(flags) {
      count++;
      places.begin(flags);
    },
    add(line) {
      if (count > most) return;
      places.note(out.length);
      out += line;
    },
    gap(line) {
      if (count < most) out += line;
    },
    take() {
      const taken = out;
      out = '';
      return taken;
    },
    takeStarts: () => places.take(),
    end() {},
    get full() {
      return count >= most;
    },
    get over() {
      return count > most || most === 0;
    },
  };
};

/** Number of latest records, of which the first `head` are printed at the end. */
export const lastRecords = (limit: number, head: number | null, notes = false): RecordWriter => {
  const places = new RecordPlaces(notes);
  let records: { gap: ByteString; text: ByteString; flags: number }[] = [];
  let gap = '';
  let out = '';
  return {
    begin(flags) {
      records.push({ gap, text: '', flags });
      gap = '';
      // Only occasionally: trimming at each record would move all of them each time.
      if (records.length > 2 * limit + 1000) records = records.slice(records.length - limit);
    },
    add(line) {
      records.at(-1)!.text += line;
    },
    gap(line) {
      gap = line;
    },
    take() {
      const taken = out;
      out = '';
      return taken;
    },
    takeStarts: () => places.take(),
    end() {
      const kept = limit === 0 ? [] : records.slice(-limit).slice(0, head ?? limit);
      for (const [index, { gap: before, text, flags }] of kept.entries()) {
        if (index > 0) out += before;
        places.begin(flags);
        places.note(out.length);
        out += text;
      }
      records = [];
    },
    full: limit === 0,
    over: limit === 0,
  };
};
