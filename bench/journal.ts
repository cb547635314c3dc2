/**
 * Follows a journal over ssh while entries are written, through breaks of every kind, rotation and vacuum, and accounts
 * for each entry by its number: `--entries N --breaks N --megabytes N` (the journal's maximum size). Then reads the
 * whole journal and compares time and bytes with `ssh … journalctl`. Requires root, journald and `unshare`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canRunJournald, startJournald } from '../test/helpers/journald.ts';
import { type Running, startRtail } from '../test/helpers/run.ts';
import { SshSandbox } from '../test/helpers/sshd.ts';
import { entry } from './fleet.ts';
import { printTable, sizes, timeCommand } from './measure.ts';

const { entries, breaks, megabytes } = sizes({ entries: 1_000_000, breaks: 20, megabytes: 64 });
if (!canRunJournald) {
  console.error('This benchmark cannot run here: it takes root, journald and unshare');
  process.exit(1);
}
const box = new SshSandbox();
const journald = await startJournald(`${megabytes}M`);
const key = box.key('client');
const server = await box.sshd(
  'journal',
  [box.publicKey(key)],
  `SetEnv PATH=${journald.bin}:/usr/bin:/bin\nMaxSessions 100`,
);
box.write('home/.ssh/known_hosts', server.knownHostsLine);
box.write(
  'home/.ssh/config',
  `Host h1\n  HostName 127.0.0.1\n  Port ${server.port}\n  User ${box.user}\n  IdentityFile ${key}\n  UserKnownHostsFile ${box.home}/.ssh/known_hosts\n`,
);

/** Returns the number that journald assigned to the latest entry with this message. */
const numberOf = (message: string): number => {
  const found = journald
    .journalctl('-o', 'export', '-n', '200')
    .split('\n\n')
    .find(one => one.split('\n').includes(`MESSAGE=${message}`));
  const number = /;i=([0-9a-f]+);/.exec(found ?? '')?.[1];
  if (number === undefined) throw new Error(`the journal has no entry ${message}`);
  return Number.parseInt(number, 16);
};

/** Accounts for a followed journal. */
class Account {
  readonly seen = new Uint8Array(entries + 1);
  lines = 0;
  repeated = 0;
  backwards = 0;
  #last = 0;
  #rest = '';
  #awaited: { readonly text: string; readonly resolve: () => void } | null = null;
  readonly #before = new Set<string>();

  take(chunk: Buffer): void {
    const text = this.#rest + chunk.toString('latin1');
    const end = text.lastIndexOf('\n') + 1;
    this.#rest = text.slice(end);
    for (const line of text.slice(0, end).split('\n').slice(0, -1)) this.#line(line);
  }

