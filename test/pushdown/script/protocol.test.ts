import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { startPosition } from '../../../src/core/follow/position.ts';
import { readFollowFrame } from '../../../src/pushdown/follow/frame.ts';
import { readSurvey } from '../../../src/pushdown/follow/survey.ts';
import { readListing } from '../../../src/pushdown/probes/listing.ts';
import { readProbe } from '../../../src/pushdown/probes/probe.ts';
import { newNonce, nonceGate } from '../../../src/pushdown/script/nonceGate.ts';
import { pathFromBytes } from '../../../src/pushdown/script/pathBytes.ts';
import { reportReader } from '../../../src/pushdown/script/report.ts';
import { chunked } from '../chunked.ts';
import { parseReport } from '../parseReport.ts';

const NONCE = '00112233445566778899aabbccddeeff';
const SUBJECT = { nonce: NONCE, host: 'web-01', log: 'app' };
const bytes = fc.string({ unit: 'binary-ascii', maxLength: 400 });
const cuts = fc.array(fc.nat(400));

describe("a host's output is not trusted", () => {
  test('the gate passes exactly what follows the nonce line, however it is chunked', () => {
    fc.assert(
      fc.property(bytes, bytes, cuts, (before, after, at) => {
        const gate = nonceGate(NONCE, 'web-01');
        const stream = `${before}${NONCE}\n${after}`;
        const given = chunked(stream, at).map(chunk => gate.push(chunk).toString('latin1'));
        expect(given.join('')).toBe(after);
        expect(gate.open).toBe(true);
      }),
    );
  });

  test('without the nonce the gate stays closed', () => {
    fc.assert(
      fc.property(bytes, cuts, (text, at) => {
        const gate = nonceGate(newNonce(), 'web-01');
        expect(Buffer.concat(chunked(text, at).map(chunk => gate.push(chunk))).length).toBe(0);
        expect(gate.open).toBe(false);
      }),
    );
  });

  test('reports are the same however stderr is chunked, and arbitrary bytes between them are messages', () => {
    const line = fc.oneof(
      bytes.map(text => text.replaceAll('\n', ' ')),
      fc.constantFrom(`${NONCE} verified`, `${NONCE} moved 12 34`, `${NONCE} head 12.5`, `${NONCE} missing`),
    );
    fc.assert(
      fc.property(fc.array(line), cuts, (lines, at) => {
        const stream = lines.map(text => `\n${text}\n`).join('');
        const whole = reportReader(SUBJECT);
        const cut = reportReader(SUBJECT);
        const wanted = [...whole.push(stream), ...whole.end()];
        const given = chunked(stream, at).flatMap(chunk => cut.push(chunk.toString('latin1')));
        expect([...given, ...cut.end()]).toEqual(wanted);
        expect(cut.takeMessages()).toEqual(whole.takeMessages());
      }),
    );
  });

  test('nobody reports without the nonce', () => {
    const spoof = fc.constantFrom(
      'verified',
      'missing',
      'moved 1 2',
      'read 5',
      `${'0'.repeat(32)} truncated`,
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(bytes, spoof)), lines => {
        const { trouble, bytesRead } = parseReport(lines.join('\n'), { ...SUBJECT, nonce: newNonce() });
        expect({ trouble, bytesRead }).toEqual({ trouble: null, bytesRead: null });
      }),
    );
  });

  test('a probe contains only known values, whatever the host prints', () => {
    const line = fc
      .tuple(fc.constantFrom('tail', 'grep', 'awk', 'flushes', 'clock', 'system', 'sudo'), bytes)
      .map(pair => pair.join(' '));
    fc.assert(
      fc.property(fc.array(fc.oneof(line, bytes)), lines => {
        const facts = readProbe(lines.join('\n'), { sent: 1000, received: 2000 });
        expect(['gnu', 'busybox', 'bsd', 'none']).toContain(facts.tail);
        expect(['gawk', 'mawk', 'busybox', 'bwk', 'none']).toContain(facts.awk);
        expect(facts.clockSkewMs === null || Number.isFinite(facts.clockSkewMs)).toBe(true);
      }),
    );
  });

  test('a listing contains exactly its paths', () => {
    fc.assert(
      fc.property(fc.array(bytes.map(text => text.replaceAll('\0', ''))), entries => {
        const paths = readListing(entries.join('\0')).map(file => file.path);
        const listed = entries.filter(entry => /^[ruds]/.test(entry));
        expect(paths).toEqual(listed.map(entry => pathFromBytes(entry.slice(1))));
      }),
    );
  });

  test('the words of a frame are checked', () => {
    fc.assert(
      fc.property(fc.array(bytes), words => {
        const frame = readFollowFrame(words);
        if (frame?.kind === 'moved') expect(Number.isSafeInteger(frame.left.size)).toBe(true);
      }),
    );
    const moved = (...words: string[]) => readFollowFrame(['moved', ...words]);
    const left = (...words: string[]) => {
      const frame = moved(...words);
      return frame?.kind === 'moved' ? frame.left : null;
    };
    expect(moved('-1', '1')).toBe(null);
    expect(moved('5')).toBe(null);
    expect(left('5', '0', '1', '100.5', '7', '12.3', '101.25')).toEqual({
      ...{ size: 5, links: 0, drained: true, gapSeconds: 0.75, overtakenSeconds: null },
      successor: { inode: '7', head: { length: 3, crc: 12 } },
    });
    expect(left('5', '1', '0', '100', '7', '-', '0')).toMatchObject({
      ...{ drained: false, gapSeconds: null },
      successor: { inode: '7', head: { length: 0 } },
    });
    expect(left('5', '1', '0', '100', 'x', '12.3', '-')).toMatchObject({ successor: null });
    const after = ['100', '7', '12.3', '101'];
    expect(left('5', '0', '1', ...after, '99.5', '99.75', '100')).toMatchObject({ overtakenSeconds: 0.25 });
    expect(left('5', '0', '1', ...after, '-', '100')).toMatchObject({
      overtakenSeconds: Number.POSITIVE_INFINITY,
    });
    expect(readFollowFrame(['head', '1', 'x0'])).toBe(null);
    expect(readFollowFrame(['at', '1', '9'.repeat(30)])).toBe(null);
    expect(readFollowFrame(['at', '1', '9'])).toEqual({ kind: 'at', byte: 9 });
    expect(readFollowFrame(['open', '1', '3', '4'])).toBe(null);
  });
});

