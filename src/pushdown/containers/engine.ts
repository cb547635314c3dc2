import { type ByteString, decodeText, encodeText } from '../../core/bytes.ts';
import { prologue } from '../script/lifetime.ts';
import { shellCommand, shellQuote } from '../script/quote.ts';
import { remoteCommand } from '../script/script.ts';
import { stage } from '../script/stage.ts';
import type { Reader } from './canonical.ts';
import { FIND_READER, readReader } from './selection.ts';

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
  /** The end of its log file contains pieces of long lines. */
  readonly hasPieces: boolean;
  /** It has a log file, but it cannot be read. */
  readonly isClosed: boolean;
  /** It has a terminal, so both of its streams are one. */
  readonly tty: boolean;
  /** The engine's socket, if curl can talk to it; otherwise null. */
  readonly socket: string | null;
  /** The host's program for reading the log as its engine prints it; null: none. */
  readonly reader: Reader | null;
  /**
   * Its rotated files, the oldest first, and then the file itself, with their numbers of lines; empty if none
   * was rotated. Compressed files count as endless.
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
  docker: '{{.Id}}|{{.Name}}|{{.State.Running}}|{{.Config.Tty}}|{{.HostConfig.LogConfig.Type}}|{{.LogPath}}',
  podman:
    '{{.Id}}|{{.Name}}|{{.State.Running}}|{{.Config.Tty}}|{{.HostConfig.LogConfig.Type}}|{{.HostConfig.LogConfig.Path}}',
};

/** Prints the socket of Docker's current context, if curl can talk to it. */
const FIND_SOCKET = `s=$(docker context inspect -f '{{.Endpoints.docker.Host}}' 2>/dev/null) || s=\${DOCKER_HOST:-unix:///var/run/docker.sock}
case $s in unix://*)
s=\${s#unix://}
if command -v curl >/dev/null && [ "$(curl -q -s -m 5 --noproxy '*' --unix-socket "$s" http://localhost/_ping 2>/dev/null)" = OK ]; then printf 'socket %s\\n' "$s"; fi
esac
`;

/** Pieces are sought in so many bytes at the end of a log file. */
const PIECES_SOUGHT = 1 << 18;

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
tail -c ${PIECES_SOUGHT} "$p" | grep -v '\\\\n","stream":"' >/dev/null && echo pieces
if [ -e "$p.1" ] || [ -e "$p.1.gz" ]; then
for n in 9 8 7 6 5 4 3 2 1 ''; do
f=$p\${n:+.$n}
if [ -r "$f" ]; then echo "file $(wc -l <"$f") $f"
elif [ -r "$f.gz" ]; then echo "file x $f.gz"; fi
done
fi
fi
${engine === 'docker' ? FIND_SOCKET : ''}${FIND_READER}q 0
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
  const [id = '', name = '', running, tty, driver = '', path = ''] = first.replace(/^found /, '').split('|');
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
      hasPieces: rest.includes('pieces'),
      isClosed: !isReadable && path !== '',
      tty: tty === 'true',
      reader: rest.map(readReader).find(reader => reader !== null) ?? null,
      socket: rest.find(line => line.startsWith('socket '))?.slice('socket '.length) ?? null,
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
