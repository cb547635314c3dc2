import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { toByteString } from '../../../src/core/bytes.ts';
import { cksum } from '../../../src/core/follow/checksum.ts';
import type { HistoryPlace } from '../../../src/core/history/place.ts';
import { EVERYTHING, type Query } from '../../../src/core/query.ts';
import type { LogRecord } from '../../../src/core/record.ts';
import { createAssembler } from '../../../src/core/records/assemble.ts';
import type { Source } from '../../../src/core/target.ts';
import { HistoryReader } from '../../../src/session/history/historyReader.ts';
import type { FindingContext } from '../../../src/session/host/findings.ts';
import { createLocalTransport } from '../../../src/transport/local.ts';
import { FLAVOURS, type Flavour, pathWith } from '../../pushdown/flavours.ts';

const root = mkdtempSync(join(tmpdir(), 'rtail-search-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const HOST = { name: 'here', kind: 'local', timezone: null } as Source['host'];
const FORMAT = { format: null, start: null, timezone: null };

/** Writes a log; returns it as a source, with the place of its end. */
const logOf = (text: Buffer): { readonly source: Source; readonly end: HistoryPlace } => {
  const path = join(mkdtempSync(join(root, 'log-')), 'app.log');
  writeFileSync(path, text);
  const head = text.subarray(0, 512);
  const generation = { inode: `${statSync(path).ino}`, head: { crc: cksum(head), length: head.length } };
  const place = { kind: 'file', path, glob: false } as const;
  return {
    source: { id: 0, host: HOST, log: 'app', place, format: FORMAT },
    end: { generation, offset: text.length },
  };
};

const readerWith = async (flavour: Flavour): Promise<HistoryReader> => {
  const env = { ...process.env, PATH: pathWith(mkdtempSync(join(root, 'bin-')), flavour) };
  const connection = await createLocalTransport(env).connect(HOST, new AbortController().signal);
  const { facts } = flavour;
  const hosts = {
    reach: () => Promise.resolve({ connection, facts }),
    facts: () => facts,
    readEnds: async () => null,
  };
  return new HistoryReader({ hosts, sudo: false, now: () => 0 } as unknown as FindingContext);
};

const NEEDLE: Query = { ...EVERYTHING, grep: ['needle'], record: true, from: { kind: 'fromLine', line: 1 } };
const keeps = ({ text }: LogRecord): boolean => text.includes('needle');

/** Reads all matching records back from the end of a log, or forth from its start. */
const matches = async (
  reader: HistoryReader,
  { source, end }: ReturnType<typeof logOf>,
  lines: number,
  direction: 'back' | 'forth' = 'back',
): Promise<{ readonly texts: string[]; readonly received: number; readonly pages: number }> => {
  const texts: string[] = [];
  let from = direction === 'back' ? end : { ...end, offset: 0 };
  let received = 0;
  for (let pages = 1; ; pages++) {
    const ask = { from, direction, until: null, lines, bytes: 1e9, query: NEEDLE, keeps };
    const read = await reader.read(source, ask, new AbortController().signal);
    received += read.bytesReceived;
    const some = read.records.map(record => record.text);
    if (direction === 'back') texts.unshift(...some);
    else texts.push(...some);
    if (read.end !== 'enough') return { texts, received, pages };
    from = direction === 'back' ? read.edges!.first : read.edges!.last;
  }
};

const expected = (text: Buffer): string[] => {
  const assembler = createAssembler({ source: 0, format: FORMAT, timezone: null, group: true });
  return [...assembler.push(toByteString(text), 0), ...assembler.flush()]
    .filter(keeps)
    .map(record => record.text);
};

const clock = (n: number): string => new Date(Date.UTC(2026, 10, 20) + n * 1000).toISOString();
const word = (isWanted: boolean): string => (isWanted ? 'a needle' : 'hay');

/** Kinds of logs: what its `n`th record looks like, with or without the word, and so many further lines. */
const KINDS: Readonly<Record<string, (n: number, isWanted: boolean, more: number) => string>> = {
  dated: (n, isWanted, more) =>
    `${clock(n)} INFO [http-${n % 7}] line ${n} ${word(isWanted)} ${'x'.repeat(n % 60)}\n${`\tat a.B(${n})\nCaused by: c.D\n`.repeat(more % 3)}`,
  'dated, with the word in further lines': (n, isWanted, more) =>
    `${clock(n).slice(0, 19).replace('T', ' ')} ERROR line ${n}\n${`\tat a.B(${n})\n`.repeat(more)}${isWanted ? 'Caused by: needle\n\t... 3 more\n' : ''}`,
  undated: (n, isWanted) => `line ${n} ${word(isWanted)}\n`,
  'JSON without times': (n, isWanted) => `{"level":"info","msg":"${word(isWanted)}","n":${n}}\n`,
  syslog: (n, isWanted) =>
    `Nov 20 10:${`${n % 60}`.padStart(2, '0')}:00 web-01 sshd[${n % 5}]: ${word(isWanted)} ${n}\n`,
};

const logs = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.nat(5)), {
  minLength: 1500,
  maxLength: 6000,
});
const flavours = FLAVOURS.filter(({ facts }) => facts.grep === 'gnu' || facts.grep === 'none');

