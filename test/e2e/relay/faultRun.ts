import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom, type Random } from '../../../src/demo/random.ts';
import { type Fleet, startFleet, until } from '../../helpers/fleet.ts';
import { moveSlot, RedisServer, startCluster } from '../../helpers/redis.ts';
import { type Running, startRtail } from '../../helpers/run.ts';
import { inflict } from '../follow/faults.ts';
import { type Rotation, Writer } from '../follow/writer.ts';
import { type Account, accountFor, NumberedReader } from './reading.ts';

export type RelayFault =
  | 'kill a relay'
  | 'stop a relay'
  | 'kill redis'
  | 'cut redis back'
  | 'move a slot'
  | 'fail over'
  | 'cut the bastion link'
  | 'cut a target link'
  | 'restart a target'
  | 'stop a reader';

export interface FaultRunOptions {
  readonly seed: number;
  /** How often each is to be done. */
  readonly faults: Readonly<Partial<Record<RelayFault, number>>>;
  readonly cluster: boolean;
  readonly rotations: readonly Rotation[];
  readonly relays: number;
  readonly report: (text: string) => void;
  /** Options of every relay. */
  readonly relayOptions?: readonly string[];
}

export interface FaultRunResult {
  readonly seconds: number;
  readonly lines: number;
  readonly rotations: number;
  readonly done: Readonly<Record<string, number>>;
  readonly cutBytes: number;
  /** By reader and log. */
  readonly accounts: readonly (Account & { readonly reader: string; readonly log: string })[];
  /** What relays and readers said that is not usual. */
  readonly said: Readonly<Record<string, number>>;
}

const LEASE_MS = 1500;
const BEAT_MS = 30;
const PAUSE_MS = [150, 600] as const;
const WARM_MS = 8000;

const IMPATIENT = 'Host *\n  ServerAliveInterval 1\n  ServerAliveCountMax 2\n';

/** Writers number every line of rotating logs on hosts behind a bastion, relays publish them, readers read, and faults rain. */
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
  const relays: Relay[] = [];
  const readers: { readonly name: string; readonly reader: NumberedReader }[] = [];
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
    for (let count = 0; count < options.relays; count++) relays.push(new Relay(fleet, args));
    for (let count = 0; count < 3; count++)
      readers.push({
        name: `reader ${count}`,
        reader: new NumberedReader(fleet.client.home, ['-F', '-n', '+1', url]),
      });
    await until(
      () => (readers.every(({ reader }) => logs.every(({ name }) => reader.count(name) > 0)) ? true : null),
      60_000,
      () =>
        `the first lines: ${relays.map(relay => relay.said()).join('')}${readers.map(({ reader }) => reader.running.stderr().toString()).join('')}`,
    );
    const began = Date.now();
    const state = { isOver: false, cutBytes: 0 };
    const done: Record<string, number> = {};
    const writing = async (): Promise<void> => {
      while (!state.isOver) {
        for (const writer of writers) writer.beat(Date.now(), random.chance(BEAT_MS / 5000));
        await sleep(BEAT_MS);
      }
      for (const writer of writers) writer.finish(Date.now());
    };
    const failing = async (): Promise<void> => {
      const list = Object.entries(options.faults).flatMap(([fault, count]) =>
        Array<RelayFault>(count ?? 0).fill(fault as RelayFault),
      );
      const order = shuffled(list, random);
      // A Redis that has hardly begun would lose everything with its last second.
      await sleep(WARM_MS);
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
      readers.every(({ reader }) =>
        writers.every(({ name }) => reader.seen.get(name)?.includes(sizes.get(name)!)),
      );
    await until(
      () => (isComplete() ? true : null),
      120_000,
      () => 'the last lines',
    ).catch(error => options.report(String(error)));
    await sleep(1000);
    if (process.env['RTAIL_SOAK_DUMP'] !== undefined) {
      const seen = Object.fromEntries(
        readers.map(({ name, reader }) => [name, Object.fromEntries(reader.seen)]),
      );
      writeFileSync(
        process.env['RTAIL_SOAK_DUMP'],
        JSON.stringify({ seen, relays: relays.map(relay => relay.said()) }),
      );
    }
    return {
      seconds: (Date.now() - began) / 1000,
      lines: writers.reduce((sum, { written }) => sum + written.length, 0),
      rotations: writers.reduce((sum, { rotated }) => sum + rotated.length, 0),
      done,
      cutBytes: state.cutBytes,
      accounts: readers.flatMap(({ name, reader }) =>
        writers.map(writer => ({
          reader: name,
          log: writer.name,
          ...accountFor(writer.written.length, reader.seen.get(writer.name) ?? [], () => 0),
        })),
      ),
      said: countTexts([
        ...relays.map(relay => relay.said()),
        ...readers.map(({ reader }) => reader.running.stderr().toString('utf8')),
        ...readers.flatMap(({ reader }) =>
          [...reader.seen.values()]
            .flat()
            .flatMap(one => (typeof one === 'object' ? [`marker ${JSON.stringify(one)}\n`] : [])),
        ),
      ]),
    };
  } finally {
    for (const relay of relays) relay.end();
    for (const { reader } of readers) reader.running.kill('SIGKILL');
    for (const node of nodes) {
      node.stop('SIGCONT');
      await node.kill();
    }
    fleet.close();
  }
};

