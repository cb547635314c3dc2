import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../../src/demo/random.ts';
import { type Fleet, startFleet, until } from '../../helpers/fleet.ts';
import { FollowingClient, type Footprint } from './client.ts';
import { type Fault, inflict } from './faults.ts';
import type { MemorySample } from './memoryProbe.ts';
import { type LogTally, tally } from './tally.ts';
import { type Rotation, Writer } from './writer.ts';

export interface TrialOptions {
  readonly seed: number;
  /** Minimum duration; the trial also continues until the given numbers of faults and rotations are reached. */
  readonly seconds: number;
  readonly atLeast?: number;
  readonly transport?: 'ssh2' | 'openssh';
  readonly faults: readonly Fault[];
  /** Kinds of rotation on each target, with BusyBox or GNU tools. */
  readonly rotations: { readonly gnu: readonly Rotation[]; readonly busybox: readonly Rotation[] };
  /** Average number of seconds between faults, and between rotations of a log. */
  readonly faultEvery: number;
  readonly rotateEvery: number;
  /** How long to wait for unexpected output once everything has arrived. */
  readonly quietMs?: number;
  /** Called occasionally with progress for a person to read. */
  readonly progress?: (text: string) => void;
}

/** A fault or rotation, and its time in milliseconds since the epoch. */
export interface Done {
  readonly kind: Fault | Rotation;
  readonly from: number;
  readonly to: number;
  /** The log that was rotated, or null if the fault affected several. */
  readonly log: string | null;
}

export interface ClientResult {
  readonly name: string;
  readonly logs: ReadonlyMap<string, LogTally>;
  readonly first: Footprint;
  readonly last: Footprint;
  readonly memory: readonly MemorySample[];
  readonly code: number | null;
  readonly complaints: readonly string[];
}

export interface TrialResult {
  readonly done: readonly Done[];
  readonly clients: readonly ClientResult[];
  readonly writers: readonly Writer[];
  /** Remote processes still running after the client had exited. */
  readonly leftBehind: readonly string[];
}

const BEAT_MS = 30;
/** A peer counts as dead after two to three seconds. */
const IMPATIENT = 'Host *\n  ServerAliveInterval 1\n  ServerAliveCountMax 2\n';
/** How long everything may take to arrive after the last fault. */
const SETTLE_MS = 60_000;
/** How long remote processes may take to exit: the lease, and some slack. */
const LEASE_MS = 12_000;

/**
 * Runs writers that number every line, two clients that follow them (one with a filter), and a shower of faults; then
 * accounts for every line.
 */
export const runTrial = async (options: TrialOptions): Promise<TrialResult> => {
  const fleet = await startFleet({
    targets: [{}, { tools: 'busybox' }],
    logs: Object.fromEntries(logsOf(options).map(({ name }) => [name, `${name}.log`])),
  });
  try {
    return await tryFleet(fleet, options);
  } finally {
    fleet.close();
  }
};

interface PlannedLog {
  readonly name: string;
  readonly target: number;
  readonly rotation: Rotation;
}

const logsOf = ({ rotations }: TrialOptions): PlannedLog[] => {
  const named = (prefix: string, target: number, kinds: readonly Rotation[]): PlannedLog[] =>
    kinds.map((rotation, index) => ({ name: `${prefix}${index}`, target, rotation }));
  return [...named('gnu', 0, rotations.gnu), ...named('busy', 1, rotations.busybox)];
};

