import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fleet, fleetProblem, startFleet, until } from '../../helpers/fleet.ts';
import { type Running, startRtail } from '../../helpers/run.ts';
import { openPage, type TestPage, textsOf } from '../../web/helpers/page.ts';

const problem = fleetProblem('namespaces');

/** Number of simultaneous viewers. */
const VIEWERS = process.env['RTAIL_E2E'] === 'full' ? [5, 20, 50] : [5];

interface Address {
  readonly port: number;
  readonly origin: string;
}

/** The server's own output: its address, and the viewers' token. */
const serverOf = async (running: Running): Promise<Address & { readonly token: string }> => {
  await running.sees(/Viewers: +http.*#t=[\w-]+\n/);
  const [, origin, token] = /Viewers: +(http:\/\/127\.0\.0\.1:\d+)\/#t=([\w-]+)/.exec(
    running.stderr().toString(),
  )!;
  return { origin: origin!, port: Number(new URL(origin!).port), token: token! };
};

describe.skipIf(problem)(`viewers of real hosts${problem ? ` (skipped: ${problem})` : ''}`, () => {
  let fleet: Fleet;
  const running: Running[] = [];

  beforeAll(async () => {
    fleet = await startFleet({ targets: 2 });
    for (const target of fleet.targets) target.writeLog('app.log', 'first\n');
  });
  afterAll(() => {
    for (const one of running) one.kill('SIGKILL');
    fleet?.close();
  });

  const serve = async (...more: readonly string[]) => {
    const one = startRtail(['serve', '--listen', '127.0.0.1:0', ...more, '@targets:app'], {
      home: fleet.client.home,
      limitMs: 60_000,
    });
    running.push(one);
    return { one, ...(await serverOf(one)) };
  };
  /** Returns the processes on a host that read the log. */
  const readers = (): number[] =>
    fleet.targets.map(target => target.processes().filter(({ name }) => name === 'tail').length);
  const sees = (page: TestPage, text: string) =>
    page.see('tail', ({ panes }) => panes.some(({ rows }) => textsOf(rows).includes(text)));

  it('share one login on the bastion and one reader per log, which ends when the last one leaves and starts when one arrives', async () => {
    const logins = fleet.bastion.acceptedLogins();
    const server = await serve('--idle', '1', '--max-viewers', '60');
    const open = async (): Promise<TestPage> => {
      const page = await openPage(server, server.token);
      page.tail([{ pane: null, rows: 50 }]);
      return page;
    };
    const first = await open();
    await sees(first, 'first');
    const alone = [1, 1];
    await expect.poll(readers).toEqual(alone);
    const pages = [first, await open(), await open()];
    for (const page of pages) await sees(page, 'first');
    for (const [i, page] of pages.entries())
      page.set({ filters: [{ kind: 'pattern', text: `for ${i}`, negate: false, enabled: true }] });
    for (const [i, page] of pages.entries()) {
      fleet.targets[0]!.appendLog('app.log', `line for ${i}\n`);
      await sees(page, `line for ${i}`);
    }
    const more: TestPage[] = [];
    for (const count of VIEWERS) {
      while (pages.length + more.length < count) more.push(await open());
      for (const page of more) await sees(page, 'first');
      // A process that is being restarted is missing for a moment.
      await expect.poll(readers).toEqual(alone);
      expect(fleet.bastion.acceptedLogins() - logins).toBe(1);
    }
    for (const page of [...pages, ...more]) page.socket.close();
    await until(
      () => readers().every(count => count === 0) || null,
      15_000,
      () => `readers: ${readers()}`,
    );
    fleet.targets[1]!.appendLog('app.log', 'nobody looked\n');
    await sees(await open(), 'nobody looked');
    expect(fleet.bastion.acceptedLogins() - logins).toBe(1);
  });

  it('leave nothing on the hosts when the server is killed', async () => {
    const server = await serve();
    const page = await openPage(server, server.token);
    page.tail([{ pane: null, rows: 50 }]);
    await sees(page, 'first');
    for (const one of running) one.kill('SIGKILL');
    const left = () => fleet.targets.flatMap(target => target.processes().map(({ name }) => name));
    await until(
      () => left().length === 0 || null,
      15_000,
      () => `left: ${left()}`,
    );
  });
});
