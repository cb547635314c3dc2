import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RelayName } from '../../../src/core/relay/names.ts';
import { createRandom, type Random } from '../../../src/demo/random.ts';
import { startFleet, until } from '../../helpers/fleet.ts';
import { RedisServer, startCluster } from '../../helpers/redis.ts';
import { entry } from '../../helpers/run.ts';
import { type Rotation, Writer } from '../follow/writer.ts';
import { type Account, accountFor, type FaultReader, NumberedReader } from './reading.ts';
import { LEASE_MS, type RelayFault, suffer } from './relayFaults.ts';
import { RelayProcess } from './relayProcess.ts';

export interface FaultRunOptions {
  readonly seed: number;
  /** How often to do each of them. */
  readonly faults: Readonly<Partial<Record<RelayFault, number>>>;
  readonly cluster: boolean;
  readonly rotations: readonly Rotation[];
  readonly relays: number;
  readonly report: (text: string) => void;
  /** A folder for the output of relays and readers; null: it is only counted. */
  readonly save: string | null;
  /** Options of every relay. */
  readonly relayOptions?: readonly string[];
  /** How much more than usual is written. */
  readonly flood?: number;
  /** What publishes, instead of the build under test. */
  readonly relayEntry?: string;
  /** What reads, instead of `rtail`. */
  readonly startReader?: (url: string, logs: readonly RelayName[]) => FaultReader;
}

export interface FaultRunResult {
  readonly seconds: number;
  readonly lines: number;
  readonly rotations: number;
  readonly done: Readonly<Record<string, number>>;
  readonly cutBytes: number;
  /** How often a cut left Redis empty. */
  readonly emptied: number;
  /** By reader and log. */
  readonly accounts: readonly (Account & { readonly reader: string; readonly log: string })[];
  /** Unusual output of relays and readers. */
  readonly said: Readonly<Record<string, number>>;
}

const BEAT_MS = 30;
const PAUSE_MS = [150, 600] as const;
const WARM_MS = 8000;

const IMPATIENT = 'Host *\n  ServerAliveInterval 1\n  ServerAliveCountMax 2\n';

/**
 * Writers number every line of rotating logs on hosts behind a bastion, relays publish them, readers read,
 * and faults rain down.
 */
