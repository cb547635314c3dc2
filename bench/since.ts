/**
 * The last minutes of a large log, through the jump host: `--gb N --days N --minutes N --rounds N`. The log is dense,
 * generated and deleted afterwards; its last line is current. The peer is plain ssh with `cat | awk` on the host, which
 * has to read the whole log.
 */
import { once } from 'node:events';
import { createWriteStream, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { benchFleet, clients } from './fleet.ts';
import { median, printTable, sizes, timeCommand } from './measure.ts';

const { gb, days, minutes, rounds } = sizes({ gb: 10, days: 10, minutes: 10, rounds: 3 });
const fleet = await benchFleet({ targets: 1 });
const { rtail, ssh, at } = clients(fleet);
const path = fleet.targets[0]!.logFile('app.log');
const end = Math.floor(Date.now() / 1000);
const fileBytes = await writeLog();
const bound = iso(end - minutes * 60);
const since = `--since ${bound}`;

/** Every second has the same number of lines of about 100 bytes; every tenth line is an error with a trace. */
async function writeLog(): Promise<number> {
  const perSecond = Math.max(1, Math.round((gb * 1e9) / (days * 86_400) / 100));
  const lines = Array.from({ length: perSecond }, (_, n) =>
    n % 10 === 9
      ? `@ ERROR [worker-${n % 16}] shop.Cart - order refused\njava.lang.IllegalStateException: x\n\tat com.shop.Cart.add(Cart.java:31)\n`
      : `@ INFO  [worker-${n % 16}] shop.Cart - served GET /cart/items?order=${10_000 + n} in ${n % 977} ms\n`,
  ).join('');
  const out = createWriteStream(path, { highWaterMark: 1 << 22 });
  let size = 0;
  for (let second = end - days * 86_400; second <= end; second++) {
    const block = lines.replaceAll('@', iso(second));
    size += block.length;
    if (!out.write(block, 'latin1')) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
  return size;
}

function iso(second: number): string {
  return `${new Date(second * 1000).toISOString().slice(0, 19)}.000Z`;
}

const awk = (program: string): string =>
  `${ssh} web-01 'LC_ALL=C; export LC_ALL; cat /var/log/app.log | awk "${program}"'`;
const later = `\\$0 >= \\"${bound}\\"`;
const questions = [
  { title: `--since, ${minutes} min`, args: since, peer: awk(later) },
  {
    title: '--since --level error',
    args: `${since} --level error`,
    peer: awk(`/^2/{p=(${later} && / ERROR /)} p`),
  },
  {
    title: '--since --record --grep IllegalState --head 1',
    args: `${since} --record --grep IllegalState --head 1`,
    peer: awk(`/^2/{p=(${later} && / ERROR /)} p`),
  },
];

const rows: (string | number)[][] = [];
try {
  for (const { title, args, peer } of questions) {
    const peers: number[] = [];
    const own: number[] = [];
    let printed = '';
    for (let round = 0; round < rounds; round++) {
      peers.push((await timeCommand(peer, { ...at, sink: 'wc -c' })).seconds);
      const run = await timeCommand(`${rtail} -o raw --stats ${args} web-01:app 2>stats`, {
        ...at,
        sink: 'wc -c',
      });
      own.push(run.seconds);
      printed = run.stdout.trim();
    }
    await timeCommand(`${rtail} -o json --stats ${args} web-01:app 2>stats`, { ...at, sink: 'wc -c' });
    const { total } = JSON.parse(
      readFileSync(join(at.cwd, 'stats'), 'utf8').trim().split('\n').at(-1)!,
    ).stats;
    rows.push([
      title,
      printed,
      `${total.bytesReceived}`,
      `${total.bytesRead}`,
      `${((100 * total.bytesRead) / fileBytes).toFixed(3)} %`,
      median(own),
      median(peers),
      median(own) / median(peers),
    ]);
  }
} finally {
  fleet.close();
  rmSync(path, { force: true });
  console.log(
    `a log of ${(fileBytes / 1e9).toFixed(2)} GB over ${days} days, of which the last ${minutes} minutes are asked for`,
  );
  printTable(
    ['question', 'printed', 'received', 'read on host', 'of the log', 'rtail s', 'ssh s', 'ratio'],
    rows,
  );
}
