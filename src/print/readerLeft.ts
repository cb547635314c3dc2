/** Errors of streams whose reader has left. */
const READER_LEFT = new Set([
  'EPIPE',
  'ECONNRESET',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
  'EOF',
]);

/** Returns true if a write failed only because the reader has left (`| head -1`). */
export const hasReaderLeft = (error: NodeJS.ErrnoException): boolean => READER_LEFT.has(error.code ?? '');
