/**
 * Filters records by level: `--lines N --rounds N`. One log with an ERROR every few lines, read through the bastion;
 * the peers are ssh running grep and awk, and ssh reading the whole log. Bytes received are those of `--stats`.
 * Filtering by level must cost no more than printing everything.
 */
import { benchFleet, clients, writeBigLog } from './fleet.ts';
import { printTable, sizes } from './measure.ts';
import { questionRow } from './question.ts';

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
  rows.push([title, ...(await questionRow(command, rounds, at))]);
}
fleet.close();
console.log(`a log of ${lines} lines, ${fileBytes} bytes`);
printTable(['question', 'printed', 'received', 's'], rows);
