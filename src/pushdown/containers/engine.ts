import { type ByteString, decodeText, encodeText } from '../../core/bytes.ts';
import { prologue } from '../script/lifetime.ts';
import { shellCommand, shellQuote } from '../script/quote.ts';
import { remoteCommand } from '../script/script.ts';
import { stage } from '../script/stage.ts';

/** The programs that run containers. */
export type Engine = 'docker' | 'podman';

/** A container as its engine describes it. */
export interface Container {
  readonly id: string;
  readonly name: string;
  readonly running: boolean;
  /** The name of its logging driver. */
  readonly driver: string;
  /** Its log file; null: it has none, or it cannot be read. */
  readonly file: string | null;
  /** It has a log file, but it cannot be read. */
  readonly isClosed: boolean;
  /**
   * Its rotated files, the oldest first, then the file itself, with their numbers of lines; empty if none was
   * rotated. Compressed files count as endless.
   */
  readonly files: readonly { readonly path: string; readonly lines: number }[];
}

/** An engine's answer about one container. */
export type Inspected =
  | { readonly kind: 'found'; readonly container: Container }
  | { readonly kind: 'none' }
  | { readonly kind: 'no engine' }
  | { readonly kind: 'failed'; readonly message: string };

/** A selection of containers: a name (possibly a glob), or those of a compose project or service. */
export type Selection =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'compose'; readonly project: string; readonly service: string | null };

/** Parses the address in `docker:ADDRESS`. */
export const readSelection = (address: string): Selection => {
  const [, project, service] = /^compose=([^/]+)(?:\/(.+))?$/.exec(address) ?? [];
  return project === undefined
    ? { kind: 'name', name: address }
    : { kind: 'compose', project, service: service ?? null };
};

const FORMATS: Readonly<Record<Engine, string>> = {
  docker: '{{.Id}}|{{.Name}}|{{.State.Running}}|{{.HostConfig.LogConfig.Type}}|{{.LogPath}}',
  podman:
    '{{.Id}}|{{.Name}}|{{.State.Running}}|{{.HostConfig.LogConfig.Type}}|{{.HostConfig.LogConfig.Path}}',
};

/** Returns the command line that describes a container. */
export const inspectCommand = (engine: Engine, name: string): string =>
  shellCommand(`${prologue()}
LC_ALL=C; export LC_ALL
command -v ${engine} >/dev/null || { echo missing; q 0; }
o=$(${engine} inspect --type container -f ${shellQuote(FORMATS[engine])} -- ${shellQuote(encodeText(name))} 2>&1) || { printf 'failed %s\\n' "$o"; q 0; }
printf 'found %s\\n' "$o"
p=\${o##*|}
if [ -r "$p" ]; then
echo readable
if [ -e "$p.1" ] || [ -e "$p.1.gz" ]; then
for n in 9 8 7 6 5 4 3 2 1 ''; do
f=$p\${n:+.$n}
if [ -r "$f" ]; then echo "file $(wc -l <"$f") $f"
elif [ -r "$f.gz" ]; then echo "file x $f.gz"; fi
done
fi
fi
q 0
`);

