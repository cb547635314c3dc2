import type { ByteString } from '../../core/bytes.ts';
import type { HostFacts } from '../../core/facts.ts';
import { prologue } from '../script/lifetime.ts';
import { shellCommand, shellQuote } from '../script/quote.ts';

/**
 * Returns the command line that probes a host's tools. It expects the nonce on stdin like every remote
 * script; parse its stdout with `readProbe`. The clock is read first, so that it is as close as possible to
 * the middle of the exchange.
 */
export const probeCommand = (): string => shellCommand(`${prologue()}${PROBE}${PRINT}q 0\n`);

/**
 * Returns the start of a script that probes the host and continues only if it finds exactly one of these sets of facts,
 * about anything but the clock. Its output is that of the probe, then the line `go` or `no` (`readFirst`).
 */
export const guardedBy = (accepted: readonly HostFacts[]): ByteString => {
  const texts = [...new Set(accepted.map(factsText))].map(shellQuote);
  return `${prologue()}${PROBE}${PRINT}case $P in\n${texts.join('|')}) echo go;;\n*) echo no; q 0;;\nesac\n`;
};

/**
 * The same without examining the tools that only filter, for a script that would be the same with any of these. They are
 * examined if the others differ from all of these sets, so that the answer `no` comes with all facts.
 */
export const brieflyGuardedBy = (accepted: readonly HostFacts[]): ByteString => {
  const texts = [...new Set(accepted.map(briefText))].map(shellQuote);
  return `${prologue()}${READERS}${OTHERS}case $P in\n${texts.join('|')}) ${PRINT}echo go;;\n*) ${FILTERS}${PRINT}echo no; q 0;;\nesac\n`;
};

/** Returns the start of a script that probes the host and continues with any tools; see `guardedBy`. */
export const unguarded = (): ByteString => `${prologue()}${PROBE}${PRINT}echo go\n`;

/**
 * Puts the clock into `C` and the facts into `P`, with as few processes as possible, because many hosts are probed at
 * once: Linux names itself, and GNU grep is known to flush lines. macOS calls its grep "BSD grep, GNU compatible", so BSD
 * is checked first. Only `-W version` makes every mawk identify itself. It sets nothing that a script after it could notice.
 */
const READERS = `
C="clock $(LC_ALL=C date '+%s%N %s')"
IFS= read -r S </proc/sys/kernel/ostype || S=$(uname -s)
v() {
if command -v "$1" >/dev/null; then
case $(LC_ALL=C "$@" 2>&1 </dev/null) in
*BSD*) K=bsd;; *BusyBox*|*oybox*) K=busybox;; *'GNU Awk'*) K=gawk;; *mawk*) K=mawk;;
*GNU*|*uutils*) K=gnu;; *) K=bsd;;
esac
else K=none; fi
}
v tail --version; P="system $S
tail $K"
`;

const FILTERS = `v grep --version; P="$P
grep $K"
if [ $K = gnu ]; then S=yes; else S=$(echo yes | grep --line-buffered yes); fi
v awk -W version; [ $K = bsd ] && v awk --version
P="$P
awk $K
flushes $S"
`;

const OTHERS = `for K in tac gzip sudo stdbuf; do if command -v $K >/dev/null; then P="$P
$K yes"; fi; done
`;

const PROBE = READERS + FILTERS + OTHERS;

const PRINT = `echo "$C
$P"
`;

/** Returns the facts as the probe prints them. */
const factsText = (facts: HostFacts): ByteString =>
  [...readerLines(facts), ...filterLines(facts), ...otherLines(facts)].join('\n');

const briefText = (facts: HostFacts): ByteString => [...readerLines(facts), ...otherLines(facts)].join('\n');

const readerLines = ({ system, tail }: HostFacts): ByteString[] => [`system ${system}`, `tail ${tail}`];

const filterLines = (facts: HostFacts): ByteString[] => [
  `grep ${facts.grep}`,
  `awk ${facts.awk === 'bwk' ? 'bsd' : facts.awk}`,
  `flushes ${facts.grepLineBuffered ? 'yes' : ''}`,
];

const otherLines = (facts: HostFacts): ByteString[] =>
  (['tac', 'gzip', 'sudo', 'stdbuf'] as const).filter(tool => facts[tool]).map(tool => `${tool} yes`);

/** When the probe was sent and its answer came, in milliseconds since the epoch by our clock. */
export interface ProbeTimes {
  readonly sent: number;
  readonly received: number;
}

/** Parses the facts in a probe's stdout (after the nonce line). Anything not mentioned counts as missing. */
export const readProbe = (stdout: ByteString, times: ProbeTimes): HostFacts => {
  const said = new Map(stdout.split('\n').map(line => splitWord(line)));
  const kind = <Kind extends string>(name: string, kinds: readonly Kind[], otherwise: Kind): Kind =>
    kinds.find(known => known === said.get(name)) ?? otherwise;
  const tools = ['gnu', 'busybox', 'bsd', 'none'] as const;
  // An unrecognised awk is assumed to be the one true awk or similar.
  const awk = said.get('awk') === 'bsd' ? 'bwk' : kind('awk', ['gawk', 'mawk', 'busybox', 'none'], 'none');
  return {
    system: said.get('system') ?? '',
    tail: kind('tail', tools, 'none'),
    grep: kind('grep', tools, 'none'),
    awk,
    grepLineBuffered: said.get('flushes') === 'yes',
    tac: said.get('tac') === 'yes',
    gzip: said.get('gzip') === 'yes',
    sudo: said.get('sudo') === 'yes',
    stdbuf: said.get('stdbuf') === 'yes',
    clockSkewMs: clockSkew(said.get('clock') ?? '', times),
  };
};

const splitWord = (line: string): [string, string] => {
  const space = line.indexOf(' ');
  return space < 0 ? [line, ''] : [line.slice(0, space), line.slice(space + 1)];
};

/**
 * Returns the host's clock minus ours, measured at the middle of the exchange; whole seconds count as their
 * middle. 0 if the clocks may agree: an offset within the duration of the exchange would misorder records of
 * correct clocks.
 */
const clockSkew = (clock: string, { sent, received }: ProbeTimes): number | null => {
  const [nanos = '', seconds = ''] = clock.split(' ');
  const precise = /^\d{16,}$/.test(nanos);
  if (!precise && !/^\d+$/.test(seconds)) return null;
  const [earliest, latest] = precise
    ? [Number(nanos) / 1e6, Number(nanos) / 1e6]
    : [Number(seconds) * 1000, Number(seconds) * 1000 + 1000];
  if (earliest <= received && latest >= sent) return 0;
  return Math.round((earliest + latest) / 2 - (sent + received) / 2);
};
