import { setTimeout as sleep } from 'node:timers/promises';
import { decodeText } from '../../../core/bytes.ts';
import { Overlap } from '../../../core/containers/overlap.ts';
import type { Query, ReadFrom } from '../../../core/query.ts';
import type { Trouble } from '../../../core/trouble.ts';
import type { Container } from '../../../pushdown/containers/engine.ts';
import { type LinesStart, lastLinesCommand, readLinesStart } from '../../../pushdown/containers/lastLines.ts';
import { logsText } from '../../../pushdown/containers/logs.ts';
import { printCommand } from '../../../pushdown/containers/selection.ts';
import { firstOrAborted } from '../../abort.ts';
import { followSource } from '../../follow/follower.ts';
import { troubleOf } from '../../host/context.ts';
import { runShortScript } from '../../host/remoteScript.ts';
import type { Reading, SourceKind } from '../contract.ts';
import { Intake } from '../intake.ts';
import { journalKind } from '../journal/journalKind.ts';
import { StampedLines, skippedLines } from './cli.ts';
import { listenToEvents } from './events.ts';
import { explainContainer } from './explainContainer.ts';
import { localQuery, printsLess, readContainerFile } from './file.ts';
import { addressOf, engineOf, engineTrouble, findContainer, noContainer, reachEngine } from './host.ts';
import { selectionOf } from './hostSelection.ts';
import { LogsFollow } from './logsFollow.ts';
import { openContainers } from './several.ts';
import { formOf } from './stampedReader.ts';
import { logsAsk, partsOf, refuse, wayOf } from './ways.ts';

/** Reads containers of Docker and podman: `docker:NAME`, globs of names, `docker:compose=PROJECT/SERVICE`. */
export const containerKind: SourceKind = {
  async read(reading) {
    refuse(reading.source, reading.context.query);
    reading.context.started?.(reading.source, 'container logs cannot be read backwards');
    return new ContainerReading(reading).run();
  },
  open: openContainers,
  explain: (source, context) => explainContainer(source, context),
  shortfalls: () => [
    'exact if its log file is read; with docker logs, lines may be lost or repeated if the log rotates',
  ],
  checkMs: null,
};

/**
 * Time limit for reading a removed container to its end, and the polling interval for an awaited one, in milliseconds.
 */
const LAST_MS = 3000;
const LOOK_MS = 5000;

/** Reads a container by its name, and later containers with the same name. */
class ContainerReading {
  readonly #reading: Reading;
  readonly #intake: Intake;
  #last: Container | null = null;
  #wake = Promise.withResolvers<void>();
  #warned = false;
  #isMissing = false;

  constructor(reading: Reading) {
    this.#reading = reading;
    const { context } = reading;
    this.#intake = new Intake({ ...reading, context: { ...context, query: localQuery(context.query) } });
  }

  async run(): Promise<Trouble | null> {
    const { source, context, signal } = this.#reading;
    if (context.query.follow === 'none') return this.#ended(await this.#once());
    const unlisten = listenToEvents(source, context, () => this.#wake.resolve());
    try {
      return this.#ended(await this.#follow());
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    } finally {
      unlisten();
    }
  }

  async #ended(trouble: Trouble | null): Promise<Trouble | null> {
    if (!this.#reading.signal.aborted) await this.#intake.end();
    return trouble;
  }

  async #once(): Promise<Trouble | null> {
    const { source, context, signal } = this.#reading;
    context.sink.state(source, { kind: 'connecting', detail: source.host.name });
    const { connection } = await reachEngine(source.host, context);
    const container = await findContainer(connection, source, signal);
    return container === null ? noContainer(source) : this.#read(container, context.query, signal);
  }

