import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ByteString, fromByteString } from '../../../../src/core/bytes.ts';
import { createLineFilter } from '../../../../src/core/filter/filter.ts';
import type { LocalFilter } from '../../../../src/core/filter/step.ts';
import { LEVELS } from '../../../../src/core/level.ts';
import { EVERYTHING, type Query } from '../../../../src/core/query.ts';
import { learnRecordStart } from '../../../../src/core/records/start.ts';
import { wholeFilter } from '../../../../src/pushdown/filter/filterStages.ts';
import { planSource } from '../../../../src/pushdown/plan.ts';
import { remoteCommand } from '../../../../src/pushdown/script/script.ts';
import { condition } from '../../../core/fields/randomFields.ts';
import { LOG } from '../../../core/randomLog.ts';
import { FLAVOURS, pathWith } from '../../flavours.ts';
import { runRemote } from '../../runRemote.ts';
import { ACCESS_LOG, one, shapedLog } from '../../shapedLogs.ts';

/** Larger numbers are used in manual runs. */
const RUNS = Number(process.env['RUNS'] ?? 25);

const folder = mkdtempSync(join(tmpdir(), 'rtail-shapes-'));
const file = join(folder, 'app.log');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const asked = one(
  'status>=500',
  'status=200',
  'status<400 and bytes>100',
  'status in (404, 503) or path=/cart',
  "path~'^/c'",
  'path:a',
  'query:id',
  'user=ann',
  'user!=ann and method=GET',
  'agent~curl',
  'client~^10',
  'has user',
  'not has user',
  'level>=warn',
  'level=info',
  'http.status_code=500',
  "protocol='HTTP/1.1'",
  "referrer:'x/é'",
);
/** An access log with a path that hardly any of its lines have, and a line that continues one of them. */
const RARE_PATH = `${ACCESS_LOG.repeat(10)}${ACCESS_LOG.replaceAll('/cart', '/rare')}\tat x\n${ACCESS_LOG.repeat(10)}`;

const query: fc.Arbitrary<Query> = fc
  .record({
    where: fc.array(fc.oneof({ weight: 5, arbitrary: asked }, condition), { maxLength: 2 }),
    level: fc.option(fc.constantFrom(...LEVELS), { freq: 2 }),
    grep: fc.array(one('GET', 'o', '^1', 'x$'), { maxLength: 1 }),
    exclude: fc.array(one('curl', 'Caused'), { maxLength: 1 }),
    record: fc.boolean(),
    ignoreCase: fc.boolean(),
    maxCount: fc.option(one(1, 3), { freq: 5 }),
  })
  .filter(({ where, level }) => where.length > 0 || level !== null)
  .map(wanted => ({ ...EVERYTHING, ...wanted }));

const filtered = (local: LocalFilter, text: ByteString): ByteString => {
  const filter = createLineFilter(local, LOG);
  return filter.push(text) + filter.end();
};

describe.each(FLAVOURS)('$name', flavour => {
  let path = '';
  beforeAll(() => {
    path = pathWith(folder, flavour);
  });

  it(
    'drops no line of a known shape that local filtering would find',
    async () => {
      let saved = 0;
      let searched = 0;
      await fc.assert(
        fc.asyncProperty(query, shapedLog(25), fc.boolean(), async (wanted, text, isNear) => {
          writeFileSync(file, fromByteString(text));
          const whole = text.slice(0, text.lastIndexOf('\n') + 1);
          const findings = {
            start: learnRecordStart(whole, LOG),
            span: null,
            size: null,
            sample: whole.split('\n').slice(0, -1),
            ...(isNear && { isNear }),
          };
          const planned = planSource(
            { ...wanted, findings },
            { kind: 'file', path: file, glob: false },
            flavour.facts,
            {
              sudo: false,
            },
          );
          if (!planned.ok || planned.plan.remote === null) throw new Error('not planned');
          const { remote, local } = planned.plan;
          const run = await runRemote(remoteCommand(remote), { env: { PATH: path } });
          expect({ ...run.report, code: run.code }).toMatchObject({ trouble: null, messages: [], code: 0 });
          expect(filtered(local!, run.out)).toBe(filtered(wholeFilter(wanted), text));
          const does = (what: string): boolean =>
            remote.stages.some(({ says }) => says?.some(text => text.startsWith(what)) === true);
          if (does('leaves out')) saved++;
          if (does('looks only around')) searched++;
        }),
        {
          numRuns: RUNS,
          examples: [
            [{ ...EVERYTHING, where: ['status>=500'] }, ACCESS_LOG, false],
            [{ ...EVERYTHING, where: ['path~^/rare$'] }, RARE_PATH, false],
            // The trace has a container's stamp, and belongs to the last line that has one too.
            [
              { ...EVERYTHING, level: 'trace', grep: ['x$'] },
              '2026-11-27T22:00:00Z INFO ready\n2026-11-27T22:00:00 INFO ready\n2026-11-27T22:00:00Z  [main] Exception in thread "main" x',
              false,
            ],
            // Only the first line is whole, so only its form is known; the second continues it.
            [
              { ...EVERYTHING, where: ['level>=warn'] },
              '2026-11-27T22:00:00Z ERROR: ready\n2026-11-27T22:00:00Z  Info ready',
              false,
            ],
          ],
        },
      );
      expect(saved > 0).toBe(flavour.facts.awk !== 'none');
      expect(searched > 0).toBe(flavour.facts.awk !== 'none' && flavour.facts.grep === 'gnu');
    },
    RUNS * 5000,
  );
});