describe('older lines that pass a filter', () => {
  it.each(Object.entries(KINDS))('are all found in a log that is %s', async (_name, lineOf) => {
    const readers = await Promise.all(flavours.map(readerWith));
    await fc.assert(
      fc.asyncProperty(logs, fc.nat(), fc.boolean(), async (records, at, isDense) => {
        const isWanted = (chance: number): boolean => (isDense ? chance < 8 : chance === 0);
        const text = Buffer.from(
          records.map(([chance, more], n) => lineOf(n, isWanted(chance), more)).join(''),
        );
        const direction = at % 3 === 0 ? 'forth' : 'back';
        const lines = 20 + (at % 400);
        const { texts } = await matches(readers[at % readers.length]!, logOf(text), lines, direction);
        expect(texts).toEqual(expected(text));
      }),
      { numRuns: 4, seed: 14 },
    );
  });

  it('are all that is received where records can be told apart, and little more elsewhere', async () => {
    const reader = await readerWith(FLAVOURS[0]!);
    const received = async (kind: string): Promise<number> => {
      const lineOf = KINDS[kind]!;
      const text = Array.from({ length: 60_000 }, (_, n) => lineOf(n, n % 20_000 === 7, 0)).join('');
      const found = await matches(reader, logOf(Buffer.from(text)), 100);
      expect([found.texts.length, found.pages]).toEqual([3, 1]);
      return found.received;
    };
    expect(await received('dated')).toBeLessThan(400);
    expect(await received('dated, with the word in further lines')).toBeLessThan(400);
    expect(await received('undated')).toBeLessThan(3 * 34_000);
    expect(await received('syslog')).toBeLessThan(3 * 34_000);
  });

  it('are whole where they are longer than what is read around them', async () => {
    const reader = await readerWith(FLAVOURS[0]!);
    const trace = (n: number): string => `start ${n}\n${'  at something.in(a file)\n'.repeat(3000)}`;
    const text = Buffer.from(
      `${'hay\n'.repeat(50_000)}${trace(1)}  at needle\n${trace(2)}${'hay\n'.repeat(50_000)}`,
    );
    const { texts } = await matches(reader, logOf(text), 10);
    expect(texts).toEqual(expected(text));
    expect(texts[0]).toMatch(/^start 1/);
  });

  it('are found between lines with NUL bytes, and in long lines', async () => {
    const reader = await readerWith(FLAVOURS[0]!);
    const dated = KINDS['dated']!;
    const parts = Array.from({ length: 4000 }, (_, n) =>
      n % 50 === 3 ? `${'\0'.repeat(200)}\n` : n % 997 === 0 ? dated(n, true, 0) : dated(n, false, 0),
    );
    const text = Buffer.from([...parts, `${clock(5000)} INFO ${'y'.repeat(2e6)} needle\n`].join(''));
    const { texts } = await matches(reader, logOf(text), 3);
    expect(texts.map(one => one.slice(0, 24))).toEqual(expected(text).map(one => one.slice(0, 24)));
  });
});
