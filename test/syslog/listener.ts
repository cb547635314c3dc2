import { Readable } from 'node:stream';
import { expect } from 'vitest';
import { EVERYTHING, type Query } from '../../src/core/query.ts';
import type { Marker } from '../../src/core/record.ts';
import { parseScheme } from '../../src/core/sourceSchemes.ts';
import type { Source } from '../../src/core/target.ts';
import type { SourceSink, SourceState } from '../../src/session/events.ts';
import { Run } from '../../src/session/run/run.ts';
import { registerKind } from '../../src/session/sources/kinds.ts';
import { syslogKind } from '../../src/syslog/syslogKind.ts';
import type { Transport } from '../../src/transport/transport.ts';
import { sampleSource } from '../print/samples.ts';

/** A marker, and the source it belongs to. */
export type MarkerOf = Marker & { readonly of: string };

/** A listener in this process, and everything it reported. */
export interface Listener extends AsyncDisposable {
  readonly run: Run;
  /** Ports by transport, once it listens. */
  readonly ports: ReadonlyMap<string, number>;
  /** Text by source, as `HOST:LOG`. */
  readonly texts: ReadonlyMap<string, string>;
  readonly sources: ReadonlyMap<string, Source>;
  readonly markers: readonly MarkerOf[];
  readonly states: ReadonlyMap<string, SourceState>;
  /** Resolves when a source has this text. */
  holds(source: string, text: string): Promise<void>;
  /** Resolves when a marker contains words like these. */
  marks(words: RegExp): Promise<MarkerOf>;
}

/** What slows the consumer down; null: nothing. */
export type Brake = () => Promise<void> | null;

/** Listens on the addresses of SOURCE arguments. */
export const startListener = async (
  words: readonly string[],
  query: Partial<Query> = {},
  brake: Brake = () => null,
): Promise<Listener> => {
  const ports = new Map<string, number>();
  const texts = new Map<string, string>();
  const sources = new Map<string, Source>();
  const states = new Map<string, SourceState>();
  const markers: MarkerOf[] = [];
  const nameOf = ({ host, log }: Source): string => `${host.name}:${log}`;
  const sink: SourceSink = {
    opened: source => void sources.set(nameOf(source), source),
    lines: async (source, chunk) => {
      texts.set(nameOf(source), (texts.get(nameOf(source)) ?? '') + chunk.toString('latin1'));
      await brake();
    },
    marker: (source, marker) => {
      markers.push({ ...marker, of: nameOf(source) });
      for (const [, transport, port] of listeningText(marker)?.matchAll(/(\w+) \S+:(\d+)/g) ?? [])
        ports.set(transport!, Number(port));
    },
    state: (source, state) => void states.set(nameOf(source), state),
  };
  for (const scheme of ['syslog', 'syslog+tcp', 'syslog+tls', 'syslog+unix'])
    registerKind(scheme, async () => syslogKind);
  const run = new Run({
    query: { ...EVERYTHING, follow: 'name', ...query },
    transport: { onProgress() {} } as unknown as Transport,
    sink,
    sudo: false,
    stdin: () => Readable.from([]),
    now: Date.now,
  });
  for (const [index, word] of words.entries()) {
    const parsed = parseScheme(word);
    if (!parsed?.ok) throw new Error(`${word} is no source`);
    run.add({ ...sampleSource(index, 'local'), log: word, place: parsed.place, format: PLAIN });
  }
  const finished = run.finished();
  const started = (): number =>
    markers.filter(marker => listeningText(marker) !== null).length +
    [...states.values()].filter(({ kind }) => kind === 'failed').length;
  await expect.poll(started, { interval: 5 }).toBe(words.length);
  return {
    run,
    ports,
    texts,
    sources,
    markers,
    states,
    holds: (source, text) => expect.poll(() => texts.get(source), { interval: 5 }).toBe(text),
    marks: async words => {
      const found = () => markers.find(marker => words.test(wordsOf(marker)));
      await expect.poll(found, { interval: 5 }).toBeDefined();
      return found()!;
    },
    async [Symbol.asyncDispose]() {
      run.cancel();
      await finished;
    },
  };
};

const PLAIN = { format: null, start: null, timezone: null } as const;

const listeningText = (marker: Marker): string | null =>
  marker.kind === 'notice' && marker.text.startsWith('listening') ? marker.text : null;

const wordsOf = (marker: Marker): string =>
  marker.kind === 'gap' ? marker.why : marker.kind === 'notice' ? marker.text : '';