/** A relay process that is started again whenever it was killed. */
class Relay {
  readonly #fleet: Fleet;
  readonly #args: readonly string[];
  #running: Running;
  #said = '';

  constructor(fleet: Fleet, args: readonly string[]) {
    this.#fleet = fleet;
    this.#args = args;
    this.#running = this.#start();
  }

  said(): string {
    return this.#said + this.#running.stderr().toString('utf8');
  }

  async killAndRestart(pauseMs: number): Promise<void> {
    this.#said = this.said();
    this.#running.kill('SIGKILL');
    await this.#running.done;
    await sleep(pauseMs);
    this.#running = this.#start();
  }

  async stopFor(ms: number): Promise<void> {
    this.#running.kill('SIGSTOP');
    await sleep(ms);
    this.#running.kill('SIGCONT');
  }

  end(): void {
    this.#running.kill('SIGCONT');
    this.#running.kill('SIGKILL');
  }

  #start(): Running {
    return startRtail(['relay', ...this.#args], { home: this.#fleet.client.home, limitMs: 3_600_000 });
  }
}

interface Ground {
  readonly fleet: Fleet;
  readonly nodes: readonly RedisServer[];
  readonly relays: readonly Relay[];
  readonly readers: readonly { readonly reader: NumberedReader }[];
  readonly random: Random;
  readonly state: { cutBytes: number };
}

const suffer = async (
  fault: RelayFault,
  { fleet, nodes, relays, readers, random, state }: Ground,
): Promise<void> => {
  const node = random.pick(nodes);
  switch (fault) {
    case 'kill a relay':
      return random.pick(relays).killAndRestart(random.whole(0, 400));
    case 'stop a relay':
      return random.pick(relays).stopFor(random.whole(LEASE_MS + 500, LEASE_MS * 3));
    case 'kill redis':
      await node.kill();
      await sleep(random.whole(0, 500));
      return node.start();
    case 'cut redis back':
      await node.kill();
      await sleep(random.whole(0, 500));
      state.cutBytes += await node.restartWithout(random.whole(1000, 200_000));
      return;
    case 'move a slot':
      await moveSlot(nodes, `{rt:${String(random.whole(0, 15)).padStart(2, '0')}}:x`);
      return;
    case 'fail over':
      for (const one of nodes)
        if ((await one.cli('ROLE')).startsWith('slave')) {
          await one.cli('CLUSTER', 'FAILOVER', 'TAKEOVER');
          return;
        }
      return;
    case 'cut the bastion link':
    case 'cut a target link':
    case 'restart a target':
      return inflict(fault, fleet, [], random);
    case 'stop a reader': {
      const { reader } = random.pick(readers);
      reader.running.kill('SIGSTOP');
      await sleep(random.whole(500, 3000));
      reader.running.kill('SIGCONT');
    }
  }
};

const shuffled = <T>(list: readonly T[], random: Random): T[] => {
  const rest = [...list];
  return list.map(() => rest.splice(random.whole(0, rest.length - 1), 1)[0]!);
};

/** How often each kind of message came: without what differs from one to the next. */
const countTexts = (texts: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const line of texts.join('').split('\n')) {
    const kind = line.replace(/\d+/g, 'N').slice(0, 160);
    if (kind !== '') counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
};
