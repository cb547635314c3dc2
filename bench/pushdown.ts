/**
 * Filtering on the hosts: `--lines N --hosts N --rounds N`. Each host has a log of that many lines (one file, linked), read through
 * the bastion; the peer is plain ssh running the same pipeline on every host at once. Bytes are those of `--stats`.
 */
import { linkSync } from 'node:fs';
import { benchFleet, clients, writeBigLog } from './fleet.ts';
import { median, printTable, sizes, timeCommand } from './measure.ts';

const { lines, hosts, rounds } = sizes({ lines: 10_000_000, hosts: 4, rounds: 3 });
/** 100,000 matches in all, of which 100 are asked for; and a word that only twenty lines have. */
const RARE_EVERY = 100;
const fleet = await benchFleet({ targets: hosts });
const { rtail, ssh, at } = clients(fleet);
const [first, ...others] = fleet.targets.map(target => target.logFile('app.log'));
const fileBytes = await writeBigLog(first!, lines, RARE_EVERY);
for (const path of others) linkSync(first!, path);
const names = fleet.targets.map(target => target.name);

const everywhere = (pipeline: string) =>
  `printf '%s\\n' ${names.join(' ')} | xargs -P ${hosts} -I@ ${ssh} @ '${pipeline}'`;
const questions = [
  {
    title: '--grep Exception --head 100',
    rtail: '--grep Exception --head 100',
    peer: `${everywhere('LC_ALL=C grep -a Exception /var/log/app.log | head -n 100')} | head -n 100`,
  },
  {
    title: '--grep Exception --last 100',
    rtail: '--grep Exception --last 100',
    peer: `${everywhere('tac /var/log/app.log | LC_ALL=C grep -a -m 100 Exception | tac')} | tail -n 100`,
  },
  {
    title: `--grep order=${lines - 1} (whole file)`,
    rtail: `--grep 'order=${lines - 1} '`,
    peer: everywhere(`LC_ALL=C grep -a "order=${lines - 1} " /var/log/app.log`),
  },
];

const rows = [];
for (const { title, rtail: args, peer } of questions) {
  const seconds: number[] = [];
  const peerSeconds: number[] = [];
  let figures = { lines: 0, bytesReceived: 0, matching: 0 };
  for (let round = 0; round < rounds; round++) {
    peerSeconds.push((await timeCommand(peer, { ...at, sink: 'cat', allowed: [0, 123, 124, 255] })).seconds);
    const timing = await timeCommand(`${rtail} -o json --stats ${args} @targets:app 2>stats`, {
      ...at,
      sink: 'cat',
    });
    seconds.push(timing.seconds);
    const { stdout: stats } = await timeCommand('cat stats', { ...at, sink: 'cat' });
    const { total } = JSON.parse(stats.trim().split('\n').at(-1)!).stats;
    const texts = timing.stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line).text as string);
    figures = {
      lines: texts.length,
      bytesReceived: total.bytesReceived,
      matching: texts.join('\n').length + 1,
    };
  }
  const allowed = figures.matching * 1.1 + 4096 * hosts;
  rows.push([
    title,
    `${figures.lines}`,
    `${figures.matching}`,
    `${figures.bytesReceived}`,
    figures.bytesReceived <= allowed ? 'yes' : 'NO',
    median(seconds),
    median(peerSeconds),
    median(seconds) / median(peerSeconds),
  ]);
}
fleet.close();
console.log(
  `${hosts} hosts, ${lines} lines each: unfiltered, ${((hosts * fileBytes) / 1e6).toFixed(0)} MB would cross the wire`,
);
printTable(
  ['question', 'lines', 'matching bytes', 'bytes received', 'in budget', 'rtail s', 'ssh s', 'ratio'],
  rows,
);
