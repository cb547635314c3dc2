import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createReadStream, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/*
 * Syslog over UDP at a steady rate: how many messages of 200 bytes arrive, and what is reported about those that do
 * not.
 *
 *   node bench/syslogUdp.ts [MESSAGES_A_SECOND...] [--seconds N] [--rtail OPTION...]
 */
const args = process.argv.slice(2);
const options = args.includes('--rtail') ? args.splice(args.indexOf('--rtail')).slice(1) : ['-o', 'raw'];
const secondsAt = args.indexOf('--seconds');
const seconds = secondsAt < 0 ? 10 : Number(args.splice(secondsAt, 2)[1]);
const rates = args.length > 0 ? args.map(Number) : [10_000, 60_000];
const program = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist', 'rtail.js');
const TICK_MS = 5;

/** Sends at a given rate; returns how many messages were handed to the kernel. */
const send = async (port: number, rate: number): Promise<number> => {
  const socket = createSocket({ type: 'udp4', sendBufferSize: 4 * 1024 * 1024 });
  socket.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const started = performance.now();
  let sent = 0;
  while (performance.now() - started < seconds * 1000) {
    const due = Math.min(rate * seconds, Math.floor(((performance.now() - started) / 1000) * rate));
    const sends: Promise<unknown>[] = [];
    for (; sent < due && sends.length < 2000; sent++) {
      const message = `<134>Nov 28 20:20:08 web-1 app[77]: ${sent} `.padEnd(200, 'x');
      sends.push(new Promise(resolve => socket.send(message, resolve)));
    }
    await Promise.all(sends);
    await sleep(TICK_MS);
  }
  socket.close();
  return sent;
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
  const sent = await send(port, rate);
  await sleep(3000);
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
    `${rate}/s for ${seconds} s: sent ${sent}, received ${received}, missing ${sent - received}, reported ${dropped}`,
  );
  for (const line of said.slice(1)) console.log(`  ${line}`);
  rmSync(folder, { recursive: true });
}
