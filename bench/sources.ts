/**
 * Reads a journal and a container's log over ssh with rtail and with plain `ssh … journalctl` and `ssh … docker logs`: the
 * last 1000 lines, those since a moment, and those with a rare word or a pattern:
 * `--entries N --rounds N`. Times are medians; bytes are those of the log that cross the connection. Requires root, journald, dockerd and RTAIL_E2E=full.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { canRunDockerd, startDockerd } from '../test/helpers/dockerd.ts';
import { canRunJournald, startJournald } from '../test/helpers/journald.ts';
import { SshSandbox } from '../test/helpers/sshd.ts';
import { entry } from './fleet.ts';
import { median, printTable, sizes, timeCommand } from './measure.ts';

const { entries, rounds } = sizes({ entries: 200_000, rounds: 3 });
if (!canRunJournald || !canRunDockerd) {
  console.error('This benchmark cannot run here: it takes root, journald, dockerd and RTAIL_E2E=full');
  process.exit(1);
}

const half = Math.floor(entries / 2);
const wordAt = (number: number): string => (number % 20_000 === 0 ? 'needle' : 'hay');
const line = (number: number): string =>
  `GET /api/orders/${number} 200 in ${number % 900} ms, ${wordAt(number)} of cart ${number % 77}`;
const range = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => line(from + index + 1));

const journald = await startJournald('512M');
const dockerd = await startDockerd();
const printing = (from: number, to: number): string =>
  `/bin/busybox seq ${from + 1} ${to} | /bin/busybox awk '{print "GET /api/orders/" $1 " 200 in " $1%900 " ms, " ($1%20000?"hay":"needle") " of cart " $1%77}'`;
const SPEAK = `${printing(0, half)}; while ! [ -e /go ]; do /bin/busybox sleep 0.1; done; ${printing(half, entries)}; echo the end; /bin/busybox sleep 6000`;
for (const driver of ['json-file', 'local']) dockerd.run(driver, SPEAK, '--log-driver', driver);
journald.print('api', range(0, half));
await journald.has(line(half));
await sleep(2000);
const moment = new Date().toISOString();
await sleep(1000);
journald.print('api', range(half, entries));
await journald.has(line(entries));
for (const name of ['json-file', 'local']) {
  dockerd.docker('exec', name, '/bin/busybox', 'touch', '/go');
  while (!dockerd.docker('logs', '--tail', '1', name).includes('the end')) await sleep(200);
}

const box = new SshSandbox();
const key = box.key('client');
const path = `SetEnv PATH=${journald.bin}:/usr/bin:/bin DOCKER_HOST=${dockerd.socket}`;
const server = await box.sshd('sources', [box.publicKey(key)], path);
box.write('home/.ssh/known_hosts', server.knownHostsLine);
const config = box.write(
  'home/.ssh/config',
  `Host h1\n  HostName 127.0.0.1\n  Port ${server.port}\n  User ${box.user}\n  IdentityFile ${key}\n  UserKnownHostsFile ${box.home}/.ssh/known_hosts\n`,
);
const at = { cwd: box.home, env: { HOME: box.home, PATH: '/usr/bin:/bin', TZ: 'UTC' } };

const containers = (name: string): readonly Row[] => [
  {
    title: `${name}, last 1000`,
    plain: `docker logs -t -n 1000 ${name} 2>&1`,
    source: `docker:${name}`,
    options: '-n 1000',
  },
  {
    title: `${name}, since a moment`,
    plain: `docker logs -t --since ${moment} ${name} 2>&1`,
    source: `docker:${name}`,
    options: `--since ${moment}`,
  },
  {
    title: `${name}, a rare word`,
    plain: `docker logs -t ${name} 2>&1 | grep needle`,
    source: `docker:${name}`,
    options: '-g needle',
  },
  {
    title: `${name}, a pattern, counted`,
    plain: `docker logs -t ${name} 2>&1 | grep -c 'needle of cart [0-9]*$'`,
    source: `docker:${name}`,
    options: "-g 'needle of cart [0-9]*$' --count",
  },
  {
    title: `${name}, whole records`,
    plain: `docker logs -t ${name} 2>&1 | grep 'needle of cart [0-9]'`,
    source: `docker:${name}`,
    options: "--record -g 'needle of cart [0-9]'",
  },
];

interface Row {
  readonly title: string;
  readonly plain: string;
  readonly source: string;
  readonly options: string;
}
const rows: readonly Row[] = [
  {
    title: 'journal, last 1000',
    plain: 'journalctl --no-pager -q -o short-iso-precise -n 1000',
    source: 'journal:',
    options: '-n 1000',
  },
  {
    title: 'journal, since a moment',
    plain: `journalctl --no-pager -q -o short-iso-precise --since @${Date.parse(moment) / 1000}`,
    source: 'journal:',
    options: `--since ${moment}`,
  },
  {
    title: 'journal, a rare word',
    plain: 'journalctl --no-pager -q -o short-iso-precise -g needle',
    source: 'journal:',
    options: '-g needle',
  },
  ...containers('json-file'),
  ...containers('local'),
];

const table: (string | number)[][] = [];
for (const { title, plain, source, options } of rows) {
  const times: { readonly rtail: number; readonly ssh: number; readonly cpu: number }[] = [];
  let printed = '';
  let asked = '';
  for (let round = 0; round < rounds; round++) {
    const rtail = await timeCommand(`${process.execPath} ${entry} --stats h1:${source} ${options} 2>stats`, {
      ...at,
      sink: 'wc -lc',
    });
    const ssh = await timeCommand(`ssh -F ${config} h1 "${plain}"`, { ...at, sink: 'wc -lc' });
    times.push({ rtail: rtail.seconds, ssh: ssh.seconds, cpu: rtail.cpuSeconds });
    printed = rtail.stdout.trim().replace(/ +/, ' lines, ');
    asked = ssh.stdout.trim().replace(/ +/, ' lines, ');
  }
  const stats = readFileSync(join(box.home, 'stats'), 'utf8');
  const received = /^total.*?\d +([\d.]+ [kKMG]?B)/m.exec(stats)?.[1] ?? '?';
  table.push([
    title,
    median(times.map(one => one.rtail)),
    median(times.map(one => one.ssh)),
    median(times.map(one => one.cpu)),
    received,
    printed,
    asked,
  ]);
}
await box.close();
await dockerd.stop();
await journald.stop();
console.log(`${entries} entries, half of them since the moment`);
printTable(['', 'rtail s', 'ssh s', 'rtail CPU s', 'received', 'rtail printed', 'ssh printed'], table);
process.exit(0);