/** Parses its output. */
export const readInspected = (output: ByteString): Inspected => {
  const text = decodeText(output);
  if (text.startsWith('missing')) return { kind: 'no engine' };
  const failed = /^failed ([\s\S]*)/.exec(text)?.[1];
  if (failed !== undefined)
    return /no such|no container/i.test(failed)
      ? { kind: 'none' }
      : { kind: 'failed', message: failed.trim().split('\n')[0] ?? '' };
  const [first = '', ...rest] = text.split('\n');
  const [id = '', name = '', running, driver = '', path = ''] = first.replace(/^found /, '').split('|');
  if (id === '') return { kind: 'failed', message: 'it did not report which container that is' };
  const isReadable = rest.includes('readable');
  return {
    kind: 'found',
    container: {
      id,
      name: name.replace(/^\//, ''),
      running: running === 'true',
      driver,
      file: isReadable && path !== '' ? path : null,
      isClosed: !isReadable && path !== '',
      files: rest.flatMap(line => {
        const [, count, file] = /^file +(\S+) (.*)$/.exec(line) ?? [];
        if (file === undefined) return [];
        return [{ path: file, lines: count === 'x' ? Number.POSITIVE_INFINITY : Number(count) }];
      }),
    },
  };
};

/**
 * Returns the command line that lists the names of the selected containers, one per line; for a glob, of all
 * containers.
 */
export const listContainersCommand = (engine: Engine, selection: Selection): string => {
  const label = (key: string, value: string): string =>
    ` --filter ${shellQuote(encodeText(`label=com.docker.compose.${key}=${value}`))}`;
  const filters =
    selection.kind === 'name'
      ? ''
      : label('project', selection.project) +
        (selection.service === null ? '' : label('service', selection.service));
  return shellCommand(`${prologue()}
LC_ALL=C; export LC_ALL
command -v ${engine} >/dev/null || { echo '|missing'; q 0; }
o=$(${engine} ps -a --format '{{.Names}}'${filters} 2>&1) || { printf '|failed %s\\n' "$o"; q 0; }
printf '%s\\n' "$o"
q 0
`);
};

/** Returns the command line that prints a JSON line for each container that starts, ends or is removed. */
export const eventsCommand = (engine: Engine): string => {
  const events = ['start', 'die', 'destroy', 'remove', 'rename'].flatMap(event => [
    '--filter',
    `event=${event}`,
  ]);
  return remoteCommand({
    path: null,
    stages: [stage([engine, 'events', '--filter', 'type=container', ...events, '--format', '{{json .}}'])],
    latest: null,
    endless: true,
    waits: false,
    sudo: false,
    from: { kind: 'fromLine', line: 1 },
  });
};

/** A container event. */
export interface ContainerEvent {
  readonly action: string;
  readonly id: string;
  readonly name: string;
}

/** Parses one line of events from Docker or podman; null for anything else. */
export const readEvent = (line: string): ContainerEvent | null => {
  try {
    const event = JSON.parse(line) as Record<string, unknown>;
    const actor = event['Actor'] as { ID?: unknown; Attributes?: { name?: unknown } } | undefined;
    const action = event['Action'] ?? event['Status'];
    const id = actor?.ID ?? event['ID'];
    const name = actor?.Attributes?.name ?? event['Name'];
    return typeof action === 'string' && typeof id === 'string'
      ? { action: action === 'remove' ? 'destroy' : action, id, name: String(name ?? '') }
      : null;
  } catch {
    return null;
  }
};

/** A request to `docker logs`. */
export interface LogsAsk {
  readonly engine: Engine;
  readonly id: string;
  readonly follow: boolean;
  readonly tail: number | null;
  /** In the engine's format: seconds and nanoseconds since the epoch. */
  readonly since: string | null;
  readonly until: string | null;
}

/** Returns the `docker logs` command for people. */
export const logsText = ({ engine, id, follow, tail, since, until }: LogsAsk): ByteString =>
  [
    engine,
    'logs',
    '--timestamps',
    ...(follow ? ['--follow'] : []),
    ...(tail === null ? [] : ['--tail', `${tail}`]),
    ...(since === null ? [] : ['--since', since]),
    ...(until === null ? [] : ['--until', until]),
    shellQuote(encodeText(id)),
    '2>&1',
  ].join(' ');

/** Returns its command line; it merges both of the container's streams in the engine's order. */
export const logsCommand = (ask: LogsAsk): string =>
  remoteCommand({
    path: null,
    stages: [stage([], { shell: decodeText(logsText(ask)) })],
    latest: null,
    endless: ask.follow,
    waits: false,
    sudo: false,
    from: { kind: 'fromLine', line: 1 },
  });
