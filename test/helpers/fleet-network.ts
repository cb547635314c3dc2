import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { killAll } from './fleet-process.ts';

/**
 * The network of a fleet. With namespaces, the client reaches only the bastion, and the bastion reaches the targets:
 *
 *     client 198.18.SLOT.1 ── 198.18.SLOT.2 bastion 198.19.0.1 ── bridge ── 198.19.x.y targets
 *
 * (both ranges are reserved for benchmarks, RFC 2544, so they do not collide with real networks). Without namespaces,
 * everything is on loopback addresses, nothing is unreachable, and links cannot be cut.
 */
export interface Network {
  readonly bastion: Place;
  readonly targets: readonly Place[];
  /** Cuts (silently: packets vanish) or restores the link between client and bastion. */
  setLink(up: boolean): void;
  /** The same for the link between the bastion and one target; needs a namespace per target. */
  setTargetLink(index: number, up: boolean): void;
}

/** Where a server listens. */
export interface Place {
  readonly address: string;
  readonly port: number;
  /** The network namespace to run it in; null for the machine's own. */
  readonly namespace: string | null;
}

/** More targets than this share one namespace, which is faster to create. */
const MAX_NAMESPACES = 16;

/** Creates a bridge in the bastion's namespace and connects the targets to it. */
export function makeNamespaces(slot: number, count: number): Network {
  const each = count <= MAX_NAMESPACES;
  const bastion = `rtf${slot}-b`;
  const inner = Array.from({ length: each ? count : 1 }, (_, i) => `rtf${slot}-${i}`);
  const outerLink = `rtf${slot}`;
  ip(
    [],
    [bastion, ...inner]
      .map(name => `netns add ${name}`)
      .concat(
        `link add ${outerLink} type veth peer name wan netns ${bastion}`,
        `addr add 198.18.${slot}.1/30 dev ${outerLink}`,
        `link set ${outerLink} up`,
      ),
  );
  ip(
    ['-n', bastion],
    [
      'link set lo up',
      `addr add 198.18.${slot}.2/30 dev wan`,
      'link set wan up',
      'link add br0 type bridge',
      'addr add 198.19.0.1/16 dev br0',
      'link set br0 up',
      ...inner.flatMap((name, i) => [
        `link add t${i} type veth peer name eth0 netns ${name}`,
        `link set t${i} master br0`,
        `link set t${i} up`,
      ]),
    ],
  );
  inner.forEach((name, i) => {
    const addresses = each ? [innerAddress(i)] : Array.from({ length: count }, (_, k) => innerAddress(k));
    ip(
      ['-n', name],
      ['link set lo up', ...addresses.map(a => `addr add ${a}/16 dev eth0`), 'link set eth0 up'],
    );
  });
  return {
    bastion: { address: `198.18.${slot}.2`, port: 22, namespace: bastion },
    targets: Array.from({ length: count }, (_, i) => ({
      address: innerAddress(i),
      port: 22,
      namespace: inner[each ? i : 0]!,
    })),
    setLink: up => ip(['-n', bastion], [`link set wan ${up ? 'up' : 'down'}`]),
    setTargetLink(index, up) {
      if (!each) throw new Error(`with more than ${MAX_NAMESPACES} targets, no single one can be cut off`);
      ip(['-n', bastion], [`link set t${index} ${up ? 'up' : 'down'}`]);
    },
  };
}

/** Loopback addresses reserved for the slot, on unprivileged ports. */
export function loopbackNetwork(slot: number, count: number): Network {
  const refuse = () => {
    throw new Error('links can be cut only in network namespaces');
  };
  const place = (i: number) => ({
    address: `127.77.${slot}.${1 + (i % 250)}`,
    port: 2200 + Math.floor(i / 250),
    namespace: null,
  });
  return {
    bastion: place(0),
    targets: Array.from({ length: count }, (_, i) => place(i + 1)),
    setLink: refuse,
    setTargetLink: refuse,
  };
}

/** Removes every namespace and link of a slot and everything running there, including leftovers of a killed run. */
export function removeNamespaces(slot: number): void {
  const names = execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' })
    .split('\n')
    .map(line => line.split(' ')[0]!);
  const ours = names.filter(name => name.startsWith(`rtf${slot}-`));
  for (const name of ours) {
    const pids = execFileSync('ip', ['netns', 'pids', name], { encoding: 'utf8' })
      .split('\n')
      .filter(Boolean);
    killAll(pids.map(Number));
  }
  // A namespace takes a while to disappear, along with its end of the link, and the slot's next fleet cannot wait for
  // that.
  const link = existsSync(`/sys/class/net/rtf${slot}`) ? [`link del rtf${slot}`] : [];
  ip([], [...link, ...ours.map(name => `netns del ${name}`)]);
}

/** Returns null if namespaces can be created, otherwise the reason why not. */
export function namespaceProblem(): string | null {
  if (process.platform !== 'linux') return 'network namespaces need Linux';
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  const name = `rtfprobe${process.pid}`;
  try {
    ip([], [`netns add ${name}`]);
    ip([], [`netns del ${name}`]);
    return null;
  } catch (error) {
    return `network namespaces cannot be made here (${error instanceof Error ? error.message.split('\n').at(-1) : error})`;
  }
}

function innerAddress(index: number): string {
  return `198.19.${1 + Math.floor(index / 250)}.${1 + (index % 250)}`;
}

function ip(options: readonly string[], commands: readonly string[]): void {
  execFileSync('ip', [...options, '-batch', '-'], {
    input: `${commands.join('\n')}\n`,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
}
