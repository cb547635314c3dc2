import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type ByteString, encodeText, fromByteString, toByteString } from '../../../src/core/bytes.ts';
import { LEVELS, type Level, severity } from '../../../src/core/level.ts';
import { EVERYTHING, type Query } from '../../../src/core/query.ts';
import { learnRecordStart } from '../../../src/core/records/start.ts';
import { wholeFilter } from '../../../src/pushdown/filter/filterStages.ts';
import { levelCondition } from '../../../src/pushdown/filter/levelCondition.ts';
import { orApart } from '../../../src/pushdown/filter/recordStages.ts';
import { streamCandidateStage } from '../../../src/pushdown/filter/streamCandidates.ts';
import { streamHead } from '../../../src/pushdown/filter/streamHeads.ts';
import { type Stage, stageText } from '../../../src/pushdown/script/stage.ts';
import { allRecords, inAnyOrder, selectedRecords } from '../../core/filter/selecting.ts';
import { interleavedLog, LOGGERS } from '../../core/interleavedLogs.ts';
import { LOG } from '../../core/randomLog.ts';
import { FLAVOURS, pathWith } from '../flavours.ts';

const folder = mkdtempSync(join(tmpdir(), 'rtail-streams-'));
const file = join(folder, 'app.log');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Lines that no logger wrote, or another one did. */
const STRANGE = [
  '',
  'ERROR: x',
  'plain words',
  '\tat com.shop.Cart.add(Cart.java:31)',
  'Nov 20 14:02:1',
  'Foo 20 14:02:11 web-1 app[11]: ERROR x',
  'Nov 20 14:02:11 web-1 app[11] ERROR x',
  '<14>Nov 20 14:02:11 web-1 app[11]: ERROR: x',
  'Nov 20 14:02:11 web-1 app[11]: ready )',
  '2026-11-20T14:02:11Z web-1 app[11]: WARN: x',
];

/**
 * Logs in which lines of other kinds are among those of several programs; repeated ones keep these far from each other, but not so far that
 * a record is over in the log and goes on in what the host sends.
 */
const log = fc
  .record({
    whole: interleavedLog,
    strange: fc.array(fc.tuple(fc.nat(60), fc.constantFrom(...STRANGE)), { maxLength: 4 }),
    repeats: fc.constantFrom(1, 1, 1, 30, 60),
    at: fc.nat(40),
    isCrlf: fc.boolean(),
  })
  .map(({ whole: { text, sample }, strange, repeats, at, isCrlf }) => {
    const lines = text.split('\n');
    for (const [index, line] of strange) lines.splice(Math.min(index, lines.length - 1), 0, encodeText(line));
    const many = lines.flatMap((line, index) =>
      index === at ? Array.from({ length: repeats }, () => sample.split('\n')[1]!).concat(line) : [line],
    );
    const end = isCrlf ? '\r\n' : '\n';
    return { text: many.join(end), sample: sample.replaceAll('\n', end) };
  });

const stageOf = (level: Level, sample: ByteString, mawk: boolean): Stage | null => {
  const start = learnRecordStart(sample, LOG);
  const head = start && streamHead(start, sample.split('\n').slice(0, -1));
  if (start === null || head === null) return null;
  const conditions = [orApart(levelCondition(level, null)!, start.apart ?? [])];
  const more = { before: 0, after: 0, torn: false, flush: false };
  return streamCandidateStage({ start, conditions, byLevel: true, mawk, ...more }, head);
};

