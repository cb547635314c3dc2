import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LineEnd } from '../../../src/core/lines.ts';
import type { Source } from '../../../src/core/target.ts';
import { createTee } from '../../../src/print/tee/tee.ts';
import { teeName } from '../../../src/print/tee/teeName.ts';
import type { SourceSink } from '../../../src/session/events.ts';
import { sampleSource } from '../samples.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rtail-tee-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const silent: SourceSink = { opened: () => {}, lines: () => {}, marker: () => {}, state: () => {} };

const FRESH = { end: '\n', resume: false } as const;

const A = sampleSource(0, 'web-01');
const B = sampleSource(1, 'db');

describe('createTee', () => {
  test('saves each source to its own file, byte for byte, and passes everything on', async () => {
    const passed: string[] = [];
    const tee = createTee(join(folder, 'made', 'here'), FRESH);
    const sink = tee.through({
      opened: source => void passed.push(`opened ${source.id}`),
      lines: (source, chunk) => void passed.push(`${source.id} ${chunk.toString('latin1')}`),
      marker: source => void passed.push(`marker ${source.id}`),
      state: (source, state) => void passed.push(`${state.kind} ${source.id}`),
    });
    sink.opened(A);
    sink.opened(B);
    await sink.lines(A, Buffer.from('a\r\n\xff\0\n', 'latin1'));
    await sink.lines(B, Buffer.from('b\n'));
    await sink.lines(A, Buffer.from('last'));
    sink.marker(A, { kind: 'truncated', at: 0 });
    sink.state(A, { kind: 'done' });
    await tee.finish();
    expect(passed).toEqual([
      'opened 0',
      'opened 1',
      '0 a\r\n\xff\0\n',
      '1 b\n',
      '0 last',
      'marker 0',
      'done 0',
    ]);
    expect(readFileSync(tee.files().get(0)!, 'latin1')).toBe('a\r\n\xff\0\nlast');
    expect(readdirSync(join(folder, 'made', 'here')).sort()).toEqual(['db--app.log', 'web-01--app.log']);
    expect(tee.failed.aborted).toBe(false);
  });

  test.each<[before: string, end: LineEnd, after: string]>([
    ['a\n', '\n', 'a\nb'],
    ['half', '\n', 'half\nb'],
    ['a\0', '\0', 'a\0b'],
    ['a\n', '\0', 'a\n\0b'],
  ])('continues after existing %j, with lines that end in %j', async (before, end, after) => {
    writeFileSync(join(folder, 'web-01--app.log'), before);
    const tee = createTee(folder, { end, resume: true });
    const sink = tee.through(silent);
    sink.opened(A);
    await sink.lines(A, Buffer.from('b'));
    await tee.finish();
    expect(readFileSync(join(folder, 'web-01--app.log'), 'utf8')).toBe(after);
  });

  test('saves the text of entries, and passes them on as entries', async () => {
    const entries = ['one', 'two\nlines'].map(text => ({
      ...{ text, time: null, level: 'warn' as const },
      fields: () => ({}) as never,
    }));
    const passed: unknown[] = [];
    const tee = createTee(folder, FRESH);
    const sink = tee.through({ ...silent, entries: (_source, given) => void passed.push(given) });
    sink.opened(A);
    await sink.entries!(A, entries);
    await tee.finish();
    expect(readFileSync(join(folder, 'web-01--app.log'), 'utf8')).toBe('one\ntwo\nlines\n');
    expect(passed).toEqual([entries]);
  });

  test('reports which file cannot be written', () => {
    const tee = createTee(folder, FRESH);
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'a file in the way');
    tee.through(silent).opened(A);
    expect(tee.failed.aborted).toBe(true);
    expect(tee.failure()).toMatch(/web-01--app\.log cannot be written: ENOTDIR/);
  });

  test('waits for both the file and the next sink', async () => {
    const tee = createTee(folder, FRESH);
    let free = (): void => {};
    const sink = tee.through({ ...silent, lines: () => new Promise<void>(done => (free = done)) });
    sink.opened(A);
    let over = false;
    const writing = Promise.resolve(sink.lines(A, Buffer.alloc(300_000))).then(() => (over = true));
    await new Promise(done => setTimeout(done, 20));
    expect(over).toBe(false);
    free();
    await writing;
    await tee.finish();
  });
});

describe('teeName', () => {
  const hashed = (start: string) => new RegExp(`^${start}--[0-9a-f]{10}\\.log$`);
  const table: readonly [title: string, source: Source, name: RegExp][] = [
    ['plain names', sampleSource(0, 'web-01', 'app'), /^web-01--app\.log$/],
    ['a name that ends in .log', sampleSource(0, 'web-01', 'app.log'), /^web-01--app\.log$/],
    ['a path', sampleSource(0, 'a', '/var/log/x.log'), hashed('a--var-log-x\\.log')],
    ['a way out of the folder', sampleSource(0, '..', '../../etc/passwd'), hashed('--etc-passwd')],
    ['newline, NUL, escape', sampleSource(0, 'a\n\0', '\x1b[2J'), hashed('a---2J')],
    ['another script', sampleSource(0, '主机', 'é'), hashed('--')],
    ['a name as long as a line', sampleSource(0, 'h'.repeat(300)), hashed('h{120}')],
  ];
  test.each(table)('%s', (_title, source, name) => expect(teeName(source, new Set())).toMatch(name));

  test('no two sources of a run share a file, even if case is ignored', () => {
    const part = fc.string({
      unit: fc.constantFrom('a', 'A', '-', '.', '/', '_', 'é'),
      minLength: 1,
      maxLength: 6,
    });
    const pairs = fc.uniqueArray(fc.tuple(part, part), { maxLength: 12, selector: pair => pair.join('\0') });
    fc.assert(
      fc.property(pairs, sources => {
        const taken = new Set<string>();
        for (const [index, [host, log]] of sources.entries()) {
          const name = teeName(sampleSource(index, host, log), taken);
          expect(taken.has(name.toLowerCase())).toBe(false);
          expect(name).toMatch(/^[A-Za-z0-9._-]+$/);
          taken.add(name.toLowerCase());
        }
      }),
    );
  });
});
