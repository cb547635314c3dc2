import { createRandom } from '../../../src/demo/random.ts';
import { SimulatedClient } from './simulatedClient.ts';
import { type Pipeline, SimulatedHost } from './simulatedHost.ts';

export const everything: Pipeline = (content, base) => content.subarray(base, content.lastIndexOf(10) + 1);

/** As `grep`: the lines with a 7 in them. */
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
  const client = new SimulatedClient(host, pipeline);
  let written = 0;
  const write = (): void => {
    const count = random.whole(1, 12);
    let lines = '';
    for (let line = 0; line < count; line++)
      lines += `line ${++written} ${'.'.repeat(random.whole(0, 60))}\n`;
    host.write(lines);
    trace(`write to ${written}`);
  };
  const rotate = (): void => {
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
        // What is deleted before we are in it and have read it is gone for everyone.
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
  return tally(client, pipeline, written);
};

const step = (client: SimulatedClient, limit: number): void => {
  if (client.connected) client.read(limit);
  else client.survey();
};

const tally = (client: SimulatedClient, pipeline: Pipeline, written: number): Tally => {
  const wanted = pipeline(
    Buffer.from(Array.from({ length: written }, (_, index) => `line ${index + 1} \n`).join('')),
    0,
  );
  const numbers = (bytes: Buffer): number[] =>
    [...bytes.toString().matchAll(/^line (\d+) /gm)].map(match => Number(match[1]));
  const counts = new Map<number, number>();
  for (const number of numbers(Buffer.concat(client.output)))
    counts.set(number, (counts.get(number) ?? 0) + 1);
  const expected = numbers(wanted);
  return {
    lost: expected.filter(number => !counts.has(number)),
    repeated: [...counts].filter(([, count]) => count > 1).map(([number]) => number),
    gaps: client.notes.filter(({ kind }) => kind === 'gap').length,
    truncations: client.notes.filter(({ kind }) => kind === 'truncated').length,
  };
};
