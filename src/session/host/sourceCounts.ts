import type { SourceCounts } from '../events.ts';

/** One source's running totals. */
export class RunningCounts implements SourceCounts {
  lines = 0;
  bytesReceived = 0;
  bytesRead: number | null = null;
  firstLineMs: number | null = null;

  /** A finished read on the host told how much it read there. */
  read(bytes: number): void {
    this.bytesRead = (this.bytesRead ?? 0) + bytes;
  }
}
