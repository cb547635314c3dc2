import { setTimeout as sleep } from 'node:timers/promises';
import { wholeLines } from '../../../core/lines.ts';
import type { Source } from '../../../core/target.ts';
import {
  type ContainerEvent,
  type Engine,
  eventsCommand,
  readEvent,
} from '../../../pushdown/containers/engine.ts';
import type { RunContext } from '../../host/context.ts';
import type { Hosts } from '../../host/hosts.ts';
import { runScript } from '../../host/remoteScript.ts';
import { engineOf, reachEngine } from './host.ts';

/** Pause before subscribing to the engine's events again, in milliseconds. */
const AGAIN_MS = 2000;

/** Receives every event; null: some may have been missed, so check. */
export type EventListener = (event: ContainerEvent | null) => void;

/** Events of one host's containers: one process on the host, however many logs are read. */
class ContainerEvents {
  readonly #source: Source;
  readonly #context: Pick<RunContext, 'hosts' | 'sudo'>;
  readonly #engine: Engine;
  readonly #listeners = new Set<EventListener>();
  #end: AbortController | null = null;

  constructor(source: Source, context: Pick<RunContext, 'hosts' | 'sudo'>) {
    this.#source = source;
    this.#context = context;
    this.#engine = engineOf(source);
  }

  listen(listener: EventListener): () => void {
    this.#listeners.add(listener);
    if (this.#end === null) {
      this.#end = new AbortController();
      void this.#run(this.#end.signal);
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#end?.abort();
      this.#end = null;
    };
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#read(signal).catch(() => {});
      await sleep(AGAIN_MS, undefined, { signal }).catch(() => {});
    }
  }

  async #read(signal: AbortSignal): Promise<void> {
    const { connection } = await reachEngine(this.#source.host, this.#context);
    const gate = wholeLines('\n');
    const reading = runScript(connection, {
      command: eventsCommand(this.#engine),
      log: this.#source.log,
      signal,
      output: chunk => {
        const lines = gate.push(chunk)?.toString('utf8').split('\n') ?? [];
        for (const line of lines) this.#tell(readEvent(line));
      },
    });
    // Events before it started to listen were missed.
    this.#tell(null, true);
    await reading;
  }

  #tell(event: ContainerEvent | null, isStart = false): void {
    if (event === null && !isStart) return;
    for (const listener of this.#listeners) listener(event);
  }
}

const known = new WeakMap<Hosts, Map<string, ContainerEvents>>();

/** Listens to the events of the host of a source; returns an unsubscribe function. */
export const listenToEvents = (
  source: Source,
  context: Pick<RunContext, 'hosts' | 'sudo'>,
  listener: EventListener,
): (() => void) => {
  const byHost = known.get(context.hosts) ?? new Map<string, ContainerEvents>();
  known.set(context.hosts, byHost);
  const key = `${engineOf(source)} ${source.host.name}`;
  const events = byHost.get(key) ?? new ContainerEvents(source, context);
  byHost.set(key, events);
  return events.listen(listener);
};
