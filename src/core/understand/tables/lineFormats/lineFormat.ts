import type { Level } from '../../../level.ts';

/** The layout of a record's first line: a row of the table below. */
export interface LineFormat {
  /** The value of `format:` in the inventory; rows printed by one program share a name. */
  readonly name: string;
  /** See `compileLayout`. */
  readonly layout: string;
  /** A line with this layout. The test of each row: this row matches it, and reads the time and level below. */
  readonly example: string;
  readonly level: Level | null;
  /** The example's time, as read in UTC on 2026-11-20. */
  readonly time: string | null;
  /** The level, if the layout itself determines it. */
  readonly fixed: Level | null;
  /** True if its records are always single lines: following lines without a head do not belong to them. */
  readonly single: boolean;
  /** True if the level is at the start of the next line. */
  readonly levelFollows: boolean;
  /** True if it continues the message before it, provided that both start with the same text up to the keyword. */
  readonly continues: boolean;
  /** True if its message is a complete line of another program, parsed like one. */
  readonly wraps: boolean;
  /**
   * True if several programs write the log, each with its name as a prefix; the rest of a line is that program's own.
   */
  readonly prefixed: boolean;
  /** True if only a word identifies it: after a name and a bar, that may also be a table cell. */
  readonly weak: boolean;
  /** True if the line continues in the next one with this format. */
  readonly partial: boolean;
  /** True if it has only a time: a level after it is found among the first tokens (see `scanHead`). */
  readonly scans: boolean;
  /** True if it starts with any word: not tried on lines wrapped by other programs, where it would cost the most. */
  readonly outside: boolean;
  /** True if its lines are padded: blanks before them mean nothing. */
  readonly padded: boolean;
  /**
   * The position of an access log's status, which determines the level: after the quoted request, a bar, or the
   * protocol.
   */
  readonly status: 'request' | 'bar' | 'protocol' | null;
  /** True if a line with a time and a level in this layout needs no further examination. */
  readonly plain: boolean;
  /** True if it wraps complete lines, and the text before each is its stream. */
  readonly tagged: boolean;
}

/** A row as written in the table, without the properties that are false or null. */
export type Row = Pick<LineFormat, 'name' | 'layout' | 'example' | 'level' | 'time'> &
  Partial<Omit<LineFormat, 'plain' | 'tagged'>>;
