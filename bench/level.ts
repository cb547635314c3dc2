/**
 * Records of a level: `--lines N --rounds N`. One log with an ERROR in every few lines, read through the bastion; the peers are ssh
 * running grep and awk, and all of the log. Bytes received are those of `--stats`. The level must cost no more than printing everything.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchFleet, clients, writeBigLog } from './fleet.ts';
import { median, printTable, sizes, timeCommand } from './measure.ts';

const { lines, rounds } = sizes({ lines: 10_000_000, rounds: 3 });
const fleet = await benchFleet({ targets: 1 });
const { rtail, ssh, at } = clients(fleet);
const [target] = fleet.targets;
const fileBytes = await writeBigLog(target!.logFile('app.log'), lines, 1000);

const path = '/var/log/app.log';
const rows = [];
for (const [title, command] of [
  ['ssh … cat', `${ssh} ${target!.name} 'cat ${path}'`],
  ['ssh … grep', `${ssh} ${target!.name} "LC_ALL=C grep -a ' ERROR ' ${path}"`],
  ['ssh … awk', `${ssh} ${target!.name} "LC_ALL=C awk '\\$2==\\"ERROR\\"' ${path}"`],
  ['rtail -o raw, everything', `${rtail} -o raw -n +1 --stats ${target!.name}:app 2>stats`],
  ['rtail, everything', `${rtail} -n +1 --stats ${target!.name}:app 2>stats`],
  ['rtail -o raw --level error', `${rtail} -o raw --level error --stats ${target!.name}:app 2>stats`],
  ['rtail --level error', `${rtail} --level error --stats ${target!.name}:app 2>stats`],
] as const) {
  const seconds: number[] = [];
  let bytes = 0;
  for (let round = 0; round < rounds; round++) {
    const run = await timeCommand(command, { ...at, sink: 'wc -c' });
    seconds.push(run.seconds);
    bytes = Number(run.stdout);
  }
  const said = command.includes('2>stats') ? readFileSync(join(at.cwd, 'stats'), 'utf8') : '';
  const received = /^total.*?\d +([\d.]+ [kMG]?B)/m.exec(said)?.[1];
  rows.push([title, `${bytes}`, received ?? `${bytes}`, median(seconds)]);
}
fleet.close();
console.log(`a log of ${lines} lines, ${fileBytes} bytes`);
printTable(['question', 'printed', 'received', 's'], rows);
