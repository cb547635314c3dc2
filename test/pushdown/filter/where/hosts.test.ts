import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ByteString, encodeText, fromByteString } from '../../../../src/core/bytes.ts';
import { createLineFilter } from '../../../../src/core/filter/filter.ts';
import type { LocalFilter } from '../../../../src/core/filter/step.ts';
import { EVERYTHING } from '../../../../src/core/query.ts';
import { learnRecordStart } from '../../../../src/core/records/start.ts';
import { wholeFilter } from '../../../../src/pushdown/filter/filterStages.ts';
import { planSource } from '../../../../src/pushdown/plan.ts';
import { remoteCommand } from '../../../../src/pushdown/script/script.ts';
import { accessLine, condition, jsonLine, logfmtLine } from '../../../core/fields/randomFields.ts';
import { LOG } from '../../../core/randomLog.ts';
import { FLAVOURS, pathWith } from '../../flavours.ts';
import { runRemote } from '../../runRemote.ts';

/** Larger numbers are used in manual runs. */
const RUNS = Number(process.env['RUNS'] ?? 25);

const folder = mkdtempSync(join(tmpdir(), 'rtail-where-'));
const file = join(folder, 'app.log');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Logs in which a host can tell where records start. */
const timedJson = jsonLine.map(
  line => `{"time":"2026-11-20T14:02:11Z"${line === '{}' ? '}' : `,${line.slice(1)}`}`,
);
const timedLogfmt = logfmtLine.map(line => `time=2026-11-20T14:02:11Z ${line}`);
const log = fc
  .constantFrom(timedJson, timedLogfmt, accessLine)
  .chain(line => fc.array(line, { minLength: 20, maxLength: 60 }))
  .map(lines => encodeText(lines.map(line => `${line.replaceAll('\n', ' ')}\n`).join('')));

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
    'agrees with filtering locally on every line',
    async () => {
      let saved = 0;
      await fc.assert(
        fc.asyncProperty(
          log,
          fc.array(condition, { minLength: 1, maxLength: 2 }),
          fc.boolean(),
          async (text, where, ignoreCase) => {
            writeFileSync(file, fromByteString(text));
            const query = { ...EVERYTHING, where, ignoreCase };
            const start = learnRecordStart(text, LOG);
            const found = { ...query, findings: { start, span: null, size: null } };
            const planned = planSource(found, { kind: 'file', path: file, glob: false }, flavour.facts, {
              sudo: false,
            });
            if (!planned.ok || planned.plan.remote === null) throw new Error('not planned');
            const run = await runRemote(remoteCommand(planned.plan.remote), { env: { PATH: path } });
            expect({ ...run.report, code: run.code }).toMatchObject({ trouble: null, messages: [], code: 0 });
            expect(filtered(planned.plan.local!, run.out)).toBe(filtered(wholeFilter(query), text));
            saved += text.length - run.out.length;
          },
        ),
        { numRuns: RUNS },
      );
      expect(saved > 0).toBe(flavour.facts.awk !== 'none');
    },
    RUNS * 5000,
  );
});
