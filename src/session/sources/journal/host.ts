import { createGunzip } from 'node:zlib';
import { toByteString } from '../../../core/bytes.ts';
import type { JournalPlace } from '../../../core/journal/cursor.ts';
import { readCursor } from '../../../core/journal/cursor.ts';
import { type ExportedEntry, ExportReader } from '../../../core/journal/exportReader.ts';
import type { OtherPlace, Source } from '../../../core/target.ts';
import { type Trouble, TroubleError } from '../../../core/trouble.ts';
import {
  type JournalAsk,
  type JournalTool,
  journalCommand,
  journalProbe,
  journalValuesCommand,
  readJournalProbe,
} from '../../../pushdown/journal/journalctl.ts';
import type { Connection } from '../../../transport/transport.ts';
import { readAll } from '../../host/readAll.ts';
import { runScript, runShortScript, type ScriptEnd } from '../../host/remoteScript.ts';

/** Part of a `journalctl` request; the rest (the tool and the requester) depends on the kind of source. */
export type Ask = Omit<JournalAsk, 'tool' | 'sudo' | 'names'>;

export interface JournalRun {
  readonly signal: AbortSignal;
  /** Receives entries and their raw bytes; no more is read until a returned promise settles. */
  readonly take: (entries: readonly ExportedEntry[], bytes: number) => void | Promise<void>;
  readonly message: (line: string) => void;
  /** Called for damaged entries, before later ones: the journal removed them while they were being read. */
  readonly damaged?: (entries: number) => void | Promise<void>;
}

/** The tools, which are the same for all sources of one connection's host. */
const tools = new WeakMap<Connection, Promise<JournalTool>>();

/** One source's journal on a connected host. */
export class HostJournal {
  readonly #connection: Connection;
  readonly #source: Source;
  readonly #sudo: boolean;
  readonly names: readonly string[];
  readonly tool: JournalTool;

  private constructor(connection: Connection, source: Source, sudo: boolean, tool: JournalTool) {
    this.#connection = connection;
    this.#source = source;
    this.#sudo = sudo;
    this.tool = tool;
    this.names = journalNames(source.place as OtherPlace);
  }

  /** Rejects with a TroubleError if the host has no journal. */
  static async open(connection: Connection, source: Source, sudo: boolean): Promise<HostJournal> {
    const known = tools.get(connection) ?? probe(connection, source);
    tools.set(connection, known);
    return new HostJournal(connection, source, sudo, await known);
  }

  ask(ask: Ask): JournalAsk {
    return { ...ask, names: this.names, sudo: this.#sudo, tool: this.tool };
  }

  /** Runs `journalctl` to its end, or until the signal aborts. Returns the failure, or null. */
  async run(ask: Ask | JournalAsk, { signal, take, message, damaged }: JournalRun): Promise<Trouble | null> {
    const reader = new ExportReader();
    const said: string[] = [];
    let seen = false;
    const read = (chunk: Buffer, bytes: number): void | Promise<void> => {
      const entries = reader.push(toByteString(chunk));
      seen ||= entries.length > 0;
      const lost = reader.takeDamaged();
      if (lost === 0 || damaged === undefined) return take(entries, bytes);
      return Promise.resolve(damaged(lost)).then(() => take(entries, bytes));
    };
    const unpacked = ask.packed ? new Unpacked(read) : null;
    const end = await runScript(this.#connection, {
      command: journalCommand('names' in ask ? ask : this.ask(ask)),
      log: this.#source.log,
      signal,
      message: line => {
        if (said.length < MAX_SAID) said.push(line);
        if (!REFUSED.test(line)) message(line);
      },
      output: chunk => (unpacked ? unpacked.push(chunk) : read(chunk, chunk.length)),
    });
    await unpacked?.end(signal.aborted);
    return signal.aborted ? null : this.#troubleOf(end, said, seen);
  }

