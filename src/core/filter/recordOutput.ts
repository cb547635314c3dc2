import type { ByteString } from '../bytes.ts';

/** Destination of records. */
export interface RecordWriter {
  begin(): void;
  add(line: ByteString): void;
  gap(line: ByteString): void;
  take(): ByteString;
  end(): void;
  /** The last record that it accepts has started… */
  readonly full: boolean;
  /** …and another one after it. */
  readonly over: boolean;
}

/** Number of first records; `null` means no limit. */
export const firstRecords = (limit: number | null): RecordWriter => {
  const most = limit ?? Number.POSITIVE_INFINITY;
  let count = 0;
  let out = '';
  return {
    begin() {
      count++;
    },
    add(line) {
      if (count <= most) out += line;
    },
    gap(line) {
      if (count < most) out += line;
    },
    take() {
      const taken = out;
      out = '';
      return taken;
    },
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
export const lastRecords = (limit: number, head: number | null): RecordWriter => {
  let records: { gap: ByteString; text: ByteString }[] = [];
  let gap = '';
  let out = '';
  return {
    begin() {
      records.push({ gap, text: '' });
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
    end() {
      const kept = limit === 0 ? [] : records.slice(-limit).slice(0, head ?? limit);
      out = kept.map(({ gap: before, text }, index) => (index === 0 ? '' : before) + text).join('');
      records = [];
    },
    full: limit === 0,
    over: limit === 0,
  };
};