const tryFleet = async (fleet: Fleet, options: TrialOptions): Promise<TrialResult> => {
  const random = createRandom(options.seed);
  const logs = logsOf(options);
  const impatient = join(fleet.client.home, 'impatient');
  writeFileSync(impatient, IMPATIENT);
  const common = ['--transport', options.transport ?? 'ssh2', '--ssh-config', impatient];
  const writers = logs.map(({ name, target, rotation }, index) => {
    const host = fleet.targets[target]!;
    host.writeLog(`${name}.log`, '');
    return new Writer(name, host.logFile(`${name}.log`), rotation, createRandom(options.seed * 1000 + index));
  });
  const sources = logs.map(({ name, target }) => `${fleet.targets[target]!.name}:${name}`);
  const clients = [
    { name: 'unfiltered', keeps: () => true, client: new FollowingClient(fleet, [...common, ...sources]) },
    {
      name: 'filtered',
      keeps: hasSeven,
      client: new FollowingClient(fleet, [...common, '--grep', ' [0-9]*7[0-9]* ', ...sources]),
    },
  ];
  const done: Done[] = [];
  // Lines rotated away before the first look would count as older than the requested start.
  for (const writer of writers) while (writer.written.length < 10) writer.beat(Date.now(), false);
  const hasBegun = (): boolean =>
    clients.every(({ client }) => writers.every(({ name }) => client.printed.has(name)));
  await until(
    () => (hasBegun() ? true : null),
    SETTLE_MS,
    () => `the first lines: ${clients.map(({ client }) => client.complaints.join('')).join('')}`,
  );
  const end = Date.now() + options.seconds * 1000;
  const isOver = (): boolean => Date.now() >= end && done.length >= (options.atLeast ?? 0);

  const writing = async (): Promise<void> => {
    while (!isOver()) {
      for (const writer of writers) {
        const before = writer.rotated.length;
        writer.beat(Date.now(), random.chance(BEAT_MS / 1000 / options.rotateEvery));
        const at = Date.now();
        if (writer.rotated.length > before)
          done.push({ kind: writer.rotation, from: at, to: at, log: writer.name });
      }
      await sleep(BEAT_MS);
    }
  };
  const failing = async (): Promise<void> => {
    const chooser = createRandom(options.seed + 1);
    while (options.faults.length > 0 && !isOver()) {
      const kind = chooser.pick(options.faults);
      const from = Date.now();
      await inflict(
        kind,
        fleet,
        clients.map(({ client }) => client),
        chooser,
      );
      done.push({ kind, from, to: Date.now(), log: null });
      if (done.length % 50 === 0) options.progress?.(`${done.length} faults and rotations`);
      await sleep(chooser.wait(options.faultEvery * 1000));
    }
  };
  const first = clients.map(({ client }) => client.footprint());
  try {
    await Promise.all([writing(), failing()]);
    for (const writer of writers) writer.finish(Date.now());
    const wanted = (writer: Writer, keeps: (number: number) => boolean): number[] =>
      writer.written.map((_, index) => index + 1).filter(keeps);
    const complete = (): boolean =>
      clients.every(({ client, keeps }) =>
        writers.every(writer => {
          const last = wanted(writer, keeps).at(-1);
          return last === undefined || client.printed.get(writer.name)?.includes(last);
        }),
      );
    await until(
      () => (complete() ? true : null),
      SETTLE_MS,
      () => 'the last lines',
    ).catch(() => {});
    // Nothing more may arrive.
    await sleep(options.quietMs ?? 3000);
    const last = clients.map(({ client }) => client.footprint());
    for (const { client } of clients) client.kill('SIGINT');
    const codes = await Promise.all(clients.map(({ client }) => client.done));
    return {
      done,
      writers,
      clients: clients.map(({ name, client, keeps }, index) => ({
        name,
        logs: new Map(
          writers.map(writer => [
            writer.name,
            tally(wanted(writer, keeps), client.printed.get(writer.name) ?? []),
          ]),
        ),
        first: first[index]!,
        last: last[index]!,
        memory: client.memory,
        code: codes[index]!,
        complaints: client.complaints,
      })),
      leftBehind: await leftBehind(fleet),
    };
  } finally {
    for (const { client } of clients) client.kill('SIGKILL');
    for (const writer of writers) writer.close();
  }
};

const hasSeven = (number: number): boolean => String(number).includes('7');

const leftBehind = async (fleet: Fleet): Promise<string[]> => {
  const remote = (): string[] =>
    [fleet.bastion, ...fleet.targets].flatMap(host =>
      host.processes().map(({ command }) => `${host.name}: ${command}`),
    );
  await until(
    () => (remote().length === 0 ? true : null),
    LEASE_MS,
    () => '',
  ).catch(() => {});
  return remote();
};
