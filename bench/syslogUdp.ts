import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/*
 * Syslog over UDP at a steady rate: how many messages of 200 bytes arrive, and what is reported about those that do
 * not. Needs perl.
 *
 *   node bench/syslogUdp.ts [MESSAGES_A_SECOND...] [--seconds N] [--rtail OPTION...]
 */
const args = process.argv.slice(2);
const options = args.includes('--rtail') ? args.splice(args.indexOf('--rtail')).slice(1) : ['-o', 'raw'];
const secondsAt = args.indexOf('--seconds');
const seconds = secondsAt < 0 ? 10 : Number(args.splice(secondsAt, 2)[1]);
const rates = args.length > 0 ? args.map(Number) : [10_000, 60_000];
const program = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist', 'rtail.js');

/** Sends at a given rate in a process that needs little processor time; prints how many messages the kernel took. */
const SENDER = `
use Socket; use Time::HiRes qw(time sleep);
my ($port, $rate, $seconds) = @ARGV;
socket(my $socket, PF_INET, SOCK_DGRAM, 0) or die;
setsockopt($socket, SOL_SOCKET, SO_SNDBUF, 4 << 20);
connect($socket, sockaddr_in($port, inet_aton('127.0.0.1'))) or die;
my ($begun, $number, $sent) = (time, 0, 0);
while ((my $elapsed = time - $begun) < $seconds) {
  for (my $due = int($elapsed * $rate); $number < $due; $number++) {
    $sent++ if send($socket, substr("<134>Nov 28 20:20:08 web-1 app[77]: $number " . 'x' x 200, 0, 200), 0);
  }
  sleep(0.002);
}
print $sent;
`;

const send = async (port: number, rate: number): Promise<number> => {
  const perl = spawn('perl', ['-e', SENDER, `${port}`, `${rate}`, `${seconds}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return Number(await text(perl.stdout));
};

/** Processor time of a process, and how long it waited for a processor, in seconds. */
const timesOf = (pid: number): readonly [used: number, waited: number] => {
  const [used, waited] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ').map(Number);
  return [used! / 1e9, waited! / 1e9];
};

for (const rate of rates) {
  const folder = mkdtempSync(join(tmpdir(), 'rtail-bench-'));
  const output = join(folder, 'out');
  const child = spawn(process.execPath, [program, 'syslog://127.0.0.1:0', ...options], {
    stdio: ['ignore', openSync(output, 'w'), 'pipe'],
  });
  const said: string[] = [];
  let port = 0;
  for await (const line of createInterface({ input: child.stderr! })) {
    said.push(line);
    port = Number(/listening on udp 127\.0\.0\.1:(\d+)/.exec(line)?.[1] ?? 0);
    if (port > 0) break;
  }
  child.stderr!.on('data', chunk => said.push(`${chunk}`.trim()));
  child.stderr!.resume();
  const before = timesOf(child.pid!);
  const sent = await send(port, rate);
  await sleep(3000);
  const after = timesOf(child.pid!);
  child.kill('SIGINT');
  await once(child, 'exit');
  let received = 0;
  for await (const line of createInterface({ input: createReadStream(output) }))
    if (line.includes('<134>')) received++;
  const dropped = [...said.join('\n').matchAll(/at least (\d+) datagrams/g)].reduce(
    (sum, [, n]) => sum + Number(n),
    0,
  );
  console.log(
    `${rate}/s for ${seconds} s: sent ${sent}, received ${received}, missing ${sent - received}, reported ${dropped}; ` +
      `its main thread used ${(after[0] - before[0]).toFixed(1)} s and waited ${(after[1] - before[1]).toFixed(1)} s for a processor`,
  );
  for (const line of said.slice(1)) console.log(`  ${line}`);
  rmSync(folder, { recursive: true });
}
