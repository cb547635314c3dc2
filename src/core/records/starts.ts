/**
 * Where records start in a text, in order: the place of the line times `PLACE`, plus flags. What reads only selected lines needs
 * this, because it does not see the lines between them. Lines that start a record whatever comes before them may be missing.
 */
export type RecordStarts = readonly number[];

export const PLACE = 2;
/** The log's lines start with names of programs. */
export const NAMED = 1;
/** Instead of flags: the line does not start a record, or that is unknown. */
export const NO_START = -1;

export const NO_STARTS: RecordStarts = [];

/** Returns the place of a start. */
export const placeOf = (start: number): number => Math.floor(start / PLACE);

/** Returns the flags of a start. */
export const flagsOf = (start: number): number => start % PLACE;

/** Returns the starts in what follows a number of bytes. */
export const startsAfter = (starts: RecordStarts, bytes: number): number[] =>
  starts.map(start => start - bytes * PLACE).filter(start => start >= 0);

/** Collects the starts in a text as it grows. */
export class CollectedStarts {
  #starts: number[] | null = null;

  add(place: number, flags: number): void {
    const start = place * PLACE + flags;
    if (this.#starts === null) this.#starts = [start];
    else this.#starts.push(start);
  }

  /** Adds those of a part that is added at a place. */
  addAll(starts: RecordStarts, place: number): void {
    for (const start of starts) this.add(place + placeOf(start), flagsOf(start));
  }

  /** Returns them, once. */
  take(): RecordStarts {
    const starts = this.#starts;
    this.#starts = null;
    return starts ?? NO_STARTS;
  }
}

/** Notes where the records in a text start, as it grows. */
export class RecordPlaces {
  readonly #notes: boolean;
  readonly #starts = new CollectedStarts();
  /** How the next line starts a record. */
  #flags = NO_START;

  /** `notes`: false if nobody asks. */
  constructor(notes: boolean) {
    this.#notes = notes;
  }

  /** A record starts with the next line; NO_START: it is only the rest of one. */
  begin(flags: number): void {
    if (this.#notes) this.#flags = flags;
  }

  /** The current record's next line is added at a place. */
  note(place: number): void {
    if (this.#flags === NO_START) return;
    this.#starts.add(place, this.#flags);
    this.#flags = NO_START;
  }

  take(): RecordStarts {
    return this.#starts.take();
  }
}
