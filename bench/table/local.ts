import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LEARNING_RUNS } from '../../src/cli/start/scripts.ts';
import { entry, writeBigLog } from '../fleet.ts';
import { writeBurstyLog } from './burstyLog.ts';
import { isInstalled, type Pair, type Place } from './pair.ts';

/**
 * Returns the rows about local files: a log in which every eighth line is an error, one without errors, logs with the
 * same times, and logs that overlap in time.
 */
export const localPairs = async (lines: number): Promise<{ place: Place; pairs: readonly Pair[] }> => {
  const folder = mkdtempSync(join(tmpdir(), 'rtail-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await writeBigLog(join(folder, 'app.log'), lines, 1000);
  await writeBigLog(join(folder, 'quiet.log'), lines, 1000, ['INFO']);
  const logs = Array.from({ length: 8 }, (_, index) => `part${index}.log`);
  for (const log of logs) await writeBigLog(join(folder, log), Math.round(lines / 2), 1000);
  const bursty = Array.from({ length: 8 }, (_, index) => `server${index}.log`);
  for (const [index, log] of bursty.entries())
    await writeBurstyLog(join(folder, log), Math.round(lines / 2), index);
  const rtail = `${process.execPath} ${entry}`;
  const half = Math.round(lines / 2).toLocaleString('en');
  const count = `${lines.toLocaleString('en')} lines`;
  const pairs: (Pair | null)[] = [
    {
      title: `\`-o json\`, ${count} of a local file`,
      peer: '`awk` that only quotes',
      ours: `${rtail} -o json -n +1 ./app.log`,
      theirs: `awk '{gsub(/["\\\\]/,"\\\\\\\\&");print "{\\"text\\":\\"" $0 "\\"}"}' app.log`,
    },
    {
      title: `\`--level error\`, ${count} of a local file`,
      peer: '`grep -E` for the same lines',
      ours: `${rtail} --level error ./app.log`,
      theirs: `LC_ALL=C grep -E '^[^ ]+ (ERROR|FATAL) ' app.log`,
    },
    isInstalled('lnav')
      ? {
          title: `\`--level error\`, ${count} of a local file`,
          peer: '`lnav`',
          ours: `${rtail} --level error ./app.log`,
          theirs: `lnav -n -c ':set-min-log-level error' app.log`,
        }
      : null,
    {
      title: '`--level error`, the same without an error',
      peer: '`grep -i` for a few words',
      ours: `${rtail} --level error ./quiet.log || true`,
      theirs: `LC_ALL=C grep -iE 'error|fatal|crit' quiet.log`,
      allowed: [1],
    },
    mergedPair(`8 logs of ${half} lines with the same times, merged by time`, logs, rtail),
    mergedPair(`8 logs of ${half} lines in bursts, merged by time`, bursty, rtail),
  ];
  const env = { HOME: folder, PATH: '/usr/local/bin:/usr/bin:/bin', TZ: 'UTC' };
  const place = { cwd: folder, env };
  warmUp(rtail, place);
  return { place, pairs: pairs.filter(pair => pair !== null) };
};

/** The first runs are slower: they keep the code that they compile. */
const warmUp = (rtail: string, place: Place): void => {
  for (let run = 0; run < LEARNING_RUNS; run++)
    for (const options of ['-o json', '--level error', '-n 1 -o text'])
      spawnSync('sh', ['-c', `${rtail} ${options} ./app.log`], place);
};

/** The logs' times sort as text. */
const mergedPair = (title: string, logs: readonly string[], rtail: string): Pair => ({
  title,
  peer: '`sort -m`',
  ours: `${rtail} -n +1 ${logs.map(log => `./${log}`).join(' ')}`,
  theirs: `LC_ALL=C sort -m ${logs.join(' ')}`,
});
