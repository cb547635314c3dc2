/**
 * Many hosts behind one jump host: `--hosts N --parallel N`. Measures the time until the first line of the last host
 * arrives, compared with `xargs -P ssh -J`. The bastion accepts as many simultaneous logins as the peer needs
 * (MaxStartups); rtail needs one.
 */
import { benchFleet, clients } from './fleet.ts';
import { printTable, sizes, timeCommand } from './measure.ts';

const { hosts, parallel, rounds } = sizes({ hosts: 200, parallel: 50, rounds: 2 });
const fleet = await benchFleet({ targets: hosts, bastion: { maxStartups: '500' } });
const { rtail, ssh, at } = clients(fleet);
for (const target of fleet.targets) target.writeLog('app.log', `hello from ${target.name}\n`);
const names = fleet.targets.map(target => target.name).join(' ');
const readers = [
  {
    title: `xargs -P ${parallel} ssh -J`,
    command: `printf '%s\\n' ${names} | xargs -P ${parallel} -I@ ${ssh} @ 'tail -n 1 /var/log/app.log'`,
  },
  { title: 'rtail', command: `${rtail} -n 1 -o raw @targets:app` },
  { title: 'rtail --transport openssh', command: `${rtail} -n 1 -o raw --transport openssh @targets:app` },
];
const rows = [];
let peer = 0;
for (let round = 0; round < rounds; round++) {
  for (const { title, command } of readers) {
    // Records when each line arrived, relative to the start.
    const sink = `${process.execPath} -e 'const t=performance.now();let last=0,n=0;process.stdin.on("data",d=>{n+=String(d).split("hello").length-1;last=performance.now()-t}).on("end",()=>console.log(n,last))'`;
    const { stdout, cpuSeconds, seconds } = await timeCommand(command, { ...at, sink });
    const [count, lastMs] = stdout.split(' ').map(Number);
    if (title.startsWith('xargs')) peer = lastMs!;
    rows.push([title, `${count}`, lastMs! / 1000, lastMs! / peer, seconds, cpuSeconds]);
  }
}
fleet.close();
printTable(
  [`${hosts} hosts behind one jump`, 'hosts', 'last first line s', 'of ssh', 'in all s', 'client CPU s'],
  rows,
);