export const runFaults = async (options: FaultRunOptions): Promise<FaultRunResult> => {
  const logs = options.rotations.map((rotation, index) => ({
    name: `log${index}`,
    rotation,
    target: index % 2,
  }));
  const fleet = await startFleet({
    targets: 2,
    logs: Object.fromEntries(logs.map(({ name }) => [name, `${name}.log`])),
  });
  const random = createRandom(options.seed);
  const nodes = options.cluster
    ? await startCluster(join(fleet.client.home, 'redis'), 3)
    : [await RedisServer.start(join(fleet.client.home, 'redis'))];
  const relays: RelayProcess[] = [];
  const readers: FaultReader[] = [];
  try {
    const impatient = join(fleet.client.home, 'impatient');
    writeFileSync(impatient, IMPATIENT);
    const writers = logs.map(({ name, rotation, target }, index) => {
      const host = fleet.targets[target]!;
      host.writeLog(`${name}.log`, '');
      return new Writer(
        name,
        host.logFile(`${name}.log`),
        rotation,
        createRandom(options.seed * 100 + index),
      );
    });
    for (const writer of writers) while (writer.written.length < 5) writer.beat(Date.now(), false);
    const sources = logs.map(({ name, target }) => `${fleet.targets[target]!.name}:${name}`);
    const url = options.cluster
      ? `redis://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`
      : nodes[0]!.url;
    const args = [
      '--ssh-config',
      impatient,
      '--lease',
      `${LEASE_MS / 1000}s`,
      ...(options.relayOptions ?? []),
      url,
      ...sources,
    ];
    for (let count = 0; count < options.relays; count++)
      relays.push(new RelayProcess(fleet, options.relayEntry ?? entry({}), args));
    const names = logs.map(({ name, target }) => ({
      ...{ project: 'shop', host: fleet.targets[target]!.name, log: name },
    }));
    const startReader =
      options.startReader ?? (() => new NumberedReader(fleet.client.home, ['-F', '-n', '+1', url]));
    for (let count = 0; count < 3; count++) readers.push(startReader(url, names));
    await until(
      () => (readers.every(({ seen }) => logs.every(({ name }) => seen.has(name))) ? true : null),
      60_000,
      () => `the first lines: ${[...relays, ...readers].map(one => one.said()).join('')}`,
    );
    const began = Date.now();
    const state = { isOver: false, cutBytes: 0, emptied: 0 };
    const done: Record<string, number> = {};
    const writing = async (): Promise<void> => {
      while (!state.isOver) {
        for (const writer of writers) {
          writer.beat(Date.now(), random.chance(BEAT_MS / 5000));
          for (let more = 1; more < (options.flood ?? 1); more++) writer.beat(Date.now(), false);
        }
        await sleep(BEAT_MS);
      }
      for (const writer of writers) writer.finish(Date.now());
    };
    const failing = async (): Promise<void> => {
      const list = Object.entries(options.faults).flatMap(([fault, count]) =>
        Array<RelayFault>(count ?? 0).fill(fault as RelayFault),
      );
      const order = shuffled(list, random);
      // A Redis that has only just started would lose everything with its last second, so it keeps what it
      // has by now.
      await sleep(WARM_MS);
      for (const node of nodes) await node.rewriteFile();
      for (const [index, fault] of order.entries()) {
        await suffer(fault, { fleet, nodes, relays, readers, random, state });
        done[fault] = (done[fault] ?? 0) + 1;
        if (index % 10 === 9) options.report(`${index + 1} of ${order.length} faults`);
        await sleep(random.whole(...PAUSE_MS));
      }
      state.isOver = true;
    };
    await Promise.all([writing(), failing()]);
    const sizes = new Map(writers.map(writer => [writer.name, writer.written.length]));
    const isComplete = (): boolean =>
      readers.every(({ seen }) => writers.every(({ name }) => seen.get(name)?.includes(sizes.get(name)!)));
    await until(
      () => (isComplete() ? true : null),
      120_000,
      () => 'the last lines',
    ).catch(error => options.report(String(error)));
    await sleep(1000);
    if (options.save !== null) saveRun(options.save, relays, readers);
    return {
      seconds: (Date.now() - began) / 1000,
      lines: writers.reduce((sum, { written }) => sum + written.length, 0),
      rotations: writers.reduce((sum, { rotated }) => sum + rotated.length, 0),
      done,
      cutBytes: state.cutBytes,
      emptied: state.emptied,
      accounts: readers.flatMap(({ seen }, index) =>
        writers.map(({ name, written, sizes }) => ({
          reader: `reader ${index}`,
          log: name,
          ...accountFor(written.length, seen.get(name) ?? [], line => sizes[line - 1]!),
        })),
      ),
      said: countTexts([...[...relays, ...readers].map(one => one.said()), ...readers.flatMap(markersOf)]),
    };
  } finally {
    for (const relay of relays) relay.end();
    for (const reader of readers) reader.end();
    for (const node of nodes) {
      node.stop('SIGCONT');
      await node.kill();
    }
    fleet.close();
  }
};

const saveRun = (folder: string, relays: readonly RelayProcess[], readers: readonly FaultReader[]): void => {
  mkdirSync(folder, { recursive: true });
  for (const [index, one] of relays.entries()) writeFileSync(join(folder, `relay-${index}`), one.said());
  for (const [index, one] of readers.entries()) {
    writeFileSync(join(folder, `reader-${index}`), one.said());
    for (const [log, seen] of one.seen)
      writeFileSync(
        join(folder, encodeURIComponent(`reader-${index}-${log}`)),
        seen.map(piece => JSON.stringify(piece)).join('\n'),
      );
  }
};

const shuffled = <T>(list: readonly T[], random: Random): T[] => {
  const rest = [...list];
  return list.map(() => rest.splice(random.whole(0, rest.length - 1), 1)[0]!);
};

const markersOf = ({ seen }: FaultReader): string[] =>
  [...seen.values()]
    .flat()
    .flatMap(one => (typeof one === 'object' ? [`marker ${JSON.stringify(one)}\n`] : []));

/** Counts how often each kind of message appeared, ignoring what differs between messages. */
const countTexts = (texts: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const line of texts.join('').split('\n')) {
    const kind = line.replace(/\d+/g, 'N').slice(0, 160);
    if (kind !== '') counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
};
