/**
 * Counts over the same access log on several hosts behind the bastion: `--lines N --hosts N`. Compares counting on the
 * hosts, counting locally (`--no-pushdown`), and ssh running awk on one host after the other, with the ninth field as
 * the status.
 */
import { linkSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeAccessLog } from './accessLog.ts';
import { benchFleet, clients } from './fleet.ts';
import { printTable, sizes, timeCommand } from './measure.ts';

const { lines, hosts } = sizes({ lines: 5_600_000, hosts: 4 });
const fleet = await benchFleet({ targets: hosts });
const { rtail, ssh, at } = clients(fleet);
const [first, ...others] = fleet.targets;
await writeAccessLog(first!.logFile('app.log'), lines);
for (const target of others) linkSync(first!.logFile('app.log'), target.logFile('app.log'));
const bytes = statSync(first!.logFile('app.log')).size;
const all = fleet.targets.map(({ name }) => `${name}:app`).join(' ');
const each = (command: string): string =>
  fleet.targets.map(({ name }) => `${ssh} ${name} "${command}"`).join('; ');
const path = '/var/log/app.log';

interface Row {
  readonly title: string;
  readonly command: string;
  /** Whether its answer equals that of the previous row. */
  readonly same?: true;
}
const counting = (options: string): string => `${rtail} --stats ${options} ${all} 2>stats`;
const asked = (title: string, options: string): Row[] => [
  { title, command: counting(options) },
  {
    title: `${title} --no-pushdown`,
    command: `${rtail} --stats ${options} --no-pushdown ${all} 2>stats`,
    same: true,
  },
];
const table: Row[] = [
  {
    title: 'ssh … awk, by status',
    command: each(`LC_ALL=C awk '{c[\\$9]++}END{for(k in c)print k,c[k]}' ${path}`),
  },
  ...asked('--count-by status', '--count-by status'),
  ...asked("--count -g '\" 503 '", "--count -g '\" 503 '"),
  { title: '--count-by host,status --per 1h', command: counting('--count-by host,status --per 1h') },
  { title: '--count-by path --top 10', command: counting('--count-by path --top 10') },
];
const rows: string[][] = [];
let answer = '';
for (const { title, command, same } of table) {
  const run = await timeCommand(command, { ...at, sink: 'md5sum' });
  const said = command.includes('2>stats') ? readFileSync(join(at.cwd, 'stats'), 'utf8') : '';
  const received = /^total.*?\d +([\d.]+ [kKMG]?B)/m.exec(said)?.[1] ?? '';
  rows.push([title, received, `${run.seconds}`, same ? (run.stdout === answer ? 'yes' : 'NO') : '']);
  answer = run.stdout;
}
fleet.close();
console.log(`an access log of ${lines} lines, ${bytes} bytes, on each of ${hosts} hosts`);
printTable(['question', 'received', 's', 'same'], rows);
