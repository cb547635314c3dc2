import { Moment } from './moment.ts';
import type { LineFormat } from './tables/lineFormats.ts';
import type { CompiledTimeFormat } from './tables/timeFormats.ts';

/** No level was found. */
export const NO_LEVEL = -1;

/** What a line's fields are written in. */
export type Structure = 'json' | 'logfmt';

/** What the head of one line says. Written over for each line, so that reading one allocates nothing. */
export class Reading {
  readonly moment = new Moment();
  /** An index of LEVELS, or NO_LEVEL. */
  level = NO_LEVEL;
  /** Where the last level word ended. */
  to = 0;
  /** Where the program's own message begins, if the format wraps another program's lines; else -1. */
  payload = -1;
  /** How the source wrote its last time; kept from line to line. */
  lastTime: CompiledTimeFormat | null = null;
  /** How the time was written that the line states where any may stand; null: none. */
  freeTime: CompiledTimeFormat | null = null;
  /** Where the time began and ended. */
  timeFrom = 0;
  timeTo = 0;
  /** The wrapped program's line is a continuation line, although the format gives it a head. */
  continuesInner = false;
  /** How the time was written; null: the line states none. */
  time: CompiledTimeFormat | null = null;
  /** The line format that fitted; null: none, or a structured line. */
  format: LineFormat | null = null;
  /** What the line's fields are written in; null: it has none. */
  structure: Structure | null = null;
  /** Where they begin. */
  fieldsAt = 0;

  clear(): void {
    this.level = NO_LEVEL;
    this.payload = -1;
    this.continuesInner = false;
    this.time = null;
    this.freeTime = null;
    this.format = null;
    this.structure = null;
  }
}
