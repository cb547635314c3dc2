import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type FleetClient, makeClient, writeClientFiles } from './fleet-client.ts';
import { FLEET_ACCOUNT, type HostOptions, ownAccount } from './fleet-machine.ts';
import {
  loopbackNetwork,
  makeNamespaces,
  type Network,
  namespaceProblem,
  removeNamespaces,
} from './fleet-network.ts';
import { killAll, processesNaming } from './fleet-process.ts';
import { claimSlot, releaseSlot } from './fleet-slot.ts';
import { type FleetHost, startHost } from './fleet-sshd.ts';

export type { HostOptions, Shell } from './fleet-machine.ts';
export { until } from './fleet-process.ts';
export type { FleetHost } from './fleet-sshd.ts';

/** A bastion and the targets behind it, as real sshd processes, and the client's files for them. */
export interface Fleet extends AsyncDisposable {
  /** `namespaces`: targets can be reached through the bastion only. `loopback`: everything is on 127.0.0.0/8, nothing is shielded. */
  readonly mode: 'namespaces' | 'loopback';
  readonly user: string;
  readonly client: FleetClient;
  readonly bastion: FleetHost;
  /** By default `web-01`, `web-02`, … */
  readonly targets: readonly FleetHost[];
  readonly network: Pick<Network, 'setLink' | 'setTargetLink'>;
  /** Ends every process and removes every file, namespace and link of the fleet. */
  close(): void;
}

export interface FleetOptions {
  readonly bastion?: HostOptions;
  /** A number of plain ones, or the options of each. */
  readonly targets: number | readonly HostOptions[];
  /** Logs of the inventory, name to file name in the hosts' log folder. Default: `app` is `app.log`. */
  readonly logs?: Readonly<Record<string, string>>;
}

/** What a fleet may need: `sshd`, or `namespaces` (root too), on which everything but plain key logins depends. */
export type Need = 'sshd' | 'namespaces';

const problems = new Map<Need, string | null>();

/** Null where such fleets can be started, else why not: the reason for skipping a test. */
export function fleetProblem(need: Need): string | null {
  let problem = problems.get(need);
  if (problem === undefined) {
    problem = findProblem(need);
    problems.set(need, problem);
  }
  return problem;
}

function findProblem(need: Need): string | null {
  if (process.platform !== 'linux') return 'the fleet needs Linux';
  for (const program of ['/usr/sbin/sshd', '/usr/bin/ssh', '/usr/bin/ssh-keygen']) {
    if (!existsSync(program)) return `${program} is not installed`;
  }
  if (need === 'sshd') return null;
  if (process.env['RTAIL_FLEET'] === 'loopback') return 'RTAIL_FLEET=loopback';
  return namespaceProblem();
}

/** Starts a fleet; takes well under two seconds for a handful of hosts. Call `close`, or hold it with `await using`. */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const mode = fleetProblem('namespaces') === null ? 'namespaces' : 'loopback';
  const targetOptions: readonly HostOptions[] =
    typeof options.targets === 'number'
      ? Array.from({ length: options.targets }, () => ({}))
      : options.targets;
  const slot = claimSlot(({ number, dir }) => {
    killAll(processesNaming(`${dir}/`));
    if (fleetProblem('namespaces') === null) removeNamespaces(number);
  });
  const network = (mode === 'namespaces' ? makeNamespaces : loopbackNetwork)(
    slot.number,
    targetOptions.length,
  );
  const started: FleetHost[] = [];
  const close = () => {
    process.off('exit', close);
    for (const host of started) host.stop();
    network.remove();
    releaseSlot(slot);
  };
  process.on('exit', close);
  try {
    if (mode === 'namespaces') mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
    const account = mode === 'namespaces' ? FLEET_ACCOUNT : ownAccount();
    const client = await makeClient(join(slot.dir, 'client'));
    const named = targetOptions.map((host, i) => ({
      ...host,
      name: host.name ?? `web-${String(i + 1).padStart(2, '0')}`,
    }));
    const addresses = named.map(({ name }, i) =>
      mode === 'namespaces' ? `${name}.internal` : network.targets[i]!.address,
    );
    const machine = (host: HostOptions & { name: string }) => ({
      account,
      authorizedKey: client.publicKey,
      options: host,
      dir: join(slot.dir, host.name),
      mark: `fleet-${slot.number}-${process.pid}-${host.name}`,
    });
    const hold = async (host: Promise<FleetHost>) => {
      const running = await host;
      started.push(running);
      return running;
    };
    const [bastion, ...targets] = await allOrNothing([
      hold(
        startHost({
          ...machine({ name: 'bastion', ...options.bastion }),
          place: network.bastion,
          address: network.bastion.address,
          knownNames:
            mode === 'namespaces'
              ? network.targets.map(({ address }, i) => `${address} ${addresses[i]}\n`).join('')
              : '',
          forwards: true,
        }),
      ),
      ...named.map((host, i) =>
        hold(
          startHost({
            ...machine(host),
            place: network.targets[i]!,
            address: addresses[i]!,
            knownNames: '',
            forwards: false,
          }),
        ),
      ),
    ]);
    const logs = Object.entries(options.logs ?? { app: 'app.log' }).map(([name, file]) => [
      name,
      bastion!.logPath(file),
    ]);
    writeClientFiles(client, account.name, bastion!, targets, Object.fromEntries(logs));
    return {
      mode,
      user: account.name,
      client,
      bastion: bastion!,
      targets,
      network,
      close,
      [Symbol.asyncDispose]: async () => close(),
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** Waits for all, so that what has started is known and can be stopped, before failing with the first failure. */
async function allOrNothing<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(promises);
  const failure = results.find(result => result.status === 'rejected');
  if (failure) throw failure.reason;
  return results.map(result => (result as PromiseFulfilledResult<T>).value);
}
