import { mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { cksum } from '../../../src/core/follow/checksum.ts';
import { type HistoryPlace, pageEdges } from '../../../src/core/history/place.ts';
import { EVERYTHING } from '../../../src/core/query.ts';
import type { Host } from '../../../src/core/target.ts';
import { NO_PAGE_FILTER, type PageFilter, pageFilter } from '../../../src/pushdown/history/pageFilter.ts';
import { type Stage, stage } from '../../../src/pushdown/script/stage.ts';
import { readPage } from '../../../src/session/history/readPage.ts';
import { createLocalTransport } from '../../../src/transport/local.ts';
import { FLAVOURS, pathWith } from '../../pushdown/flavours.ts';
import { GNU } from '../../pushdown/runRemote.ts';

const root = mkdtempSync(join(tmpdir(), 'rtail-pages-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const HOST = { name: 'here', kind: 'local' } as Host;
let count = 0;

/**
 * Creates a log with these generations, oldest first, each with its lines; those with `gz` are compressed.
 * Returns its whole text, and a place in the newest.
 */
const rotated = (generations: readonly { readonly lines: readonly string[]; readonly gz: boolean }[]) => {
  const folder = mkdtempSync(join(root, `${count++}-`));
  const path = join(folder, 'app log.log');
  for (const [i, { lines, gz }] of generations.entries()) {
    const age = generations.length - 1 - i;
    const name = age === 0 ? path : `${path}.${age}${gz ? '.gz' : ''}`;
    const text = Buffer.from(lines.join(''));
    writeFileSync(name, gz && age > 0 ? gzipSync(text) : text);
    const time = Date.now() / 1000 - age * 3600;
    utimesSync(name, time, time);
  }
  const current = Buffer.from(generations.at(-1)!.lines.join(''));
  const head = current.subarray(0, 512);
  const place = (offset: number): HistoryPlace => ({
    generation: { inode: `${statSync(path).ino}`, head: { crc: cksum(head), length: head.length } },
    offset,
  });
  return { path, place, size: current.length };
};

const plain = (stages: readonly Stage[]): PageFilter => ({ stages, search: null });
const UNFILTERED = { filter: NO_PAGE_FILTER, margin: 0, bytes: 1e9 } as const;

const connection = createLocalTransport().connect(HOST, new AbortController().signal);

const readAll = async (
  path: string,
  from: HistoryPlace,
  lines: readonly number[],
  how: {
    readonly direction: 'back' | 'forth';
    readonly until?: HistoryPlace;
    readonly pattern?: string;
    readonly filter?: PageFilter;
  },
): Promise<string> => {
  const parts: string[] = [];
  let place = from;
  for (let i = 0; i < 200; i++) {
    const page = await readPage(
      await connection,
      {
        path,
        from: place,
        direction: how.direction,
        until: how.until ?? null,
        lines: lines[i % lines.length]!,
        filter: how.filter ?? plain(how.pattern === undefined ? [] : [stage(['grep', '-a', how.pattern])]),
        margin: 1000,
        bytes: 1e9,
      },
      new AbortController().signal,
    );
    const text = page.spans.map(span => span.lines.toString()).join('');
    if (how.direction === 'back') parts.unshift(text);
    else parts.push(text);
    const edges = pageEdges(page);
    if (edges) place = how.direction === 'back' ? edges.first : edges.last;
    if (page.end !== 'enough') return `${page.end === 'lost' ? 'LOST ' : ''}${parts.join('')}`;
  }
  throw new Error('no edge was reached');
};

const line = fc
  .tuple(fc.constantFrom('', '  ', '\t'), fc.string({ maxLength: 300 }))
  .map(([indent, text]) => `${indent}${text.replace(/[\r\n\0]/g, '?')}\n`);
const generation = fc.record({ lines: fc.array(line, { minLength: 1, maxLength: 400 }), gz: fc.boolean() });

describe('pages of a log’s past', () => {
  it('return every line before the place once, in order, over rotated and compressed generations', async () => {
    const logs = fc.tuple(
      fc.array(generation, { minLength: 1, maxLength: 4 }),
      fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 3 }),
      fc.nat(),
    );
    await fc.assert(
      fc.asyncProperty(logs, async ([generations, pages, at]) => {
        const { path, place, size } = rotated(generations);
        const current = generations.at(-1)!.lines;
        const kept = at % (current.length + 1);
        const offset = Buffer.byteLength(current.slice(0, kept).join(''));
        const older = generations.slice(0, -1).flatMap(one => one.lines);
        const before = [...older, ...current.slice(0, kept)].join('');
        expect(await readAll(path, place(offset), pages, { direction: 'back' })).toBe(before);
        expect(offset).toBeLessThanOrEqual(size);
      }),
      { numRuns: 12, seed: 7 },
    );
  }, 60_000);

  const big = (): ReturnType<typeof rotated> & { readonly text: string } => {
    const lines = Array.from(
      { length: 9000 },
      (_, n) => `2026-11-20 14:00:00 line ${n} ${n % 97 === 0 ? 'rare' : 'common'} ${'x'.repeat(n % 80)}\n`,
    );
    const log = rotated([
      { lines: lines.slice(0, 3000), gz: true },
      { lines: lines.slice(3000, 6000), gz: false },
      { lines: lines.slice(6000), gz: false },
    ]);
    return { ...log, text: lines.join('') };
  };

  it('reach back with a filter that few lines pass', async () => {
    const { path, place, size, text } = big();
    const rare = text
      .split('\n')
      .filter(one => one.includes(' rare '))
      .map(one => `${one}\n`)
      .join('');
    expect(await readAll(path, place(size), [20], { direction: 'back', pattern: ' rare ' })).toBe(rare);
  });

  it('contain each matching record whole, wherever pages are cut', async () => {
    const more = Array.from(
      { length: 40 },
      (_, i) => `Caused by: java.io.IOException: ${'x'.repeat(i * 5)}\n`,
    );
    const records = Array.from(
      { length: 400 },
      (_, n) => `2026-11-20 14:00:00 record ${n} ${n % 3 ? 'plain' : 'needle'}\n${more.join('')}`,
    );
    const { path, place, size } = rotated([{ lines: records, gz: false }]);
    const start = { all: ['^2026-'], any: [], none: [], timed: true };
    const findings = { start, span: null, size: null };
    const query = { ...EVERYTHING, grep: ['needle'], record: true, findings };
    const wanted = records.filter(one => one.includes('needle')).join('');
    const searched = pageFilter(query, GNU);
    for (const filter of [searched, plain(searched.stages)])
      expect(await readAll(path, place(size), [300], { direction: 'back', filter })).toBe(wanted);
  });

  it('are read forwards again from the start of a page, up to what is buffered', async () => {
    const { path, place, text } = big();
    const page = await readPage(
      await connection,
      { path, from: place(50_000), direction: 'back', until: null, lines: 5500, ...UNFILTERED },
      new AbortController().signal,
    );
    const { first } = pageEdges(page)!;
    const forth = await readAll(path, first, [800], { direction: 'forth', until: place(50_000) });
    expect(forth).toBe(page.spans.map(span => span.lines.toString()).join(''));
    expect(text).toContain(forth);
    expect(forth.split('\n').length).toBeGreaterThan(5500);
  });

  it('find a generation by its head if it has been compressed since, and report when it is gone', async () => {
    const { path, place, text } = big();
    const other = { ...place(1000), generation: { ...place(0).generation, inode: '1' } };
    expect(text).toContain(await readAll(path, other, [1], { direction: 'back' }));
    const head = { crc: 1, length: 512 };
    expect(
      await readAll(path, { generation: { inode: '1', head }, offset: 9 }, [9], { direction: 'back' }),
    ).toBe('LOST ');
  });

  it.each(FLAVOURS.map(one => [one.name, one] as const))('are the same with %s', async (_name, flavour) => {
    const { path, place, size, text } = big();
    const own = await createLocalTransport({
      ...process.env,
      PATH: pathWith(mkdtempSync(join(root, 'bin-')), flavour),
    }).connect(HOST, new AbortController().signal);
    const page = await readPage(
      own,
      { path, from: place(size), direction: 'back', until: null, lines: 2000, ...UNFILTERED },
      new AbortController().signal,
    );
    const got = page.spans.map(span => span.lines.toString()).join('');
    expect(text.endsWith(got)).toBe(true);
    expect(got.split('\n').length).toBeGreaterThan(2000);
  });
});
