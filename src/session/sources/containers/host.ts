import type { Host, OtherPlace, Source } from '../../../core/target.ts';
import { type Trouble, TroubleError } from '../../../core/trouble.ts';
import {
  type Container,
  type Engine,
  inspectCommand,
  listContainersCommand,
  readInspected,
  readSelection,
} from '../../../pushdown/containers/engine.ts';
import type { Connection } from '../../../transport/transport.ts';
import type { FindingContext } from '../../host/findings.ts';
import type { ReachedHost } from '../../host/hosts.ts';
import { runShortScript } from '../../host/remoteScript.ts';

/** Returns the engine of a place. */
export const engineOf = ({ place }: Source): Engine => (place as OtherPlace).scheme as Engine;

/** Returns the name or selector in a place. */
export const addressOf = ({ place }: Source): string => (place as OtherPlace).address;

/** Connects to a host, as root if that is requested and possible. */
export const reachEngine = async (
  host: Host,
  { hosts, sudo }: Pick<FindingContext, 'hosts' | 'sudo'>,
): Promise<ReachedHost> => (sudo ? await hosts.reachAsRoot(host) : null) ?? hosts.reach(host);

/** Returns a container by its name; null if there is none. Rejects with a TroubleError. */
export const findContainer = async (
  connection: Connection,
  source: Source,
  signal: AbortSignal,
): Promise<Container | null> => {
  const engine = engineOf(source);
  const { output, end } = await runShortScript(connection, {
    command: inspectCommand(engine, addressOf(source)),
    log: source.log,
    signal,
  });
  if (end.trouble) throw new TroubleError(end.trouble);
  signal.throwIfAborted();
  const inspected = readInspected(output);
  switch (inspected.kind) {
    case 'found':
      return inspected.container;
    case 'none':
      return null;
    case 'no engine':
      throw new TroubleError(noEngine(source));
    case 'failed':
      throw new TroubleError(engineTrouble(source, inspected.message));
  }
};

/** Returns the names of the containers that a place selects. Rejects with a TroubleError. */
export const listContainers = async (
  connection: Connection,
  source: Source,
  signal: AbortSignal,
): Promise<readonly string[]> => {
  const selection = readSelection(addressOf(source));
  const { output, end } = await runShortScript(connection, {
    command: listContainersCommand(engineOf(source), selection),
    log: source.log,
    signal,
  });
  if (end.trouble) throw new TroubleError(end.trouble);
  signal.throwIfAborted();
  if (output.startsWith('|missing')) throw new TroubleError(noEngine(source));
  const failed = /^\|failed (.*)/.exec(output)?.[1];
  if (failed !== undefined) throw new TroubleError(engineTrouble(source, failed));
  const names = output.split('\n').filter(Boolean);
  const pattern = selection.kind === 'name' ? globPattern(selection.name) : null;
  return pattern === null ? names : names.filter(name => pattern.test(name));
};

/** Converts a glob for container names with `*`, `?` and `[…]`. */
const globPattern = (glob: string): RegExp => {
  const source = glob.replace(/\[[^\]]+\]|[*?]|[^*?[]+|\[/g, part => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    if (part.length > 2 && part.startsWith('[')) return part.replace(/^\[!/, '[^').replaceAll('\\', '\\\\');
    return part.replace(/[\\.[\]{}()+^$|/]/g, char => `\\${char}`);
  });
  return new RegExp(`^${source}$`);
};

const noEngine = (source: Source): Trouble => ({
  kind: 'tool',
  host: source.host.name,
  log: source.log,
  message: `the host has no ${engineOf(source)}`,
  advice:
    engineOf(source) === 'docker' ? 'if it has podman, use podman: instead of docker:' : 'check the host',
  final: true,
});

/** Returns true for a message that a container does not exist (any more). */
export const isRemoved = (message: string): boolean => /no such container|error: 404$/i.test(message);

export const engineTrouble = (source: Source, message: string): Trouble => {
  const isRefused = /permission denied/i.test(message);
  if (isRemoved(message)) return noContainer(source);
  return {
    kind: isRefused ? 'unreadable' : 'remote',
    host: source.host.name,
    log: source.log,
    message: isRefused ? `permission denied: this user has no access to ${engineOf(source)}` : message,
    advice: isRefused
      ? 'use --sudo, or add this user to the group docker on the host (equivalent to root access)'
      : `check ${engineOf(source)} ps on the host`,
    final: isRefused,
  };
};

export const noContainer = (source: Source): Trouble => ({
  kind: 'missing',
  host: source.host.name,
  log: source.log,
  message: `no container ${addressOf(source)}`,
  advice: `${engineOf(source)} ps -a on the host lists them; use -F to wait for one with this name`,
  final: false,
});
