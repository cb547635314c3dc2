import type { ByteString } from '../bytes.ts';
import { LEVELS } from '../level.ts';
import { compileLayout, type Layout, mayBegin, runSteps } from './layout.ts';
import { LINE_FORMATS, type LineFormat } from './lineFormats.ts';
import { NO_LEVEL, type Reading } from './reading.ts';
import { isBlank, NO_MATCH, type Step } from './steps.ts';
import { type CompiledTimeFormat, TIME_FORMATS_BY_FIRST } from './timeFormats.ts';

/** Where a text stands: at the start of a line, or inside another program's. */
export type Place = 'line' | 'payload';

interface Tail {
  readonly format: LineFormat;
  readonly level: number;
  readonly steps: readonly Step<Reading>[];
}

/** The formats that begin alike: their beginning is matched, and their time read, once. */
interface Head {
  readonly steps: readonly Step<Reading>[];
  readonly time: Layout['time'];
  /** By the first character after the time that is not blank: ASCII, then one for all others, then the end of the line. */
  readonly tails: readonly (readonly Tail[])[];
}

const OTHER = 128;
const END = 129;

const indexOfCode = (code: number): number => (code < OTHER ? code : OTHER);

/** Tries line formats on lines of one source, remembering how it writes its times. */
export class LineMatcher {
  readonly #heads: readonly (readonly Head[])[];
  #lastTime: CompiledTimeFormat | null = null;

  constructor(heads: HeadTable) {
    this.#heads = heads;
  }

  /** Reads the head of the line (or payload) between `from` and `end`; gives whether any format fits. */
  match(text: ByteString, from: number, end: number, reading: Reading): boolean {
    if (from >= end) return false;
    const heads = this.#heads[indexOfCode(text.charCodeAt(from))]!;
    for (let index = 0; index < heads.length; index++) {
      if (this.#matchHead(heads[index]!, text, from, end, reading)) return true;
    }
    return false;
  }

  #matchHead(head: Head, text: ByteString, from: number, end: number, reading: Reading): boolean {
    reading.level = NO_LEVEL;
    reading.time = null;
    let at = runSteps(head.steps, text, from, end, reading);
    if (at === NO_MATCH) return false;
    if (head.time !== null) {
      at =
        head.time === 'any'
          ? this.#anyTime(text, at, end, reading)
          : readTime(head.time, text, at, end, reading);
      if (at === NO_MATCH) return false;
    }
    reading.timeTo = at;
    let next = at;
    while (next < end && isBlank(text.charCodeAt(next))) next++;
    const tails = head.tails[next < end ? indexOfCode(text.charCodeAt(next)) : END]!;
    const headLevel = reading.level;
    for (let index = 0; index < tails.length; index++) {
      const tail = tails[index]!;
      reading.level = headLevel;
      reading.payload = -1;
      if (runSteps(tail.steps, text, at, end, reading) === NO_MATCH) continue;
      if (tail.level !== NO_LEVEL) reading.level = tail.level;
      reading.format = tail.format;
      return true;
    }
    return false;
  }

  #anyTime(text: ByteString, at: number, end: number, reading: Reading): number {
    const last = this.#lastTime;
    const code = text.charCodeAt(at);
    if (last?.compiled.first(code)) {
      const to = readTime(last, text, at, end, reading);
      if (to !== NO_MATCH) return to;
    }
    if (!(code < OTHER)) return NO_MATCH;
    const formats = TIME_FORMATS_BY_FIRST[code]!;
    for (let index = 0; index < formats.length; index++) {
      const to = readTime(formats[index]!, text, at, end, reading);
      if (to === NO_MATCH) continue;
      this.#lastTime = formats[index]!;
      return to;
    }
    return NO_MATCH;
  }
}

const readTime = (
  format: CompiledTimeFormat,
  text: ByteString,
  at: number,
  end: number,
  reading: Reading,
): number => {
  reading.moment.clear();
  reading.time = format;
  return format.compiled.read(text, at, end, reading.moment);
};

/** Line formats made ready for matching, by the first character's code. */
export type HeadTable = readonly (readonly Head[])[];

interface Row {
  readonly format: LineFormat;
  readonly layout: Layout;
}

const ROWS: readonly Row[] = LINE_FORMATS.map(format => ({ format, layout: compileLayout(format.layout) }));

/** The formats of a name (all of them where it is null) that may stand in a place, made ready for matching. */
export const headTable = (place: Place, name: string | null = null): HeadTable => {
  const rows = ROWS.filter(
    ({ format }) => (name === null || format.name === name) && (format.where ?? place) === place,
  );
  const heads = [...Map.groupBy(rows, row => row.layout.headText).values()].map(compileHead);
  return Array.from({ length: OTHER + 1 }, (_, code) =>
    heads.filter(head => head.begins(code === OTHER ? 0xe4 : code)),
  );
};

const compileHead = (rows: readonly Row[]): Head & { begins: (code: number) => boolean } => {
  const { head, time } = rows[0]!.layout;
  const tails = rows.map(({ format, layout }) => ({
    format,
    level: format.fixed === undefined ? NO_LEVEL : LEVELS.indexOf(format.fixed),
    steps: layout.tail.map(piece => piece.step),
    pieces: layout.tail,
  }));
  return {
    steps: head.map(piece => piece.step),
    time,
    tails: Array.from({ length: END + 1 }, (_, code) =>
      tails.filter(({ pieces }) => mayFollow(pieces, code)),
    ),
    begins: code => (head.length > 0 ? mayBegin(head, code) : mayBeginTime(time, code)),
  };
};

const mayBeginTime = (time: Layout['time'], code: number): boolean => {
  if (time === null) return true;
  if (time !== 'any') return time.compiled.first(code);
  return code < OTHER && TIME_FORMATS_BY_FIRST[code]!.length > 0;
};

/** Whether a tail may fit where this is the first character after blanks. */
const mayFollow = (pieces: Layout['tail'], code: number): boolean => {
  const begins = pieces[0]?.first;
  const rest = begins?.(32) || begins?.(9) ? pieces.slice(1) : pieces;
  if (code === END) return rest.every(piece => piece.first === undefined);
  return mayBegin(rest, code === OTHER ? 0xe4 : code);
};

/** Whether the inventory may call a log's format so. */
export const isLineFormat = (name: string): boolean => LINE_FORMATS.some(format => format.name === name);