  /**
   * Returns the first entry at or after a cursor, or with null the newest one, of any unit; null if there is
   * none.
   */
  async find(cursor: string | null, signal: AbortSignal): Promise<JournalPlace | null> {
    const own = new AbortController();
    let found: JournalPlace | null = null;
    const ask: JournalAsk = {
      names: [],
      sudo: this.#sudo,
      tool: this.tool,
      ...(cursor === null ? { latest: 1 } : { cursor }),
    };
    const trouble = await this.run(ask, {
      signal: AbortSignal.any([signal, own.signal]),
      take: ([first]) => {
        found ??= first ? placeOf(first) : null;
        if (found) own.abort();
      },
      message: () => {},
    });
    if (trouble) throw new TroubleError(trouble);
    return found;
  }

  /** Returns true if there is any entry of these units and matches. */
  async has(names: readonly string[], signal: AbortSignal): Promise<boolean> {
    let has = false;
    const ask: JournalAsk = { names, sudo: this.#sudo, tool: this.tool, latest: 1 };
    const trouble = await this.run(ask, {
      signal,
      take: entries => {
        has ||= entries.length > 0;
      },
      message: () => {},
    });
    // Later readers of the same units report the failure.
    return has || trouble !== null;
  }

  /** Returns all values that fields have in the journal. */
  async values(fields: readonly string[], signal: AbortSignal): Promise<readonly string[]> {
    const { output } = await runShortScript(this.#connection, {
      command: journalValuesCommand(fields, this.#sudo),
      log: this.#source.log,
      signal,
    });
    return [...new Set(output.split('\n').filter(Boolean))];
  }

  #troubleOf(end: ScriptEnd, said: readonly string[], seen: boolean): Trouble | null {
    const refused = said.find(line => REFUSED.test(line));
    if (refused !== undefined && !seen) return unreadable(this.#source);
    if (end.trouble === null || end.trouble.kind !== 'remote') return end.trouble;
    const [why] = said;
    return why === undefined ? end.trouble : { ...end.trouble, message: `journalctl: ${why}` };
  }
}

/** Decompresses gzip data, with back pressure. */
class Unpacked {
  readonly #gunzip = createGunzip();
  readonly #reading: Promise<void>;
  #received = 0;

  constructor(take: (chunk: Buffer, bytes: number) => void | Promise<void>) {
    this.#reading = readAll(this.#gunzip, chunk => {
      const bytes = this.#received;
      this.#received = 0;
      return take(chunk, bytes);
    });
    this.#reading.catch(() => this.#gunzip.destroy());
  }

  push(chunk: Buffer): void | Promise<void> {
    this.#received += chunk.length;
    if (this.#gunzip.write(chunk) || this.#gunzip.destroyed) return undefined;
    return new Promise(resolve => {
      this.#gunzip.once('drain', resolve).once('close', resolve);
    });
  }

  /** Resolves when everything has been consumed. */
  async end(isAborted: boolean): Promise<void> {
    if (isAborted) this.#gunzip.destroy();
    else this.#gunzip.end();
    await this.#reading;
  }
}

const MAX_SAID = 5;

/** A message of `journalctl`, with status 1, or 0 if part of the journal is visible. */
const REFUSED = /insufficient permissions|Permission denied/i;

const unreadable = ({ host, log }: Source): Trouble => ({
  kind: 'unreadable',
  host: host.name,
  log,
  message: 'permission denied: no journal file can be opened',
  advice: 'add this user to the group systemd-journal (or adm) on the host, or use --sudo',
  final: true,
});

const probe = async (connection: Connection, source: Source): Promise<JournalTool> => {
  const { signal } = new AbortController();
  const run = { command: journalProbe(), log: source.log, signal };
  const { output, end } = await runShortScript(connection, run);
  if (end.trouble) throw new TroubleError(end.trouble);
  const tool = readJournalProbe(output);
  if (tool) return tool;
  throw new TroubleError({
    kind: 'tool',
    host: source.host.name,
    log: source.log,
    message: 'the host has no journalctl',
    advice: 'read the file that its syslog daemon writes, such as /var/log/syslog',
    final: true,
  });
};

/** Returns the units and matches in `journal:a.service,b.service`. */
export const journalNames = ({ address }: Pick<OtherPlace, 'address'>): readonly string[] =>
  address.split(',').filter(name => name !== '' && name !== 'all');

/** Returns an entry's place in its journal; null without a cursor. */
export const placeOf = (entry: ExportedEntry): JournalPlace | null => readCursor(entry['__CURSOR'] ?? '');