  #line(line: string): void {
    this.lines++;
    if (line.startsWith('entry ')) {
      const number = Number(line.split(' ', 2)[1]);
      if (this.seen[number]) this.repeated++;
      if (number < this.#last) this.backwards++;
      this.#last = number;
      this.seen[number] = 1;
      return;
    }
    this.#before.add(line);
    if (this.#awaited?.text === line) this.#awaited.resolve();
  }

  async sees(text: string, ms = 300_000): Promise<void> {
    if (this.#before.has(text)) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#awaited = { text, resolve };
    const timer = setTimeout(() => reject(new Error(`${text} has not come`)), ms);
    await promise.finally(() => clearTimeout(timer));
  }
}

let written = 0;
const TEXT = 'x'.repeat(60);
/** A single stream, so that the journal preserves the order of its lines. */
const app = spawn(...journald.within('systemd-cat', '-t', 'app'), { stdio: ['pipe', 'ignore', 'ignore'] });
const print = async (text: string): Promise<void> => {
  if (!app.stdin!.write(text)) await once(app.stdin!, 'drain');
};
const write = async (count: number): Promise<void> => {
  for (let left = count; left > 0; left -= 1000)
    await print(Array.from({ length: Math.min(1000, left) }, () => `entry ${++written} ${TEXT}\n`).join(''));
};

const KINDS = [
  'journalctl killed',
  'killed, rotated',
  'link cut',
  'stopped, vacuumed, killed',
  'rtail stopped, vacuumed',
] as const;

const break_ = async (kind: (typeof KINDS)[number], running: Running, count: number): Promise<void> => {
  switch (kind) {
    case 'journalctl killed':
      await write(count / 2);
      journald.interrupt('SIGKILL');
      return write(count - count / 2);
    case 'killed, rotated':
      journald.interrupt('SIGKILL');
      await write(count);
      return void journald.journalctl('--rotate');
    case 'link cut':
      for (const pid of server.sessions()) process.kill(pid, 'SIGKILL');
      return write(count);
    case 'stopped, vacuumed, killed':
      journald.interrupt('SIGSTOP');
      await write(count);
      journald.journalctl('-q', '--rotate', '--vacuum-files=1');
      return journald.interrupt('SIGKILL');
    case 'rtail stopped, vacuumed':
      running.kill('SIGSTOP');
      await write(count);
      journald.journalctl('-q', '--rotate', '--vacuum-size=8M');
      return running.kill('SIGCONT');
  }
};

const account = new Account();
const running = startRtail(['-f', 'h1:journal:', '-n', '0', '-o', 'raw'], {
  home: box.home,
  env: { RTAIL_TEST_BACKOFF_MS: '200' },
  stdout: chunk => account.take(chunk),
  limitMs: 3_600_000,
});
// It is live once it prints new entries.
let starts = 0;
for (let tries = 0; starts === 0; tries++) {
  await print(`start ${tries}\n`);
  await account.sees(`start ${tries}`, 3000).then(
    () => {
      starts = numberOf(`start ${tries}`);
      account.lines = 0;
    },
    () => {},
  );
}
const began = performance.now();
const each = Math.floor(entries / breaks / 2) * 2;
for (let round = 0; round < breaks; round++) {
  const kind = KINDS[round % KINDS.length]!;
  const before = written;
  await write(each / 2);
  await break_(kind, running, each / 2);
  await print(`round ${round}\n`);
  await account.sees(`round ${round}`);
  let missing = 0;
  for (let number = before + 1; number <= written; number++) missing += account.seen[number] ? 0 : 1;
  console.error(`round ${round + 1}: ${kind}: ${written} written, ${missing} of this round missing`);
}
await write(entries - written);
await print('the end\n');
await account.sees('the end');
const seconds = (performance.now() - began) / 1000;
const total = numberOf('the end') - starts;
running.kill('SIGINT');
const { stderr } = await running.done;
const gaps = [...`${stderr}`.matchAll(/gap: (\d+) entr/g)].map(match => Number(match[1]));
const unsized = [...`${stderr}`.matchAll(/gap: (?!\d+ entr)/g)].length;
const marked = gaps.reduce((sum, gap) => sum + gap, 0);
const received = account.lines;
console.log(
  `${entries} entries and ${total - entries} of journald's own, ${breaks} breaks, ${megabytes} MB kept, ${seconds.toFixed(0)} s`,
);
printTable(
  ['', 'entries'],
  [
    ['written', `${total}`],
    ['received', `${received}`],
    ['repeated', `${account.repeated}`],
    ['out of order', `${account.backwards}`],
    ['missing', `${total - received}`],
    ['marked as gaps', `${marked}`],
    ['gaps', `${gaps.length}`],
    ['gaps of unknown size', `${unsized}`],
    ['missing and not marked', `${total - received - marked}`],
  ],
);

const log = join(box.dir, 'stats');
writeFileSync(log, '');
const at = { cwd: box.home, env: { HOME: box.home, PATH: '/usr/bin:/bin', TZ: 'UTC' } };
const ssh = `ssh -F ${box.home}/.ssh/config h1`;
const rtail = `${process.execPath} ${entry} --stats`;
const rows: (string | number)[][] = [];
for (const [title, command, sink] of [
  ['ssh … journalctl -o cat', `${ssh} journalctl --no-pager -q -o cat`, 'wc -lc'],
  ['ssh … journalctl -o export', `${ssh} journalctl --no-pager -q -o export`, 'wc -lc'],
  ['rtail -n +1 -o raw', `${rtail} h1:journal: -n +1 -o raw 2>${log}`, 'wc -lc'],
  ['rtail -n +1', `${rtail} h1:journal: -n +1 2>${log}`, 'wc -lc'],
  [
    'ssh … journalctl -o cat | grep 77',
    `${ssh} 'journalctl --no-pager -q -o cat | grep 77 || true'`,
    'wc -lc',
  ],
  ['rtail -g 77', `${rtail} h1:journal: -g 77 2>${log}`, 'wc -lc'],
  ['ssh … journalctl -n 100 -o cat', `${ssh} journalctl --no-pager -q -o cat -n 100`, 'wc -lc'],
  ['rtail -n 100', `${rtail} h1:journal: -n 100 2>${log}`, 'wc -lc'],
] as const) {
  const run = await timeCommand(command, { ...at, sink });
  const [lines = '', bytes = ''] = run.stdout.trim().split(/\s+/);
  const over = command.includes(log)
    ? (/^total.*?\d +([\d.]+ [kKMG]?B)/m.exec(readFileSync(log, 'utf8'))?.[1] ?? '')
    : bytes;
  rows.push([title, run.seconds, run.cpuSeconds, lines, over]);
}
printTable(['the journal read whole', 's', 'CPU s here', 'lines', 'bytes received'], rows);
app.stdin!.end();
await journald.stop();
await box.close();
