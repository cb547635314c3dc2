/** The size of WebAssembly's pages. */
export const PAGE = 65536;
/** Room for texts that are examined. */
export const TEXT_BYTES = 2 * 1024 * 1024 + PAGE;
export const SMALL_TEXT_AT = TEXT_BYTES;
export const SMALL_TEXT_BYTES = PAGE;
/** Room for what is written. */
export const OUTPUT_AT = SMALL_TEXT_AT + SMALL_TEXT_BYTES;
export const OUTPUT_END = OUTPUT_AT + 4 * PAGE;
/** Room for what is written often. */
export const PARTS_AT = OUTPUT_END;
export const PARTS_END = PARTS_AT + 16 * PAGE;
/** Room for runs of records, and for what is known about the starts of their lines. */
export const RUNS_AT = PARTS_END;
export const RUNS_END = RUNS_AT + 24 * PAGE;
/** Room for output that is written from here, in pieces. */
export const SLOTS_AT = RUNS_END;
export const SLOT_BYTES = 1.5 * PAGE;
export const SLOTS = 8;
export const PAGES = (SLOTS_AT + SLOTS * SLOT_BYTES) / PAGE;
