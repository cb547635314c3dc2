import type { SourceCounts } from '../events.ts';

/** One source's running totals. */
export class RunningCounts implements SourceCounts {
  lines = 0;
  bytesReceived = 0;
  unfinished = 0;
  bytesRead: number | null = null;
  position: SourceCounts['position'] = undefined;
  firstLineMs: number | null = null;

  /** Adds the bytes that a finished read on the host reported. */
  read(bytes: number): void {
    this.bytesRead = (this.bytesRead ?? 0) + bytes;
  }
}