describe('surveys', () => {
  const request = {
    path: '/var/log/app.log',
    stages: [],
    at: startPosition({ inode: '7', head: { length: 3, crc: 1 } }, 0, []),
    zeroTerminated: false,
    waits: false,
  };

  test('arbitrary bytes are not a survey, or are one without files', () => {
    fc.assert(
      fc.property(bytes, text => {
        const answer = readSurvey(text, request);
        if (answer) expect(answer.survey.current).toBe(null);
      }),
    );
  });

  test('a name may contain anything except NUL', () => {
    fc.assert(
      fc.property(
        bytes.map(text => text.replaceAll('\0', '')),
        name => {
          const file = `file r - 12 34 56 0 99.10 1.3 - - - /var/log/app.log.${name}`;
          const answer = readSurvey(`begin\0${file}\0now 60\0listing 1\0end\0`, request);
          expect(answer?.survey.rotated.map(one => one.name)).toEqual([`/var/log/app.log.${name}`]);
        },
      ),
    );
  });

  test('a checksum over too few bytes is invalid', () => {
    const file = (known: string) =>
      `begin\0file c - 7 34 56 0 99.10 ${known} - - - /var/log/app.log\0now 60\0listing 1\0end\0`;
    expect(readSurvey(file('1.3'), request)?.survey.current?.known).toBe(1);
    expect(readSurvey(file('1.2'), request)?.survey.current?.known).toBe(null);
  });

  test('a truncated survey is invalid; one that was restarted counts from there', () => {
    const file = 'file c - 7 34 56 0 99.10 1.3 - - - /var/log/app.log';
    expect(readSurvey(`begin\0${file}\0`, request)).toBe(null);
    const twice = readSurvey(`begin\0${file}\0begin\0now 60\0listing 1\0end\0`, request);
    expect(twice?.survey.current).toBe(null);
  });
});
