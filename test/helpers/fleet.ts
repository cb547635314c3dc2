import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type FleetClient, makeClient, writeClientFiles } from './fleet-client.ts';
import { type Account, FLEET_ACCOUNT, type HostOptions, type Machine, ownAccount } from './fleet-machine.ts';
import {
  loopbackNetwork,
  makeNamespaces,
  type Network,
  namespaceProblem,
  type Place,
  removeNamespaces,
} from './fleet-network.ts';
import { killAll, processesNaming } from './fleet-process.ts';
import { claimSlot, releaseSlot, type Slot } from './fleet-slot.ts';
import { type FleetHost, startHost } from './fleet-sshd.ts';

export type { HostOptions, Shell } from './fleet-machine.ts';
export { until } from './fleet-process.ts';
export type { FleetHost } from './fleet-sshd.ts';

/** A bastion and the targets behind it, as real sshd processes, and the client's files for them. */
export interface Fleet extends AsyncDisposable {
  /**
   * `namespaces`: targets are reachable only through the bastion. `loopback`: everything is on 127.0.0.0/8, nothing is
   * isolated, and the hosts share their logs.
   */
  readonly mode: 'namespaces' | 'loopback';
  readonly user: string;
  readonly client: FleetClient;
  readonly bastion: FleetHost;
  /** Default names: `web-01`, `web-02`, … */
  readonly targets: readonly FleetHost[];
  readonly network: Network;
  /** Ends every process and removes every file, namespace and link of the fleet. */
  close(): void;
}

export interface FleetOptions {
  readonly bastion?: HostOptions;
  /** The number of default targets, or the options of each. */
  readonly targets: number | readonly HostOptions[];
  /** The inventory's logs: names and file names in the hosts' log folder. Default: `app` is `app.log`. */
  readonly logs?: Readonly<Record<string, string>>;
  /** Whether its sshds offer all key exchanges that sshd does by default, for measuring logins. Default: no. */
  readonly usualKeyExchange?: boolean;
}

/** Requirements of a fleet: `sshd`, or `namespaces` (and root), needed by everything except plain key logins. */
export type Need = 'sshd' | 'namespaces';

const problems = new Map<Need, string | null>();

/** Returns null if such fleets can be started, otherwise the reason for skipping a test. */
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

/** Starts a fleet, which takes less than two seconds for a handful of hosts. Call `close`, or use `await using`. */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const mode = fleetProblem('namespaces') === null ? 'namespaces' : 'loopback';
  const slot = claimSlot(({ number, dir }) => {
    killAll(processesNaming(`${dir}/`));
    if (mode === 'namespaces') removeNamespaces(number);
  });
  const wanted = namedTargets(options.targets);
  const started: FleetHost[] = [];
  const close = () => {
    process.off('exit', close);
    for (const host of started) host.stop();
    if (mode === 'namespaces') removeNamespaces(slot.number);
    releaseSlot(slot);
  };
  process.on('exit', close);
  try {
    const network = (mode === 'namespaces' ? makeNamespaces : loopbackNetwork)(slot.number, wanted.length);
    const account = mode === 'namespaces' ? FLEET_ACCOUNT : ownAccount();
    const client = await makeClient(join(slot.dir, 'client'));
    const machines = layOut(
      {
        ...{ slot, network, account, authorizedKey: client.publicKey },
        usualKeyExchange: options.usualKeyExchange === true,
      },
      options.bastion ?? {},
      wanted,
    );
    const [bastion, ...targets] = await startAll(machines, started);
    writeClientFiles(client, account.name, bastion!, targets, logPaths(options, bastion!));
    return {
      ...{ mode, user: account.name, client, bastion: bastion!, targets, network, close },
      [Symbol.asyncDispose]: async () => close(),
    };
  } catch (error) {
    close();
    throw error;
  }
}

type NamedOptions = HostOptions & { readonly name: string };

function namedTargets(targets: FleetOptions['targets']): NamedOptions[] {
  const options: readonly HostOptions[] =
    typeof targets === 'number' ? Array.from({ length: targets }, () => ({})) : targets;
  return options.map((host, i) => ({ ...host, name: host.name ?? `web-${String(i + 1).padStart(2, '0')}` }));
}

interface Ground {
  readonly slot: Slot;
  readonly network: Network;
  readonly account: Account;
  readonly authorizedKey: string;
  readonly usualKeyExchange: boolean;
}

/** Lists the bastion first, then the targets. Only these machines can resolve the targets' names. */
function layOut(
  { slot, network, ...login }: Ground,
  bastion: HostOptions,
  targets: readonly NamedOptions[],
): Machine[] {
  const address = (name: string, place: Place) =>
    place.namespace === null ? place.address : `${name}.internal`;
  const knownNames = targets
    .map(({ name }, i) => `${network.targets[i]!.address} ${name}.internal\n`)
    .join('');
  const machine = (options: NamedOptions, place: Place, dialled: string, forwards: boolean): Machine => ({
    ...login,
    ...{ options, place, address: dialled, knownNames, forwards },
    dir: join(slot.dir, options.name),
    // On loopback, all hosts are one machine, and a log of the inventory has the same path everywhere.
    logs: join(slot.dir, place.namespace === null ? 'log' : join(options.name, 'log')),
    mark: `fleet-${slot.number}-${process.pid}-${options.name}`,
  });
  return [
    machine({ name: 'bastion', ...bastion }, network.bastion, network.bastion.address, true),
    ...targets.map((options, i) => {
      const place = network.targets[i]!;
      return machine(options, place, address(options.name, place), false);
    }),
  ];
}

/** Waits for all even if one fails, so that `started` contains every host that must be stopped. */
async function startAll(machines: readonly Machine[], started: FleetHost[]): Promise<FleetHost[]> {
  if (machines[0]?.place.namespace !== null) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const results = await Promise.allSettled(
    machines.map(async machine => {
      const host = await startHost(machine);
      started.push(host);
      return host;
    }),
  );
  return results.map(result => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

function logPaths({ logs = { app: 'app.log' } }: FleetOptions, host: FleetHost): Record<string, string> {
  return Object.fromEntries(Object.entries(logs).map(([name, file]) => [name, host.logPath(file)]));
}
