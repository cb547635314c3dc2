import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRandom } from '../../../src/demo/random.ts';
import { sampleSource } from '../samples.ts';
import { chunksOf, printed } from './printedRuns.ts';

/** How times are written: after the date, after the second, and after its fraction of some digits. */
const FORMS = [
  ['T', '.', 3, 'Z'],
  ['T', '.', 3, ''],
  [' ', ',', 3, ''],
  [' ', '.', 6, ''],
  ['T', '.', 9, 'Z'],
  ['T', '', 0, 'Z'],
  [' ', '', 0, ''],
  // As long as the first one, in the zone of the host.
  ['T', '.', 4, ''],
  ['T', '.', 3, '+02:00'],
] as const;
type Form = (typeof FORMS)[number];

const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', null] as const;
/** Shortly before clocks change, years end and hours begin. */
const STARTS = [
  '2026-03-29T00:59:00Z',
  '2026-10-25T00:58:58Z',
  '2026-03-08T06:59:58Z',
  '2026-11-01T05:59:00Z',
  '2026-12-31T23:59:58Z',
  '2026-04-04T14:59:59Z',
  '1970-01-01T00:00:00Z',
  '1969-12-31T23:00:00Z',
  '2026-11-18T11:06:40Z',
];
/** Milliseconds from one line to the next. */
const STEPS = [
  0, 0, 1, 7, 7, 7, 400, 1000, 1000, 59_000, 60_000, 3_599_000, 3_600_000, 86_400_000, -1000, -7,
];
const HEADS = [' INFO [worker-#] shop.Cart - served ', ' ERROR [worker-##] shop.Cart - served '];

const written = (ms: number, [between, point, digits, zone]: Form): string => {
  const [date, clock = ''] = new Date(ms).toISOString().slice(0, -1).split('T');
  const [second, millis = ''] = clock.split('.');
  return `${date}${between}${second}${point}${`${millis}123456`.slice(0, digits)}${zone}`;
};

it('prints lines of any times exactly like records one by one', async () => {
  let runs = 0;
  const property = fc.asyncProperty(fc.integer(), async seed => {
    const { pick, whole, chance } = createRandom(seed);
    const forms = chance(0.7) ? [pick(FORMS)] : [pick(FORMS), pick(FORMS)];
    const steps = Array.from({ length: whole(1, 4) }, () => pick(STEPS));
    let ms = Date.parse(pick(STARTS));
    const lines = Array.from({ length: 1200 }, () => {
      ms += chance(0.05) ? pick(STEPS) : pick(steps);
      const head = pick(HEADS).replace(/#/g, () => `${whole(1, 9)}`);
      const time = written(ms, pick(forms));
      // A leap second, and one that does not exist.
      const odd = chance(0.01) ? time.replace(/\d\d(?=[.,Z]|$)/, `${whole(58, 64)}`) : time;
      return `${odd}${head}GET /cart${chance(0.03) ? ' "x"' : ''}${chance(0.01) ? '\r' : ''}\n`;
    });
    const chunks = chunksOf(lines.join(''), pick([3000, 30_000]));
    const source = sampleSource(0, 'web-01');
    const timezone = pick(ZONES);
    const found = await printed(chunks, true, true, source, timezone);
    expect(found.text).toBe((await printed(chunks, true, false, source, timezone)).text);
    runs += found.runs;
  });
  // A leap second when clocks are set forward.
  await fc.assert(property, { numRuns: 120, examples: [[-1439855306]] });
  expect(runs).toBeGreaterThan(20_000);
});

it('tells times of the same length with and without a zone apart', async () => {
  const forms = [FORMS[0], FORMS[7]];
  const lines = Array.from({ length: 3000 }, (_, n) => {
    const time = written(Date.parse('2026-11-18T11:06:40Z') + n, forms[n % 700 < 350 ? 0 : n % 2]!);
    return `${time}${HEADS[0]!.replace('#', '1')}GET /cart\n`;
  });
  const chunks = chunksOf(lines.join(''), 30_000);
  const source = sampleSource(0, 'web-01');
  const found = await printed(chunks, true, true, source, 'America/New_York');
  expect(found.text).toBe((await printed(chunks, true, false, source, 'America/New_York')).text);
  expect(found.runs).toBeGreaterThan(1000);
});
