import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { fromByteString } from '../../core/bytes.ts';
import type { LogRecord } from '../../core/record.ts';
import { isRecord } from '../../core/store/entry.ts';
import type { Source } from '../../core/target.ts';
import { NO_STORE, SECURITY_HEADERS } from '../access/headers.ts';
import { newSecret } from '../access/logins.ts';
import type { Stretch, Viewer } from '../viewer/viewer.ts';

/** Formats a record as one line of JSON, including the newline. */
export type JsonLine = (record: LogRecord, source: Source) => string;

interface Ticket {
  readonly viewer: Viewer;
  readonly stretch: Stretch;
  readonly form: 'text' | 'ndjson';
  readonly name: string;
  readonly until: number;
}

const TICKET_MS = 60_000;
const MAX_TICKETS = 64;
/** Bytes to collect before sending. */
const PIECE = 256 * 1024;

/** Downloads of the records viewers see; each has a ticket that opens it once. */
export class Downloads {
  readonly #tickets = new Map<string, Ticket>();
  readonly #now: () => number;
  readonly #json: JsonLine;

  constructor(now: () => number, json: JsonLine) {
    this.#now = now;
    this.#json = json;
  }

  ticket(viewer: Viewer, stretch: Stretch, form: 'text' | 'ndjson') {
    for (const [secret, { until }] of this.#tickets) if (until < this.#now()) this.#tickets.delete(secret);
    if (this.#tickets.size >= MAX_TICKETS) return null;
    const secret = newSecret();
    const source = stretch.pane === null ? undefined : viewer.view.held.source(stretch.pane);
    const stamp = new Date(this.#now()).toISOString().slice(0, 19).replaceAll(':', '');
    const what = source ? `${source.host.name}-${source.log}` : 'logs';
    const name = `${what.replace(/[^\w.-]+/g, '_').slice(0, 100)}-${stamp}.${form === 'text' ? 'log' : 'ndjson'}`;
    this.#tickets.set(secret, { viewer, stretch, form, name, until: this.#now() + TICKET_MS });
    return { url: `api/download/${secret}`, name };
  }

  /** Sends a download at its reader's pace; returns false if the ticket is unknown or has expired. */
  async send(secret: string, response: ServerResponse): Promise<boolean> {
    const ticket = this.#tickets.get(secret);
    this.#tickets.delete(secret);
    if (!ticket || ticket.until < this.#now()) return false;
    const { viewer, stretch, form, name } = ticket;
    response.writeHead(200, {
      ...SECURITY_HEADERS,
      ...NO_STORE,
      'Content-Type': form === 'text' ? 'text/plain; charset=utf-8' : 'application/x-ndjson',
      'Content-Disposition': `attachment; filename="${name}"`,
    });
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    let parts: Buffer[] = [];
    let size = 0;
    const flush = async (): Promise<void> => {
      const piece = Buffer.concat(parts);
      parts = [];
      size = 0;
      if (response.write(piece)) return;
      await once(response, 'drain', { signal: gone.signal }).catch(() => undefined);
    };
    for (const id of viewer.idsOf(stretch)) {
      const entry = viewer.view.held.get(id);
      const source = entry && viewer.view.held.source(entry.source);
      if (!entry || !source || !isRecord(entry)) continue;
      const bytes =
        form === 'text' ? fromByteString(`${entry.text}\n`) : Buffer.from(this.#json(entry, source));
      parts.push(bytes);
      size += bytes.length;
      if (size >= PIECE) await flush();
      if (gone.signal.aborted) return true;
    }
    if (size > 0) await flush();
    response.end();
    return true;
  }
}