  async #follow(): Promise<Trouble | null> {
    const { source, context, signal } = this.#reading;
    const { query, hosts, now } = context;
    while (!signal.aborted && !this.#intake.satisfied) {
      this.#wake = Promise.withResolvers();
      const found = await this.#look();
      if (signal.aborted) return null;
      if (found !== null && 'trouble' in found) {
        const { trouble } = found;
        if (trouble.final || (this.#last === null && !query.retry && query.follow !== 'name')) return trouble;
        const at = hosts.backoff.next(source.host.name, now());
        context.sink.state(source, { kind: 'retrying', at, trouble });
        await sleep(Math.max(0, at - now()), undefined, { signal });
        continue;
      }
      if (found === null || found.id === this.#last?.id) {
        if (found === null && this.#last === null && query.follow !== 'name' && !query.retry)
          return noContainer(source);
        if (found === null) await this.#missing();
        context.sink.state(source, { kind: 'absent' });
        await Promise.race([this.#wake.promise, sleep(LOOK_MS, undefined, { signal })]);
        continue;
      }
      const trouble = await this.#generation(found);
      if (trouble !== null) return trouble;
    }
    return null;
  }

  /** Reports once that there is no container of this name (any more). */
  async #missing(): Promise<void> {
    const { source, context } = this.#reading;
    if (this.#isMissing) return;
    this.#isMissing = true;
    const text = this.#last === null ? 'no container has this name yet' : 'the container no longer exists';
    await context.sink.marker(source, {
      kind: 'notice',
      at: context.now(),
      text: `${text}: waiting for one named ${addressOf(source)}`,
    });
  }

  async #look(): Promise<Container | null | { readonly trouble: Trouble }> {
    const { source, context, signal } = this.#reading;
    try {
      if (this.#last === null) context.sink.state(source, { kind: 'connecting', detail: source.host.name });
      const { connection } = await reachEngine(source.host, context);
      return await findContainer(connection, source, signal);
    } catch (error) {
      if (signal.aborted) return null;
      return { trouble: troubleOf(error, source) };
    }
  }

  /** Follows one container until another one, or none, has its name. */
  async #generation(container: Container): Promise<Trouble | null> {
    const { source, context, signal } = this.#reading;
    const isFirst = this.#last === null;
    if (!isFirst) {
      const text = `the container ${container.name} was created again: continuing with ${container.id.slice(0, 12)}`;
      await context.sink.marker(source, { kind: 'notice', at: context.now(), text });
    }
    this.#last = container;
    this.#isMissing = false;
    const query: Query = isFirst ? context.query : { ...context.query, from: { kind: 'fromLine', line: 1 } };
    const gone = Promise.withResolvers<void>();
    const own = new AbortController();
    const replaced = this.#untilReplaced(container, gone.promise, AbortSignal.any([signal, own.signal])).then(
      () => own.abort(),
      () => {},
    );
    const trouble = await this.#read(container, query, AbortSignal.any([signal, own.signal]), gone.resolve);
    const isReplaced = own.signal.aborted;
    own.abort();
    await replaced;
    return isReplaced || signal.aborted ? null : trouble;
  }

  /** Resolves when another container, or none, has the name, and this one's log has been read to its end. */
  async #untilReplaced(container: Container, gone: Promise<void>, signal: AbortSignal): Promise<void> {
    for (;;) {
      const wake = this.#wake.promise;
      await firstOrAborted([wake, gone], signal);
      signal.throwIfAborted();
      this.#wake = Promise.withResolvers();
      const found = await this.#look();
      if (found !== null && ('trouble' in found || found.id === container.id)) {
        await sleep(LOOK_AGAIN_MS, undefined, { signal });
        continue;
      }
      await Promise.race([gone, sleep(LAST_MS, undefined, { signal })]);
      return;
    }
  }

  async #read(
    container: Container,
    query: Query,
    signal: AbortSignal,
    gone: () => void = () => {},
  ): Promise<Trouble | null> {
    const { source, context } = this.#reading;
    const way = wayOf(container);
    switch (way.kind) {
      case 'file': {
        const { path, wrapping } = way;
        // On this machine, reading the file costs less than its engine's output.
        if (source.host.kind !== 'local' && container.reader !== null && printsLess(query, wrapping))
          return this.#logs(container, query, signal);
        const follow = query.follow === 'none' ? 'none' : 'name';
        const file = { reading: this.#reading, intake: this.#intake, wrapping, signal };
        const parts = partsOf(container, query.from);
        for (const older of parts.slice(0, -1)) {
          const once = { ...query, follow: 'none', from: older.from } as const;
          const trouble = await readContainerFile({ ...file, path: older.path, query: once, gone: () => {} });
          if (trouble !== null || signal.aborted || this.#intake.satisfied) return trouble;
        }
        const from = parts.at(-1)?.from ?? query.from;
        const start = parts.length > 1 ? null : await this.#startOfLast(container, from, signal);
        return readContainerFile({
          ...file,
          path,
          gone,
          ...(start === null ? {} : { skip: start.earlier }),
          query: {
            ...query,
            from: start === null ? from : { kind: 'fromByte', byte: start.byte + 1 },
            follow,
            retry: follow === 'name',
          },
        });
      }
      case 'journal': {
        const place = {
          kind: 'other',
          scheme: 'journal',
          address: `CONTAINER_ID_FULL=${container.id}`,
          several: false,
        } as const;
        return journalKind.read({
          ...this.#reading,
          signal,
          source: { ...source, place },
          context: { ...context, query },
        });
      }
      case 'logs':
        this.#warn(container);
        return this.#logs(container, query, signal);
    }
  }

  /** Returns where the last lines start if the file has pieces of lines, which would be counted; otherwise null. */
  async #startOfLast(
    { file, driver, hasPieces }: Container,
    from: ReadFrom,
    signal: AbortSignal,
  ): Promise<LinesStart | null> {
    const { source, context } = this.#reading;
    if (from.kind !== 'lastLines' || from.count === 0 || !hasPieces || driver !== 'json-file') return null;
    const { connection } = await reachEngine(source.host, context);
    const command = lastLinesCommand(file!, from.count);
    const { output } = await runShortScript(connection, { command, log: source.log, signal });
    return readLinesStart(output);
  }

  async #logs(container: Container, query: Query, signal: AbortSignal): Promise<Trouble | null> {
    const reading = { ...this.#reading, signal, context: { ...this.#reading.context, query } };
    const { source, context, counts } = reading;
    const { connection, facts } = await reachEngine(source.host, context);
    if (query.follow !== 'none') {
      return followSource(
        source,
        counts,
        context,
        signal,
        following => new LogsFollow(following, reading, this.#intake, { container, facts }),
      );
    }
    context.sink.state(source, { kind: 'live' });
    const selection = selectionOf(source, { container, facts }, context);
    const ask = { query: localQuery(query), after: null, signal };
    const stages = await selection.stages(connection, ask);
    const lines = new StampedLines(reading, this.#intake, {
      overlap: new Overlap({ windowMs: 0 }),
      found: async () => {},
      form: formOf(container),
      skip: skippedLines(query.from),
    });
    const end = await lines.run(connection, {
      command: printCommand(decodeText(logsText(logsAsk(source, container, query))), stages ?? [], false),
      log: source.log,
      signal,
      isSelected: stages !== null,
    });
    const [why] = end.said;
    return why !== undefined && end.lines === 0 ? engineTrouble(source, why) : end.trouble;
  }

  /** Reports once the limitations of reading with the engine's own command. */
  #warn({ isClosed }: Container): void {
    const { source, context } = this.#reading;
    if (this.#warned || context.query.follow === 'none') return;
    this.#warned = true;
    const engine = engineOf(source);
    const text = `read with ${engine} logs: lines may be lost or repeated if the log rotates${isClosed ? '; use --sudo to read the log file exactly' : ''}`;
    void context.sink.marker(source, { kind: 'notice', at: context.now(), text });
  }
}

/** Pause between checks of a container after an event, in milliseconds. */
const LOOK_AGAIN_MS = 200;
