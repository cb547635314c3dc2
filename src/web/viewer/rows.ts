import { severity } from '../../core/level.ts';
import { type LogRecord, momentOf, type SourceId } from '../../core/record.ts';
import { type EntryId, isRecord, type StoreEntry } from '../../core/store/entry.ts';
import { markerText } from '../../core/text/markerText.ts';
import { recordLines } from '../../core/text/recordLines.ts';
import { matchBytes, matchRanges, type TextRange } from '../../session/live/pattern.ts';
import { LIMITS } from '../protocol/limits.ts';
import { ROW, type Row, type RowId } from '../protocol/rows.ts';
import type { ViewSettings } from '../protocol/view.ts';

/** Maximum number of matches marked in one row. */
const MAX_MARKS = 200;
/** How many bytes of a record are searched for a match; searching more would delay everyone. */
const MAX_SEARCHED = 65_536;

const SGR = /\x1b\[[\d;]*m/g;
const TORN_SGR = /\x1b(?:\[[\d;]*)?$/;
/** Hints about keys of the terminal's screen. */
const KEY_HINT = /: keep moving down to read them$|; press R to read the logs again$/;

/** Converts entries to rows, according to one viewer's settings. */
export class RowMaker {
  readonly #verbatim: boolean;
  readonly #matches: ((record: LogRecord) => boolean) | null;
  readonly #ranges: ((text: string) => readonly TextRange[]) | null;
  readonly #openedAt: (source: SourceId) => number;

  /** `openedAt`: when reading a log started; entries it contained by then do not count as late. */
  constructor(
    { verbatim, search, ignoreCase }: Pick<ViewSettings, 'verbatim' | 'search' | 'ignoreCase'>,
    openedAt: (source: SourceId) => number,
  ) {
    this.#openedAt = openedAt;
    this.#verbatim = verbatim;
    const matches = search === null ? null : matchBytes(search, ignoreCase);
    this.#matches =
      matches && (({ text }) => matches(text.length > MAX_SEARCHED ? text.slice(0, MAX_SEARCHED) : text));
    this.#ranges = search === null ? null : matchRanges(search, ignoreCase);
  }

  row(id: EntryId, name: RowId, entry: StoreEntry): Row {
    if (isRecord(entry)) return this.#record(name, entry);
    const { marker, source } = entry;
    const isSaid = !Number.isInteger(id);
    const text = markerText(marker, false).replace(KEY_HINT, '');
    const flags = (isSaid ? ROW.edge : ROW.marker) | (marker.kind === 'gap' ? ROW.gap : 0);
    return [name, source, isSaid ? null : marker.at, 3, 0, flags, text, text.length, 0];
  }

  #record(name: RowId, record: LogRecord): Row {
    const whole = recordLines(record, this.#verbatim).join('\n');
    const isCut = whole.length > LIMITS.rowBytes;
    const text = isCut ? cut(whole) : whole;
    const isFound = this.#matches?.(record) ?? false;
    const marks = isFound ? this.#marks(text) : 0;
    const flags =
      (record.late && momentOf(record) >= this.#openedAt(record.source) ? ROW.late : 0) |
      (isCut ? ROW.cut : 0) |
      (record.time === null ? ROW.received : 0) |
      (isFound ? ROW.found : 0);
    const level = record.level === null ? 0 : severity(record.level) + 1;
    const digits = record.time?.digits ?? 3;
    return [name, record.source, momentOf(record), digits, level, flags, text, record.text.length, marks];
  }

  #marks(text: string): readonly number[] | 0 {
    const ranges = this.#ranges?.(text.replace(SGR, '')) ?? [];
    return ranges.length === 0 ? 0 : ranges.slice(0, MAX_MARKS).flatMap(({ start, end }) => [start, end]);
  }
}

/** Truncates text to the limit of a row, without splitting a sequence or a character. */
const cut = (text: string): string => {
  const last = text.charCodeAt(LIMITS.rowBytes - 1);
  const end = last >= 0xd800 && last < 0xdc00 ? LIMITS.rowBytes - 1 : LIMITS.rowBytes;
  return text.slice(0, end).replace(TORN_SGR, '');
};
