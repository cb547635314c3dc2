import { createRandom } from '../../../src/demo/random.ts';
import { FlowClient, type FlowOptions } from './flowClient.ts';
import { everything, sevens } from './schedule.ts';
import { SimulatedHost } from './simulatedHost.ts';

export const UNFILTERED: FlowOptions = {
  keeps: null,
  pipeline: everything,
  protocol: 'in band',
  watched: true,
  reckons: true,
};
export const FILTERED: FlowOptions = { ...UNFILTERED, keeps: line => line.includes('7'), pipeline: sevens };

const TICK = 0.05;
/** Number of rotated files kept if none may be missing. */
export const KEPT = 50;

/** A log being written, a client that follows it, and everything between them that can stall. */
export class Scene {
  readonly host = new SimulatedHost();
  readonly client: FlowClient;
  linkUp = true;
  stopped = false;
  /** Bytes that the client accepts per tick. */
  most = Number.POSITIVE_INFINITY;
  /** Lines written per tick. */
  rate = 0;
  lines = 0;
  readonly #keeps: FlowOptions['keeps'];
  #ticks = 0;

  constructor(options: FlowOptions) {
    this.client = new FlowClient(this.host, options);
    this.#keeps = options.keeps;
  }

  write(count: number): void {
    let text = '';
    for (let left = count; left > 0; left--) text += `line ${++this.lines} ${'.'.repeat(this.lines % 60)}\n`;
    this.host.write(text);
  }

  async run(seconds: number): Promise<void> {
    for (let left = Math.round(seconds / TICK); left > 0; left--) {
      this.host.now += TICK;
      if (this.rate > 0) this.write(this.rate);
      await this.client.tick(this);
      // Once a second, and ten times a second at high rates, like the watcher.
      if (++this.#ticks % (this.rate > 10 ? 2 : 20) === 0) this.client.look();
    }
  }

  /** Everything calms down, the last line is written, and there is time for everything to arrive. */
  async settle(): Promise<void> {
    this.rate = 0;
    this.linkUp = true;
    this.stopped = false;
    this.most = Number.POSITIVE_INFINITY;
    await this.run(8);
    this.host.reopen();
    this.write(7);
    await this.run(8);
  }

  get tally() {
    const printed = [
      ...Buffer.concat(this.client.output)
        .toString()
        .matchAll(/^line (\d+) \.*$/gm),
    ].map(match => Number(match[1]));
    const seen = new Set(printed);
    const wanted = Array.from({ length: this.lines }, (_, index) => index + 1).filter(
      number => this.#keeps === null || this.#keeps(`line ${number} ${'.'.repeat(number % 60)}`),
    );
    return {
      lost: wanted.filter(number => !seen.has(number)),
      repeated: printed.length - seen.size,
      disordered: printed.filter((number, index) => index > 0 && number < printed[index - 1]!).length,
      gaps: this.client.notes.filter(({ kind }) => kind === 'gap').length,
      torn: Buffer.concat(this.client.output).toString().split('\n').length - 1 - printed.length,
    };
  }
}

/** Anything that can go wrong with timing and volume, determined by a seed. */
export const playFlow = async (seed: number, options: FlowOptions, keep: number): Promise<Scene> => {
  const random = createRandom(seed);
  const scene = new Scene(options);
  scene.write(random.pick([0, 3, 100, 3_000]));
  // Whatever is rotated before the first survey is older than requested.
  await scene.run(TICK);
  const rotate = (): void => {
    if (random.chance(0.5)) scene.host.copyTruncate(keep);
    else {
      scene.host.rename(keep, true);
      scene.host.reopen();
    }
    scene.client.react();
  };
  const standStill = (): void => {
    const what = random.pick(['client', 'link', 'reader', 'nothing'] as const);
    scene.stopped = what === 'client';
    scene.linkUp = what !== 'link';
    scene.most = what === 'reader' ? random.whole(20, 2_000) : Number.POSITIVE_INFINITY;
  };
  for (let round = 0; round < 8; round++) {
    scene.rate = random.pick([0, 0, 1, 5, 40]);
    standStill();
    const rotations = random.pick([0, 1, 1, 3]);
    for (let count = 0; count < rotations; count++) {
      await scene.run(random.next() * 2);
      rotate();
    }
    await scene.run(random.next() * 4);
  }
  await scene.settle();
  return scene;
};
