/**
 * Conditions on fields: `--lines N --rounds N`. One access log, read through the bastion; the peers are ssh running
 * awk, which takes the ninth field as the status (wrong if a request contains spaces), and grep. Bytes received are
 * those of `--stats`.
 */
import { writeAccessLog } from './accessLog.ts';
import { benchFleet, clients } from './fleet.ts';
import { printTable, sizes } from './measure.ts';
import { questionRow } from './question.ts';

const { lines, rounds } = sizes({ lines: 2_000_000, rounds: 3 });
const fleet = await benchFleet({ targets: 1 });
const { rtail, ssh, at } = clients(fleet);
const [target] = fleet.targets;
await writeAccessLog(target!.logFile('app.log'), lines);

const path = '/var/log/app.log';
const rows = [];
for (const [title, command] of [
  ['ssh … awk', `${ssh} ${target!.name} "LC_ALL=C awk '\\$9>=500' ${path}"`],
  ['ssh … grep', `${ssh} ${target!.name} "LC_ALL=C grep -aE '\\" 5[0-9][0-9] ' ${path}"`],
  [
    "rtail --where 'status>=500'",
    `${rtail} -o raw --stats --where 'status>=500' ${target!.name}:app 2>stats`,
  ],
  [
    "rtail --where 'status>=500' -o json",
    `${rtail} -o json --stats --where 'status>=500' ${target!.name}:app 2>stats`,
  ],
  [
    "rtail --where 'path~^/api/orders/1234'",
    `${rtail} -o raw --stats --where 'path~^/api/orders/1234' ${target!.name}:app 2>stats`,
  ],
] as const) {
  rows.push([title, ...(await questionRow(command, rounds, at))]);
}
fleet.close();
console.log(`an access log of ${lines} lines`);
printTable(['question', 'printed', 'received', 's'], rows);
