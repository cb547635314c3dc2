import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../test/helpers/fleet.ts';
import { createSandbox, type Sandbox } from '../../test/helpers/sandbox.ts';
import { childrenOf, onTerminal, type PtySession } from '../../test/ui/helpers/pty.ts';
import { residentMemory, rtopEntry } from './terminal.ts';

const LINE =
  '2026-11-20 14:02:11,204 INFO [http-7] RequestLog - GET /cart/items?order=8812 200 in 17ms, 5120 bytes of a longer line';

const homeOf = (sandbox: Sandbox): NodeJS.ProcessEnv => ({
  HOME: sandbox.home,
  XDG_CONFIG_HOME: sandbox.home,
  XDG_STATE_HOME: sandbox.home,
});

/** Returns the id of the Node process on the terminal. */
const nodeOf = ({ child }: PtySession): number | null =>
  childrenOf(child.pid!).find(pid => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('rtop.js\0')) ??
  null;

/** Returns how many megabytes a process has read, from files and pipes. */
const megabytesRead = (pid: number): number =>
  Number(/^rchar: (\d+)/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]) / 1e6;

const seen = (session: PtySession, text: string): Promise<true> =>
  until(
    () => (session.text().includes(text) ? true : null),
    300_000,
    () => `${text}, but saw\n${session.text()}`,
  );

const start = (sandbox: Sandbox, command: string): PtySession =>
  onTerminal(`cd ${sandbox.dir} && exec sh -c "${command}"`, homeOf(sandbox), 120, 40);

/** Measures the memory of `rtop` with this `--buffer` on endless standard input, read as fast as it can. */
export const fullRateMemory = async (buffer: string, seconds: number): Promise<(string | number)[]> => {
  using sandbox = createSandbox();
  const terminal = start(
    sandbox,
    `yes '${LINE}' | ${process.execPath} ${rtopEntry} -n +1 --buffer ${buffer} -`,
  );
  await seen(terminal, 'FOLLOW');
  const pid = nodeOf(terminal)!;
  await sleep(seconds * 1000);
  const { now, most } = residentMemory(pid);
  const read = megabytesRead(pid);
  await terminal.close();
  return [`standard input at full rate, --buffer ${buffer}`, read / seconds, now, most, `150 + ${buffer}`];
};

/** Measures the memory of `rtop` following this many local files at once, each with a few lines. */
export const manySourcesMemory = async (sources: number): Promise<(string | number)[]> => {
  using sandbox = createSandbox();
  for (let i = 0; i < sources; i++) sandbox.write(`logs/app-${i}.log`, `${LINE}\n`.repeat(20));
  const terminal = start(sandbox, `${process.execPath} ${rtopEntry} ./logs/*.log`);
  await seen(terminal, `●${sources} `);
  await sleep(3000);
  const { now, most } = residentMemory(nodeOf(terminal)!);
  await terminal.close();
  return [`${sources} files of this machine followed`, '', now, most, '400 for 1,000'];
};
