import type { ByteString } from '../../core/bytes.ts';
import type { HistoryPage, HistorySpan } from '../../core/history/place.ts';
import { type Trouble, TroubleError } from '../../core/trouble.ts';
import { PAGE_FRAME, type PageRequest, pageCommand } from '../../pushdown/history/page.ts';
import type { Connection } from '../../transport/transport.ts';
import { runScript } from '../host/remoteScript.ts';

/** Maximum size of a page in bytes: a host that sends more is cut off. */
const MAX_PAGE_BYTES = 64 * 1024 * 1024;

const spanOf = (words: readonly ByteString[]): HistorySpan | null => {
  const [kind, inode, crc, length, from, to] = words;
  if (kind !== PAGE_FRAME.span || to === undefined) return null;
  const head = { crc: Number(crc), length: Number(length) };
  return { generation: { inode: inode!, head }, from: Number(from), to: Number(to) };
};

/** Reads a page of a log's older lines from its host. Rejects with a TroubleError on failure. */
export const readPage = async (
  connection: Connection,
  request: PageRequest,
  signal: AbortSignal,
): Promise<HistoryPage & { readonly bytesReceived: number }> => {
  const spans: (HistorySpan & { chunks: Buffer[] })[] = [];
  let end: HistoryPage['end'] = 'enough';
  let bytesReceived = 0;
  const run = await runScript(connection, {
    command: pageCommand(request),
    log: request.path,
    signal,
    output(chunk) {
      bytesReceived += chunk.length;
      if (bytesReceived > MAX_PAGE_BYTES) throw new TroubleError(tooMuch(connection.host.name, request.path));
      spans.at(-1)?.chunks.push(chunk);
    },
    frame(words) {
      if (words[0] === PAGE_FRAME.edge || words[0] === PAGE_FRAME.lost) end = words[0];
      const span = spanOf(words);
      if (span) spans.push({ ...span, chunks: [] });
    },
  });
  signal.throwIfAborted();
  if (run.trouble) throw new TroubleError(run.trouble);
  const ordered = request.direction === 'back' ? spans.reverse() : spans;
  return {
    spans: ordered.map(({ generation, from, to, chunks }) => ({
      generation,
      from,
      to,
      lines: Buffer.concat(chunks),
    })),
    end,
    bytesReceived,
  };
};

const tooMuch = (host: string, log: string): Trouble => ({
  kind: 'protocol',
  host,
  log,
  message: `it sent more than ${MAX_PAGE_BYTES >> 20} MB for one page`,
  advice: 'set a filter, or save the time range with rtail --since',
  final: true,
});
