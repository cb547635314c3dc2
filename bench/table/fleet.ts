import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import type { Fleet } from '../../test/helpers/fleet.ts';
import { clients, writeBigLog } from '../fleet.ts';
import type { Pair } from './pair.ts';

export interface FleetSizes {
  readonly mb: number;
  readonly hosts: number;
}

/** Returns the rows about logs behind a jump host; all hosts are on this machine. */
export const fleetPairs = async (fleet: Fleet, { mb, hosts }: FleetSizes): Promise<readonly Pair[]> => {
  const { rtail, ssh } = clients(fleet);
  for (const target of fleet.targets) target.writeLog('app.log', `hello from ${target.name}\n`);
  const big = fleet.targets[0]!;
  await writeBigLog(big.logFile('big.log'), Math.round((mb * 1e6) / 103), 1000);
  const log = 'web-01:/var/log/big.log';
  const remote = (command: string): string => `${ssh} web-01 '${command}'`;
  const bulk = `${mb} MB through the jump host`;
  const names = fleet.targets.map(target => target.name).join(' ');
  const everywhere = (client: string, parallel: number): string =>
    `printf '%s\\n' ${names} | xargs -P ${parallel} -I@ ${client} @ 'tail -n 1 /var/log/app.log'`;
  const sharing = sharingConfig(fleet, '*');
  const shared = `ssh -F ${sharing}`;
  const sharingJump = sharingConfig(fleet, fleet.bastion.name);
  return [
    {
      title: `${bulk}, \`-o raw\``,
      peer: '`ssh -J`, default cipher',
      ours: `${rtail} -o raw -n +1 ${log}`,
      theirs: remote('cat /var/log/big.log'),
    },
    {
      title: `${bulk}, \`-o raw\``,
      peer: '`ssh -J` with aes128-gcm',
      ours: `${rtail} -o raw -n +1 ${log}`,
      theirs: `${ssh} -c aes128-gcm@openssh.com web-01 'cat /var/log/big.log'`,
    },
    {
      title: `${bulk}, text`,
      peer: '`ssh -J`, default cipher',
      ours: `${rtail} -n +1 ${log}`,
      theirs: remote('cat /var/log/big.log'),
    },
    {
      title: `first 100 matches in ${mb} MB`,
      peer: '`ssh -J … grep -m 100`',
      ours: `${rtail} --grep Exception --head 100 ${log}`,
      theirs: remote('grep -m 100 Exception /var/log/big.log'),
    },
    {
      title: `latest 100 matches in ${mb} MB`,
      peer: '`ssh -J … tac \\| grep -m 100`',
      ours: `${rtail} --grep Exception --last 100 ${log}`,
      theirs: remote('tac /var/log/big.log | grep -m 100 Exception | tac'),
    },
    {
      title: `last line of ${hosts} hosts`,
      peer: '`xargs -P 30 ssh -J`',
      ours: `${rtail} -n 1 -o raw @targets:app`,
      theirs: everywhere(ssh, 30),
    },
    {
      title: `last line of ${hosts} hosts`,
      peer: 'the same, the connection to the jump host already open',
      ours: `${rtail} -n 1 -o raw --ssh-config ${sharingJump} @targets:app`,
      theirs: everywhere(`ssh -F ${sharingJump}`, 30),
      before: `ssh -F ${sharingJump} ${fleet.bastion.name} true`,
    },
    {
      title: `last line of ${hosts} hosts`,
      peer: 'the same, every connection already open',
      ours: `${rtail} -n 1 -o raw --ssh-config ${sharing} @targets:app`,
      theirs: everywhere(shared, 30),
      before: everywhere(shared, 30),
    },
    burst(fleet),
  ];
};

/** An ssh_config with which ssh keeps its connections to hosts of this pattern open, and shares them with rtail. */
const sharingConfig = ({ client }: Fleet, hosts: string): string => {
  const file = `${client.home}/sharing_${hosts === '*' ? 'all' : hosts}`;
  const own = `Host ${hosts}\n  ControlMaster auto\n  ControlPath ${file}_%C\n  ControlPersist 600\n`;
  writeFileSync(file, own + readFileSync(client.sshConfig, 'utf8'));
  return file;
};

const BURST_LINES = 100_000;

/** Follows a log, and has lines appended once the first has arrived; the sink prints how long the rest takes. */
const burst = (fleet: Fleet): Pair => {
  const { rtail, ssh } = clients(fleet);
  const target = fleet.targets.at(-1)!;
  const log = target.logFile('burst.log');
  appendFileSync(log, 'start\n');
  const script = `
    const { appendFileSync } = require('node:fs');
    let started = 0, seen = 0, rest = '';
    process.stdin.on('data', chunk => {
      if (!started) {
        started = performance.now();
        appendFileSync(${JSON.stringify(log)}, 'burst of a line of some length\\n'.repeat(${BURST_LINES}));
      }
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) seen++;
      if (seen > ${BURST_LINES}) {
        console.log((performance.now() - started) / 1000);
        seen = -Infinity;
        process.stdin.destroy();
        // The client notices that nobody reads any more when it writes.
        let more = 5;
        const timer = setInterval(() => {
          appendFileSync(${JSON.stringify(log)}, 'more\\n');
          if (--more === 0) clearInterval(timer);
        }, 100);
      }
    });`;
  const sink = `${process.execPath} -e '${script.replaceAll("'", "'\\''")}'`;
  return {
    title: `burst of ${BURST_LINES.toLocaleString('en')} lines, followed`,
    peer: '`ssh -J … tail -F`',
    ours: `timeout 60 ${rtail} -F -n 1 -o raw ${target.name}:/var/log/burst.log || true`,
    theirs: `timeout 60 ${ssh} ${target.name} 'tail -F -n 1 /var/log/burst.log' || true`,
    sink,
    seconds: Number,
  };
};
