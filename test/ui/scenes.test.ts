import { describe, it, type TestContext } from 'vitest';
import { type RunName, SCENES, type Scene } from './helpers/scenes.ts';
import { type ShopOptions, startShopFleet } from './helpers/shopFleet.ts';
import { startTour, type Tour } from './helpers/tour.ts';

/** Starts a fleet and the command on its logs; both end with the test. */
const open = async (
  { expect, onTestFinished }: TestContext,
  options: ShopOptions,
  args: readonly string[] = options.sources.map(names => names.join(':')),
): Promise<Tour> => {
  const fleet = await startShopFleet(options);
  onTestFinished(fleet.close);
  const tour = startTour(fleet, args, expect);
  onTestFinished(tour.session.close);
  return tour;
};

/** The scenes of a run; on a light background the same is sent, which the tour checks. */
const scenesOf = (run: RunName): readonly Scene[] =>
  SCENES.filter(scene => scene.run === run && scene.ground !== 'light');

const sourcesOf = (run: RunName): Scene['sources'] => scenesOf(run)[0]!.sources;

const FOUR = sourcesOf('shop');

/** `vitest run test/ui/scenes.test.ts -u` rewrites the golden files; read the difference before committing it. */
describe.concurrent('the built rtop on a terminal, over SSH', { timeout: 120_000 }, () => {
  for (const run of ['shop', 'filter', 'context', 'filters', 'json', 'twelve'] as const) {
    it(`shows what it should: ${run}`, async context => {
      const tour = await open(context, { sources: sourcesOf(run) });
      for (const scene of scenesOf(run)) await tour.see(scene);
      context.expect(await tour.quit()).toBe(0);
    });
  }

  it('shows the same in ASCII on request', async context => {
    const tour = await open(context, { sources: FOUR }, [
      '--ascii',
      '--color=never',
      ...FOUR.map(names => names.join(':')),
    ]);
    for (const scene of scenesOf('ascii')) await tour.see(scene);
  });

  it('starts with the picker if no source is given', async context => {
    const tour = await open(context, { sources: sourcesOf('twelve') }, []);
    for (const scene of scenesOf('start')) await tour.see(scene);
    await tour.press(['db', 'Enter', /1 db-1 pg ● /]);
  });

  it('asks for the code and for trust in a key while the rest continues', async context => {
    const tour = await open(context, { sources: FOUR, code: '123456', faults: { 'web-03': 'unknown-key' } });
    const [code, hostKey] = scenesOf('code');
    await tour.see(code!);
    await tour.press(['456', 'Enter']);
    await tour.see(hostKey!);
    await tour.press(['yes', 'Enter', /3 web-03 access ● [\s\S]* ●4 /]);
  });

  it('shows a failed host and one that is being retried', async context => {
    const tour = await open(context, {
      sources: FOUR,
      faults: { 'web-02': 'down', 'web-03': 'changed-key' },
    });
    for (const scene of scenesOf('troubles')) await tour.see(scene);
  });
});
