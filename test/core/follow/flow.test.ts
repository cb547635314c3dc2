import { describe, expect, test } from 'vitest';
import type { FlowOptions } from './flowClient.ts';
import { FILTERED, KEPT, playFlow, Scene, UNFILTERED } from './flowScene.ts';

const NOTHING_AMISS = { lost: [], repeated: 0, disordered: 0, gaps: 0, torn: 0 };

describe('more data than windows and pipes hold', () => {
  const backlog = async (options: FlowOptions): Promise<Scene> => {
    const scene = new Scene(options);
    scene.write(4_000);
    await scene.run(2);
    await scene.settle();
    return scene;
  };

  test.each([
    ['unfiltered', UNFILTERED],
    ['filtered', FILTERED],
  ])('is read at the start, %s', async (_title, options) => {
    expect((await backlog(options)).tally).toEqual(NOTHING_AMISS);
  });

  test('is read after a disconnect, and by a slow reader', async () => {
    const scene = new Scene(UNFILTERED);
    scene.write(10);
    await scene.run(1);
    scene.linkUp = false;
    await scene.run(5);
    scene.write(4_000);
    scene.linkUp = true;
    scene.most = 200;
    await scene.run(5);
    await scene.settle();
    expect(scene.tally).toEqual(NOTHING_AMISS);
    expect(scene.client.assured).toBe(1);
  });

  test('control: if the confirmation of a file shares its window, nothing ever arrives', async () => {
    const scene = await backlog({ ...UNFILTERED, protocol: 'on stderr' });
    expect(scene.client.output).toEqual([]);
  });
});

describe('a truncation while the client is stopped', () => {
  /** A log with more queued data than fits into a window. */
  const truncated = async (options: FlowOptions, after: number): Promise<Scene> => {
    const scene = new Scene(options);
    scene.rate = 40;
    await scene.run(0.5);
    scene.stopped = true;
    await scene.run(1.5);
    scene.host.copyTruncate(KEPT);
    await scene.run(after);
    scene.stopped = false;
    await scene.run(2);
    await scene.settle();
    return scene;
  };

  test.each([
    ['unfiltered', UNFILTERED, 0.5],
    ['filtered', FILTERED, 0.5],
    ['unfiltered, and the new content outgrows the old', UNFILTERED, 3],
    ['filtered, and the new content outgrows the old', FILTERED, 3],
  ])('each line arrives once, in order, without a gap: %s', async (_title, options, after) => {
    expect((await truncated(options, after)).tally).toEqual(NOTHING_AMISS);
  });

  test('control: without checks while tail is blocked, lines are lost or repeated', async () => {
    const { lost, repeated, torn, gaps } = (await truncated({ ...UNFILTERED, watched: false }, 3)).tally;
    expect(lost.length + repeated + torn + gaps).toBeGreaterThan(0);
  });
});

describe('rotations before the first survey, and between two', () => {
  const early = async (options: FlowOptions): Promise<Scene> => {
    const scene = new Scene(options);
    scene.write(100);
    scene.host.now += 10;
    scene.linkUp = false;
    await scene.run(4);
    for (let round = 0; round < 2; round++) {
      scene.host.now += 2;
      scene.host.rename(KEPT, true);
      scene.host.reopen();
      scene.write(100);
    }
    await scene.settle();
    return scene;
  };

  test('everything rotated since the log should have been read is read, and it is not reported that nothing was lost', async () => {
    const scene = await early(UNFILTERED);
    expect(scene.tally).toEqual(NOTHING_AMISS);
    expect(scene.client.assured).toBe(0);
  });

  test('control: without considering that, lines are missing without a report', async () => {
    const { lost, gaps } = (await early({ ...UNFILTERED, reckons: false })).tally;
    expect([lost.length, gaps]).toEqual([200, 0]);
  });

  const twice = async (options: FlowOptions, deleted: readonly string[]): Promise<Scene> => {
    const scene = new Scene(options);
    scene.write(100);
    await scene.run(1.5);
    scene.write(100);
    for (let round = 0; round < 2; round++) {
      scene.host.rename(KEPT, true);
      scene.host.reopen();
      scene.write(100);
    }
    for (const name of deleted) scene.host.remove(name);
    await scene.settle();
    return scene;
  };

  test.each([
    [[], 0],
    [['app.log.2'], 0],
    [['app.log.1'], 1],
    [['app.log.1', 'app.log.2'], 1],
  ])('two between checks, %j deleted: a gap if lines are missing', async (deleted, gaps) => {
    const { tally } = await twice(UNFILTERED, deleted);
    expect(tally).toMatchObject({ repeated: 0, disordered: 0, torn: 0, gaps });
    expect(tally.lost.length > 0).toBe(gaps > 0);
  });

  test('control: without considering files that left no name, lines are missing without a report', async () => {
    const { lost, gaps } = (await twice({ ...UNFILTERED, reckons: false }, ['app.log.1', 'app.log.2'])).tally;
    expect([lost.length, gaps]).toEqual([100, 0]);
  });
});

const FLOWS = Number(process.env['RTAIL_FLOWS'] ?? 60);

describe('any schedule of writes, rotations, stalls, slow readers and disconnects', () => {
  test.each([
    ['unfiltered', UNFILTERED],
    ['filtered', FILTERED],
  ])(
    'each line arrives once and in order, without a gap: %s',
    async (_title, options) => {
      for (let seed = 0; seed < FLOWS; seed++) {
        const { tally } = await playFlow(seed, options, KEPT);
        expect({ seed, ...tally }).toEqual({ seed, ...NOTHING_AMISS });
      }
    },
    120_000,
  );

  test('if rotated files are deleted at once, the loss is reported', async () => {
    let gaps = 0;
    for (let seed = 0; seed < FLOWS; seed++) {
      const { tally } = await playFlow(seed, UNFILTERED, 1);
      expect({ seed, repeated: tally.repeated, torn: tally.torn }).toEqual({ seed, repeated: 0, torn: 0 });
      if (tally.gaps === 0) expect({ seed, lost: tally.lost }).toEqual({ seed, lost: [] });
      gaps += tally.gaps;
    }
    expect(gaps).toBeGreaterThan(0);
  }, 120_000);
});
