/**
 * Filtering on the hosts: `--lines N --hosts N --rounds N`. Each host has a log of that many lines (one file, linked),
 * read through the bastion; the peer is plain ssh running the same pipeline on every host at once. Bytes received are
 * those of `--stats`; the budget is the pipelines' output on the hosts (the first 100 of each) × 1.1 + 4 KB per host.
 */
import { linkSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchFleet, clients, writeBigLog } from './fleet.ts';
import { median, printTable, sizes, timeCommand } from './measure.ts';

const { lines, hosts, rounds } = sizes({ lines: 10_000_000, hosts: 4, rounds: 3 });
/** 100,000 matches in total, of which 100 are requested; and a word that only twenty lines contain. */
const RARE_EVERY = 100;
const fleet = await benchFleet({ targets: hosts });
const { rtail, ssh, at } = clients(fleet);
const [first, ...others] = fleet.targets.map(target => target.logFile('app.log'));
const fileBytes = await writeBigLog(first!, lines, RARE_EVERY);
for (const path of others) linkSync(first!, path);
const names = fleet.targets.map(target => target.name);

const everywhere = (pipeline: string) =>
  `printf '%s\\n' ${names.join(' ')} | xargs -P ${hosts} -I@ ${ssh} @ '${pipeline}'`;
const last = `order=${lines - 1} `;
const questions = [
  {
    title: '--grep Exception --head 100',
    args: '--grep Exception --head 100',
    pipeline: 'LC_ALL=C grep -a Exception /var/log/app.log | head -n 100',
    here: 'head -n 100',
  },
  {
    title: '--grep Exception --last 100',
    args: '--grep Exception --last 100',
    pipeline: 'tac /var/log/app.log | LC_ALL=C grep -a -m 100 Exception | tac',
    here: 'tail -n 100',
  },
  {
    title: `--grep '${last}', in the whole file`,
    args: `--grep '${last}'`,
    pipeline: `LC_ALL=C grep -a "${last}" /var/log/app.log`,
    here: 'cat',
  },
];

const rows = [];
for (const { title, args, pipeline, here } of questions) {
  const { stdout: matching } = await timeCommand(everywhere(pipeline), { ...at, sink: 'wc -c' });
  const seconds: number[] = [];
  const peerSeconds: number[] = [];
  let printed = '';
  for (let round = 0; round < rounds; round++) {
    // ssh fails when head has had enough (255, which xargs reports as 123).
    const peer = await timeCommand(everywhere(pipeline), { ...at, sink: here, allowed: [0, 123, 125, 255] });
    peerSeconds.push(peer.seconds);
    const run = await timeCommand(`${rtail} -o json --stats ${args} @targets:app 2>stats`, {
      ...at,
      sink: 'cat',
    });
    seconds.push(run.seconds);
    printed = run.stdout;
  }
  const { total } = JSON.parse(readFileSync(join(at.cwd, 'stats'), 'utf8').trim().split('\n').at(-1)!).stats;
  const budget = Number(matching) * 1.1 + 4096 * hosts;
  rows.push([
    title,
    `${printed.trim().split('\n').length}`,
    `${Number(matching)}`,
    `${total.bytesReceived}`,
    total.bytesReceived <= budget ? 'yes' : 'NO',
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
  ['question', 'lines', 'matching there', 'received', 'in budget', 'rtail s', 'ssh s', 'ratio'],
  rows,
);
