/**
 * Checks that the readers of untrusted bytes take linear time: the ratio of CPU times for twice the input, best of
 * `--rounds N`, starting with `--kb N` of hostile input, as a whole and in pieces of 7 bytes. 2 is linear, 4 quadratic.
 */
import { toByteString } from '../src/core/bytes.ts';
import { wholeLines } from '../src/core/lines.ts';
import { displayText } from '../src/core/text/sanitise.ts';
import { readListing } from '../src/pushdown/probes/listing.ts';
import { readProbe } from '../src/pushdown/probes/probe.ts';
import { frameReader } from '../src/pushdown/script/frames.ts';
import { nonceGate } from '../src/pushdown/script/nonceGate.ts';
import { reportReader } from '../src/pushdown/script/report.ts';
import { parseKnownHosts } from '../src/transport/knownHosts/entry.ts';
import { printTable, sizes } from './measure.ts';

const { kb, rounds } = sizes({ kb: 256, rounds: 7 });
const NONCE = '0123456789abcdef'.repeat(2);
const PIECE = 7;

type Reader = (pieces: readonly Buffer[]) => void;

/** The readers, and the unit repeated to make their input hard. */
const READERS: readonly [name: string, unit: string, read: Reader][] = [
  ['lines, none ends', 'x', pieces => each(wholeLines(), pieces)],
  ['lines, all empty', '\n', pieces => each(wholeLines(), pieces)],
  ['sanitiser, CSI', '\x1b[1;', pieces => displayed(pieces)],
  ['sanitiser, OSC', '\x1b]0;', pieces => displayed(pieces)],
  ['sanitiser, broken UTF-8', '\xf0\x9f\x1b\x90', pieces => displayed(pieces)],
  ['frames, the nonce again and again', `${NONCE} `, pieces => each(frameReader(NONCE), pieces)],
  ['frames, nearly the nonce', NONCE.slice(0, 31), pieces => each(frameReader(NONCE), pieces)],
  ['nonce gate, nearly the nonce', NONCE.slice(0, 31), pieces => each(nonceGate(NONCE, 'web-01'), pieces)],
  ['reports, none ends', 'x', pieces => reports(pieces)],
  ['reports, all marked', `${NONCE} read 1\n`, pieces => reports(pieces)],
  ['probe', 'tail gnu\n', pieces => void readProbe(whole(pieces), { sent: 0, received: 1 })],
  ['listing', 'r/var/log/a\0', pieces => void readListing(whole(pieces))],
  ['known_hosts', 'a,b,c ssh-ed25519 AAAA\n', pieces => void parseKnownHosts(whole(pieces), 'file')],
];

const each = (reader: { push(chunk: Buffer): unknown }, pieces: readonly Buffer[]): void => {
  for (const piece of pieces) reader.push(piece);
};
const whole = (pieces: readonly Buffer[]) => toByteString(Buffer.concat(pieces));
const displayed = (pieces: readonly Buffer[]) => void displayText(whole(pieces), { color: true, tabStop: 8 });
const reports = (pieces: readonly Buffer[]): void => {
  const reader = reportReader({ nonce: NONCE, host: 'web-01', log: 'app' });
  for (const piece of pieces) {
    reader.push(toByteString(piece));
    reader.takeMessages();
  }
};

/** Returns input of this many bytes. The gate gives up beyond a megabyte, so `--kb` may be at most 512. */
const input = (unit: string, bytes: number, piece: number): Buffer[] => {
  const all = Buffer.from(unit.repeat(Math.ceil(bytes / unit.length)), 'latin1').subarray(0, bytes);
  return Array.from({ length: Math.ceil(bytes / piece) }, (_, i) => all.subarray(i * piece, (i + 1) * piece));
};

/** Returns the CPU milliseconds of one read, best of all rounds; short reads are repeated. */
const cpuOf = (read: Reader, pieces: readonly Buffer[]): number => {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const began = process.cpuUsage();
    let times = 0;
    let spent = 0;
    while (spent < 20_000) {
      read(pieces);
      times++;
      const { user, system } = process.cpuUsage(began);
      spent = user + system;
    }
    best = Math.min(best, spent / times / 1000);
  }
  return best;
};

const rows = READERS.flatMap(([name, unit, read]) =>
  [1 << 20, PIECE].map(piece => {
    const [once = 0, twice = 0] = [1, 2].map(factor => cpuOf(read, input(unit, factor * kb * 1024, piece)));
    return [`${name}${piece === PIECE ? `, in pieces of ${PIECE}` : ''}`, once, twice, twice / once];
  }),
);
printTable(['reader', `ms for ${kb} KB`, `ms for ${2 * kb} KB`, 'ratio'], rows);
