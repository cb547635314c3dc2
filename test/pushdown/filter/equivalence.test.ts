import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ByteString, fromByteString } from '../../../src/core/bytes.ts';
import type { HostFacts } from '../../../src/core/facts.ts';
import { createLineFilter } from '../../../src/core/filter/filter.ts';
import { EVERYTHING, type Query } from '../../../src/core/query.ts';
import { planSource } from '../../../src/pushdown/plan.ts';
import { remoteCommand } from '../../../src/pushdown/script/script.ts';
import { FLAVOURS, pathWith } from '../flavours.ts';
import { plainPipeline } from '../pipeline.ts';
import { GNU, runRemote } from '../runRemote.ts';

const folder = mkdtempSync(join(tmpdir(), 'rtail-equivalence-'));
const file = join(folder, "it's a log");

const words = ['ERROR', 'error', 'a', 'ab', '.', '', '--', 'x y', '503', 'é', '\t', 'b'];
const line = fc.array(fc.constantFrom(...words), { maxLength: 4 }).map(list => list.join(' '));
const content: fc.Arbitrary<ByteString> = fc
  .tuple(fc.array(line, { maxLength: 60 }), fc.boolean())
  .map(([lines, ended]) =>
    Buffer.from(lines.join('\n') + (ended && lines.length > 0 ? '\n' : '')).toString('latin1'),
  );

const number = (most: number) => fc.integer({ min: 0, max: most });
const limit = fc.option(number(6), { freq: 2 });
const pattern = fc.constantFrom(
  'ERROR',
  'a',
  'ab|503',
  '^x',
  'b$',
  '[0-9]{3}',
  '',
  'é',
  '\\<a\\>',
  '(a|b)+ ',
  '^$',
  '\\.',
  'x.y',
);
const from: fc.Arbitrary<Query['from']> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'fromLine', line: 1 } as const) },
  { weight: 1, arbitrary: number(70).map(count => ({ kind: 'lastLines', count }) as const) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 70 }).map(start => ({ kind: 'fromLine', line: start }) as const),
  },
  { weight: 1, arbitrary: number(400).map(count => ({ kind: 'lastBytes', count }) as const) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 400 }).map(byte => ({ kind: 'fromByte', byte }) as const),
  },
);
const query: fc.Arbitrary<Query> = fc
  .record({
    from,
    grep: fc.array(pattern, { maxLength: 2 }),
    exclude: fc.array(pattern, { maxLength: 2 }),
    ignoreCase: fc.boolean(),
    fixed: fc.boolean(),
    before: fc.constantFrom(0, 0, 0, 1, 2),
    after: fc.constantFrom(0, 0, 0, 1, 3),
    maxCount: limit,
    last: limit,
    head: limit,
    pushdown: fc.constantFrom(true, true, true, false),
  })
  // The latest lines are not combined with other limits.
  .map(asked => ({ ...EVERYTHING, ...asked, ...(asked.last !== null && { maxCount: null, head: null }) }));

/** Runs the remote script for real, then the remaining local part, in chunks of every size. */
const pushedDown = async (
  asked: Query,
  facts: HostFacts,
  path: string,
  chunkLines: number,
): Promise<ByteString> => {
  const planned = planSource(asked, { kind: 'file', path: file, glob: false }, facts, { sudo: false });
  if (!planned.ok || planned.plan.remote === null) throw new Error('not planned');
  const run = await runRemote(remoteCommand(planned.plan.remote), { env: { PATH: path } });
  expect({ ...run.report, code: run.code }).toMatchObject({ trouble: null, messages: [], code: 0 });
  if (planned.plan.local === null) return run.out;
  const filter = createLineFilter(planned.plan.local);
  const separator = asked.zeroTerminated ? '\0' : '\n';
  const lines = run.out
    .split(separator)
    .map((text, index, all) => (index < all.length - 1 ? text + separator : text));
  let out = '';
  for (let at = 0; at < lines.length && !filter.done; at += chunkLines) {
    out += filter.push(lines.slice(at, at + chunkLines).join(''));
  }
  return out + filter.end();
};

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Edge {
  readonly asked: Query;
  readonly text: ByteString;
  readonly expected: ByteString;
}

/** Logs with matches near the edge of the part that is read first; the same for all tools. */
const makeEdges = (): Edge[] => {
  const filler = 'x'.repeat(99);
  const last = 1_048_576 / 100;
  const start = 11_000 - Math.round(last);
  const rows = [
    [[-2, -1], 1, 3],
    [[-3, 1], 1, 3],
    [[-1, 0, 1, 2], 2, 3],
    [[0, 3, 4, last - 1], 2, 3],
    [[-4000, last - 1], 2, 3],
    [[-2, -1], 1, 0],
    [[-2, 0], 1, 0],
    [[-2, 0, 1], 2, 0],
    [[-2, 1, 2], 2, 0],
    [[-4000, 2, last - 1], 2, 0],
  ] as const;
  return rows.map(([matches, count, before]) => {
    const lines = Array.from({ length: 11_000 }, (_, index) =>
      matches.some(at => Math.round(at) === index - start) ? `hit ${filler.slice(8)} hit` : filler,
    );
    const text = `${lines.join('\n')}\n`;
    const asked: Query = { ...EVERYTHING, grep: ['hit'], before, after: before, last: count };
    return { asked, text, expected: plainPipeline(asked, text) };
  });
};

let edges: readonly Edge[];
beforeAll(() => {
  edges = makeEdges();
});

describe.each(FLAVOURS)('$name', flavour => {
  const { facts } = flavour;
  let path = '';
  beforeAll(() => {
    path = pathWith(folder, flavour);
  });

  it('prints what the plain pipeline prints', async () => {
    await fc.assert(
      fc.asyncProperty(query, content, fc.integer({ min: 1, max: 20 }), async (asked, text, chunkLines) => {
        writeFileSync(file, fromByteString(text));
        expect(await pushedDown(asked, facts, path, chunkLines)).toBe(plainPipeline(asked, text));
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  it('finds the latest matches with their context at the edge of the part that is read first', async () => {
    for (const { asked, text, expected } of edges) {
      writeFileSync(file, text);
      expect(await pushedDown(asked, facts, path, 1000)).toBe(expected);
    }
  });
});

describe('NUL-ended records', () => {
  it('are filtered like lines', async () => {
    await fc.assert(
      fc.asyncProperty(query, content, async (asked, text) => {
        const zero: Query = { ...asked, before: 0, after: 0, zeroTerminated: true };
        const records = text.replaceAll('\n', '\0').replaceAll('\t', '\n');
        writeFileSync(file, fromByteString(records));
        expect(await pushedDown(zero, GNU, process.env['PATH']!, 5)).toBe(plainPipeline(zero, records));
      }),
      { numRuns: 50 },
    );
  }, 60_000);
});
