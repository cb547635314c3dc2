/**
 * Follows a container that prints many lines at once, with rtail and with `docker logs -f`, while Docker keeps three
 * files of limited size, and accounts for each line: `--lines N --megabytes N`. Requires root, dockerd and
 * RTAIL_E2E=full.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { canRunDockerd, startDockerd } from '../test/helpers/dockerd.ts';
import { startRtail } from '../test/helpers/run.ts';
import { createSandbox } from '../test/helpers/sandbox.ts';
import { printTable, sizes } from './measure.ts';

const { lines, megabytes } = sizes({ lines: 400_000, megabytes: 10 });
if (!canRunDockerd) {
  console.error('This benchmark cannot run here: it takes root, dockerd and RTAIL_E2E=full');
  process.exit(1);
}

/** Accounts for the numbered lines. */
class Account {
  readonly #seen = new Uint8Array(lines + 1);
  readonly #ended = Promise.withResolvers<void>();
  readonly ended = this.#ended.promise;
  received = 0;
  repeated = 0;
  #rest = '';

  take(chunk: Buffer): void {
    const text = this.#rest + chunk.toString('latin1');
    const end = text.lastIndexOf('\n') + 1;
    this.#rest = text.slice(end);
    for (const line of text.slice(0, end).split('\n').slice(0, -1)) this.#line(line);
  }

  #line(line: string): void {
    if (line === 'the end') this.#ended.resolve();
    const number = Number.parseInt(line, 10);
    if (!(number > 0)) return;
    if (this.#seen[number]) this.repeated++;
    else this.received++;
    this.#seen[number] = 1;
  }

  row(title: string, gaps: string): string[] {
    return [title, `${this.received}`, `${lines - this.received}`, `${this.repeated}`, gaps];
  }
}

using box = createSandbox();
const dockerd = await startDockerd(`max-size=${megabytes}m`, 'max-file=3');
const text = 'x'.repeat(60);
dockerd.run(
  'load',
  `while ! [ -e /go ]; do sleep 0.1; done; /bin/busybox seq 1 ${lines} | /bin/busybox sed 's/$/ ${text}/'; echo the end; sleep 600`,
);
const own = new Account();
const running = startRtail(['-F', 'docker:load', '-n', '+1', '-o', 'raw'], {
  home: box.dir,
  env: { DOCKER_HOST: dockerd.socket },
  limitMs: 300_000,
  stdout: chunk => own.take(chunk),
});
const plain = new Account();
const logs = spawn('docker', ['-H', dockerd.socket, 'logs', '-f', 'load'], {
  stdio: ['ignore', 'pipe', 'ignore'],
});
logs.stdout.on('data', chunk => plain.take(chunk));
// By now, both have been running for a while.
await new Promise(resolve => setTimeout(resolve, 5000));
dockerd.docker('exec', 'load', '/bin/busybox', 'touch', '/go');
await Promise.all([own.ended, plain.ended]);
running.kill('SIGINT');
const { stderr } = await running.done;
logs.kill();
await once(logs, 'close');
await dockerd.stop();
const gaps = `${stderr}`.match(/gap: /g)?.length ?? 0;
console.log(`${lines} lines at once, max-size=${megabytes}m max-file=3`);
printTable(
  ['', 'received', 'missing', 'repeated', 'gaps reported'],
  [own.row('rtail', `${gaps}`), plain.row('docker logs -f', '-')],
);
