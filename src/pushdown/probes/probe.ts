import type { ByteString } from '../../core/bytes.ts';
import type { HostFacts } from '../../core/facts.ts';
import { prologue } from '../script/lifetime.ts';
import { shellCommand } from '../script/quote.ts';

/**
 * Returns the command line that probes a host's tools. It expects the nonce on stdin like every remote
 * script; parse its stdout with `readProbe`. The clock is read first, so that it is as close as possible to
 * the middle of the exchange.
 */
export const probeCommand = (): string => shellCommand(`${prologue()}${PROBE}`);

/**
 * Uses as few processes as possible, because many hosts are probed at once. macOS calls its grep "BSD grep,
 * GNU compatible", so BSD is checked first. Only `-W version` makes every mawk identify itself.
 */
const PROBE = `
LC_ALL=C; export LC_ALL
echo "clock $(date '+%s%N %s')"
echo "system $(uname -s)"
v() {
if command -v "$1" >/dev/null; then
case $("$@" 2>&1 </dev/null) in
*BSD*) k=bsd;; *BusyBox*|*oybox*) k=busybox;; *'GNU Awk'*) k=gawk;; *mawk*) k=mawk;;
*GNU*|*uutils*) k=gnu;; *) k=bsd;;
esac
else k=none; fi
}
v tail --version; echo "tail $k"
v grep --version; echo "grep $k"
v awk -W version; [ $k = bsd ] && v awk --version; echo "awk $k"
echo "flushes $(echo yes | grep --line-buffered yes)"
for t in tac gzip sudo; do if command -v $t >/dev/null; then echo "$t yes"; fi; done
q 0
`;

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
