import { decodeText } from '../../../core/bytes.ts';
import type { Source } from '../../../core/target.ts';
import type { Trouble } from '../../../core/trouble.ts';
import { truncatedText } from '../../../pushdown/script/report.ts';
import { wholeFile } from '../../../pushdown/wholeFile.ts';
import type { OpenFile } from '../../../transport/transport.ts';
import { onAbort } from '../../abort.ts';
import type { RunContext } from '../../host/context.ts';
import { Delivery } from '../../host/delivery.ts';
import type { RunningCounts } from '../../host/sourceCounts.ts';
import { lineChunks, type NextChunk } from './fileChunks.ts';

/**
 * How many bytes to read at a time: to be used as bytes, and as records, for which larger pieces take more memory. In half as
 * many, a million lines take an eighth more CPU time as JSON.
 */
const BYTES = 256 * 1024;
const RECORDS = 128 * 1024;

/**
 * Reads a log without a command if that is possible, and a command could do no better than to copy its bytes.
 * Returns its failure or null; `undefined` if it takes a command.
 */
export const readDirectly = async (
  source: Source,
  counts: RunningCounts,
  context: RunContext,
  signal: AbortSignal,
): Promise<Trouble | null | undefined> => {
  const { query, sink, hosts, sudo, elapsed, now } = context;
  if (source.host.kind !== 'local') return undefined;
  const whole = wholeFile(query, source.place, sudo);
  const file = whole && (await hosts.openFile(source.host, whole.path));
  if (whole === null || file === null) return undefined;
  const { local } = whole;
  const { zeroTerminated } = query;
  const delivery = new Delivery({ source, local, zeroTerminated, sink, counts, elapsed, now });
  sink.state(source, { kind: 'live' });
  const { promise: aborted, resolve: abort } = Promise.withResolvers<null>();
  const cancel = onAbort(signal, () => abort(null));
  try {
    // A read may never return, for example from a server that does not respond.
    const keeps = local === null && !sink.borrows;
    const areBytes = local === null ? !sink.copies : local.records?.certain;
    const chunks = keeps || zeroTerminated ? () => file.read() : lineChunks(file, areBytes ? BYTES : RECORDS);
    const end = await Promise.race([deliverAll(file, chunks, delivery, counts, signal), aborted]);
    if (end === null || signal.aborted) return null;
    await delivery.end();
    if (end.error !== null) return interrupted(source, end.error);
    if (await file.endsBefore?.(end.bytes).catch(() => false))
      void sink.marker(source, { kind: 'notice', at: now(), text: truncatedText(decodeText(whole.path)) });
    return null;
  } finally {
    cancel();
    // That waits for what is being read.
    const closed = file.close().catch(() => {});
    if (!signal.aborted) await closed;
  }
};

/** Passes on a file's bytes, and reads the next ones meanwhile; returns how many these were, and what prevented more. */
const deliverAll = async (
  file: OpenFile,
  chunks: NextChunk,
  delivery: Delivery,
  counts: RunningCounts,
  signal: AbortSignal,
): Promise<{ readonly bytes: number; readonly error: Error | null }> => {
  const next = (): Promise<Buffer | Error | null> => chunks().catch((error: Error) => error);
  let bytes = 0;
  let reading = next();
  let chunk = await reading;
  for (; Buffer.isBuffer(chunk) && !signal.aborted && !delivery.satisfied; chunk = await reading) {
    reading = next();
    bytes += chunk.length;
    counts.position = { bytes, size: file.size };
    await delivery.take(chunk);
  }
  counts.position = null;
  counts.read(bytes);
  return { bytes, error: chunk instanceof Error ? chunk : null };
};

const interrupted = ({ host, log }: Source, { message }: Error): Trouble => ({
  kind: 'remote',
  host: host.name,
  log,
  message: `${log} could not be read to its end: ${message}`,
  advice: 'check the disk',
  final: false,
});
