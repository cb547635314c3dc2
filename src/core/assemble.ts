import type { ByteString } from './bytes.ts';
import type { LogRecord, SourceId } from './record.ts';
import type { LogFormat } from './target.ts';

/** Turns one source's lines into records, streaming; pure: the clock is a parameter. */
export interface Assembler {
  /**
   * Takes whole lines with their ends (as `SourceSink.lines` gives them) and gives the records that are complete.
   * The newest record stays pending until the next one starts, `flush` is called, or `expire` finds it old enough.
   */
  push(chunk: ByteString, now: number): LogRecord[];
  /** Gives the pending record if it has waited at least `waitMs` since its last line. */
  expire(now: number, waitMs: number): LogRecord[];
  /** Gives what is pending: the source has ended. */
  flush(): LogRecord[];
}

export interface AssemblerOptions {
  readonly source: SourceId;
  readonly format: LogFormat;
  /** IANA zone for times that state none; null: UTC. */
  readonly timezone: string | null;
  /** False where records are single lines (the caller wants lines with levels and times, not grouping). */
  readonly group: boolean;
}
