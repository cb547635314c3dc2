import { createRandom } from '../../../src/demo/random.ts';
import { SimulatedClient } from './simulatedClient.ts';
import { type Pipeline, SimulatedHost } from './simulatedHost.ts';

export const everything: Pipeline = (content, base) => content.subarray(base, content.lastIndexOf(10) + 1);

/** Like `grep 7`: the lines that contain a 7. */
export const sevens: Pipeline = (content, base) => {
  const lines = everything(content, base).toString('latin1').split('\n').slice(0, -1);
  return Buffer.from(
    lines
      .filter(line => line.includes('7'))
      .map(line => `${line}\n`)
      .join(''),
    'latin1',
  );
};

export interface Tally {
  /** The number of bytes in lost lines, including terminators. */
  lostBytes: number;
  /** The sum of the upper bounds reported by the gaps; null if one had no bound. */
  bound: number | null;
  lost: number[];
  repeated: number[];
  gaps: number;
  truncations: number;
}

export type Weather = 'rename' | 'late reopening' | 'copytruncate' | 'delete' | 'all of them';

/** One schedule of writes, rotations and breaks; then everything calms down and the client reads to the end. */
export const play = (
  seed: number,
  pipeline: Pipeline,
  weather: Weather,
  keep: number,
  trace: (event: string) => void = () => {},
): Tally => {
  const random = createRandom(seed);
  const host = new SimulatedHost();
  const client = new SimulatedClient(host, pipeline, pipeline !== everything);
  /** The length of each written line, including its terminator. */
  const lengths: number[] = [];
  const write = (): void => {
    let lines = '';
    for (let count = random.whole(1, 12); count > 0; count--) {
      const line = `line ${lengths.length + 1} ${'.'.repeat(random.whole(0, 60))}\n`;
      lengths.push(line.length);
      lines += line;
    }
    host.write(lines);
    trace(`write to ${lengths.length}`);
  };
  const rotate = (): void => {
    // Between two checks of a connected client, nothing appears and disappears: nobody could detect that.
    if (client.connected) step(client, 0);
    const kind =
      weather === 'all of them'
        ? random.pick(['rename', 'late reopening', 'copytruncate', 'delete'] as const)
        : weather;
    trace(kind);
    switch (kind) {
      case 'rename':
        host.rename(keep, true);
        host.reopen();
        break;
      case 'late reopening':
        host.rename(keep, random.chance(0.5));
        break;
      case 'copytruncate':
        host.copyTruncate(keep);
        break;
      case 'delete':
        // A file deleted before we have reached and read it is lost to everyone.
        for (let round = 0; round < 60; round++) step(client, 10_000);
        if (!client.hasReadAll) return;
        host.remove();
        host.reopen();
    }
  };
  for (let round = 0; round < 40; round++) {
    host.now += random.next() * 1.5;
    const dice = random.next();
    if (dice < 0.45) write();
    else if (dice < 0.53 && host.writesToName) rotate();
    else if (dice < 0.6) host.reopen();
    else if (dice < 0.66) client.break();
    else step(client, random.whole(0, 400));
    trace(
      `${dice.toFixed(2)} ${host.now.toFixed(1)} ${JSON.stringify(client.position.generation)} ${client.position.delivered} ${client.connected}`,
    );
  }
  host.reopen();
  write();
  for (let round = 0; round < 200; round++) {
    host.now += 0.5;
    step(client, 100_000);
  }
  return tally(client, pipeline, lengths);
};

const step = (client: SimulatedClient, limit: number): void => {
  if (client.connected) client.read(limit);
  else client.survey();
};

const tally = (client: SimulatedClient, pipeline: Pipeline, lengths: readonly number[]): Tally => {
  const wanted = pipeline(Buffer.from(lengths.map((_, index) => `line ${index + 1} \n`).join('')), 0);
  const numbers = (bytes: Buffer): number[] =>
    [...bytes.toString().matchAll(/^line (\d+) /gm)].map(match => Number(match[1]));
  const counts = new Map<number, number>();
  for (const number of numbers(Buffer.concat(client.output)))
    counts.set(number, (counts.get(number) ?? 0) + 1);
  const expected = numbers(wanted);
  const lost = expected.filter(number => !counts.has(number));
  const bounds = client.notes.flatMap(note => (note.kind === 'gap' ? [note.bytes] : []));
  return {
    lost,
    lostBytes: lost.reduce((sum, number) => sum + lengths[number - 1]!, 0),
    bound: bounds.reduce(
      (sum: number | null, bytes) => (sum === null || bytes === null ? null : sum + bytes),
      0,
    ),
    repeated: [...counts].filter(([, count]) => count > 1).map(([number]) => number),
    gaps: client.notes.filter(({ kind }) => kind === 'gap').length,
    truncations: client.notes.filter(({ kind }) => kind === 'truncated').length,
  };
};