describe.each(FLAVOURS.filter(({ facts }) => facts.grep === 'gnu' && facts.awk !== 'none'))(
  '$name',
  flavour => {
    const path = pathWith(folder, flavour);
    const mawk = flavour.facts.awk === 'mawk';

    const outputOf = (stage: Stage, text: ByteString, programs = path): ByteString => {
      writeFileSync(file, fromByteString(text));
      const script = stageText({ ...stage, readsFile: true }, { argument: file, input: file });
      const { stdout, stderr } = spawnSync('sh', [], {
        env: { PATH: programs },
        input: fromByteString(script),
      });
      expect(stderr.toString()).toBe('');
      return toByteString(stdout);
    };

    it('selects the records that the whole log has', () => {
      let dropped = 0;
      const property = fc.property(fc.constantFrom(...LEVELS), log, (level, { text, sample }) => {
        const stage = stageOf(level, sample, mawk);
        fc.pre(stage !== null && text !== '');
        const out = outputOf(stage!, text);
        const query: Query = { ...EVERYTHING, level };
        const expected = allRecords(text).filter(
          one => one.level !== null && severity(one.level) >= severity(level),
        );
        expect(inAnyOrder(selectedRecords(wholeFilter(query), out, 9, true))).toEqual(inAnyOrder(expected));
        if (out.length < text.length) dropped++;
      });
      fc.assert(property, { numRuns: Number(process.env['RUNS'] ?? 40) });
      expect(dropped).toBeGreaterThan(0);
    }, 600_000);

    it.each([0, 1, 9, 400])('waits for the line after the first one of a crash, behind %i others', count => {
      const of = (program: string, message: string) => `Nov 20 14:02:11 web-1 ${program}: ${message}\n`;
      const other = of('api[7]', 'ready');
      const crash = of('app[7]', 'Traceback (most recent call last):');
      const more = of('app[7]', 'stopped by x');
      const text = other + crash + other.repeat(count) + more + other.repeat(9);
      const stage = stageOf('error', other + of('app[7]', 'ready') + other, mawk)!;
      const records = selectedRecords(
        wholeFilter({ ...EVERYTHING, level: 'error' }),
        outputOf(stage, text),
        9,
        true,
      );
      expect(records).toEqual([{ level: 'error', text: (crash + more).trimEnd() }]);
    });

    it('passes on a blank line that continues a record, also with a carriage return', () => {
      const of = (message: string) => `Nov 20 14:02:11 web-1 app[7]: ${message}\r\n`;
      const text = of('ORA-00600: x') + of('') + of('ready');
      const stage = stageOf('error', of('ready').repeat(3), mawk)!;
      expect(outputOf(stage, text)).toBe(of('ORA-00600: x') + of(''));
    });

    it('passes on no other text, and none twice, if the log is truncated meanwhile', () => {
      const of = (program: string, message: string) => `Nov 20 14:02:11 web-1 ${program}: ${message}\n`;
      const sample = of('app[7]', 'ready').repeat(3);
      const text = of('api[7]', 'ready') + of('app[7]', 'ready') + of('api[7]', '\tat x');
      const shortening = mkdtempSync(join(folder, 'shortening-'));
      const grep = `#!/bin/sh\nPATH='${path}' grep "$@"\n: >'${file}'\n`;
      writeFileSync(join(shortening, 'grep'), grep, { mode: 0o755 });
      const out = outputOf(stageOf('error', sample, mawk)!, text, `${shortening}:${path}`);
      // Some awks have read the log by then.
      expect(out).toContain(of('api[7]', '\tat x'));
      const lines = text.split('\n').filter(line => out.includes(line));
      expect(out.split('\n').sort()).toEqual(lines.sort());
    });

    it('passes on marked lines alone, and what others may belong to', () => {
      const of = (program: string, message: string) => `Nov 20 14:02:11 web-1 ${program}: ${message}\n`;
      const ready = of('api[7]', 'ready');
      const wanted = of('app[7]', 'error: x');
      const before = of('cron[8]', 'started');
      const frame = of('cron[8]', '\tat x');
      const stage = stageOf('error', ready + of('app[7]', 'ready') + ready, mawk)!;
      const text = ready.repeat(9) + wanted + ready.repeat(9) + before + ready.repeat(99) + frame + ready;
      expect(outputOf(stage, text)).toBe(wanted + ready + before + frame);
    });
  },
);

describe('heads of streams', () => {
  it.each(Object.entries(LOGGERS).filter(([name]) => !/Heroku|Docker|5424/.test(name)))(
    'knows those of %s',
    (_name, write) => {
      const sample = [1, 2, 3].map(second => `${write('ready', `app[${second}]`, second)}\n`).join('');
      const start = learnRecordStart(encodeText(sample), LOG)!;
      expect(streamHead(start, sample.split('\n').slice(0, -1))).not.toBe(null);
    },
  );
});
