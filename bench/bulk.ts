/**
 * One big log through the jump host into a pipe: `--mb N --rounds N`. Each round runs every reader once, so that all
 * of them see the same load. ssh's own time excludes its ProxyJump child, which it does not wait for.
 *
 * `RTAIL_BENCH_ADDON=FILE` names a build of ssh2's native addon, for when the installed ssh2 has none.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { benchFleet, clients, writeBigLog } from './fleet.ts';
import { median, printTable, sizes, type Timing, timeCommand } from './measure.ts';

const { mb, rounds } = sizes({ mb: 500, rounds: 3 });
const fleet = await benchFleet({ targets: 1 });
const { rtail, ssh, at } = clients(fleet);
const bytes = await writeBigLog(fleet.targets[0]!.logFile('app.log'), Math.round((mb * 1e6) / 103), 1000);
const source = '-n +1 web-01:app';
const asText = `--prefix always ${source}`;

const hook = join(import.meta.dirname, 'addon.cjs');
const withAddon = (addon: string) => ({
  ...at,
  env: { ...at.env, NODE_OPTIONS: `--require ${hook}`, RTAIL_BENCH_ADDON: addon },
});
const built = process.env['RTAIL_BENCH_ADDON'];
const installed = createRequire(import.meta.url)('ssh2/lib/protocol/crypto.js').bindingAvailable;
const addons = [
  ...(built || installed ? [{ title: 'with the native addon', place: built ? withAddon(built) : at }] : []),
  { title: 'without it', place: withAddon('none') },
];

const readers = [
  { title: 'ssh -J', command: `${ssh} web-01 'tail -n +1 /var/log/app.log'`, place: at },
  ...addons.flatMap(({ title, place }) => [
    { title: `rtail -o raw, ${title}`, command: `${rtail} -o raw ${source}`, place },
    { title: `rtail, ${title}`, command: `${rtail} ${asText}`, place },
  ]),
  {
    title: 'rtail -o raw --transport openssh',
    command: `${rtail} -o raw --transport openssh ${source}`,
    place: at,
  },
];
const timings = new Map<string, Timing[]>(readers.map(({ title }) => [title, []]));
for (let round = 0; round < rounds; round++) {
  for (const { title, command, place } of readers) {
    const timing = await timeCommand(command, { ...place, sink: 'wc -c' });
    const passed = Number(timing.stdout);
    if (title.includes('raw') || title === 'ssh -J' ? passed !== bytes : passed < bytes) {
      throw new Error(`${title} gave ${passed} of ${bytes} bytes`);
    }
    timings.get(title)!.push(timing);
  }
}
fleet.close();

const rate = (title: string) => median(timings.get(title)!.map(({ seconds }) => bytes / 1e6 / seconds));
printTable(
  [`${mb} MB through the jump`, 'MB/s', 'of ssh -J', 'client CPU s/GB'],
  readers.map(({ title }) => [
    title,
    rate(title),
    rate(title) / rate('ssh -J'),
    median(timings.get(title)!.map(({ cpuSeconds }) => cpuSeconds / (bytes / 1e9))),
  ]),
);
