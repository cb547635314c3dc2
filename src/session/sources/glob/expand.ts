import { filePath } from '../../../core/place.ts';
import type { Source } from '../../../core/target.ts';
import { type Trouble, TroubleError } from '../../../core/trouble.ts';
import { type ListedFile, listCommand, readListing } from '../../../pushdown/probes/listing.ts';
import type { RunContext } from '../../host/context.ts';
import { runShortScript } from '../../host/remoteScript.ts';
import type { Several } from '../contract.ts';

export interface Expansion {
  readonly sources: readonly Omit<Source, 'id'>[];
  /** Other things that the glob matches. */
  readonly others: readonly ListedFile[];
}

/** The matches of a glob on its host, in byte order: absolute paths of files, and everything else. */
export interface Listing {
  readonly files: readonly string[];
  readonly others: readonly ListedFile[];
}

/** Returns the paths that a source's glob matches on its host, which may be none. Rejects with a TroubleError. */
export const listFiles = async (
  source: Source,
  { hosts, sudo }: RunContext,
  signal: AbortSignal,
): Promise<Listing> => {
  const path = filePath(source.place) ?? source.log;
  const { connection } = await hosts.reach(source.host);
  const { output, end } = await runShortScript(connection, {
    command: listCommand(path, { sudo }),
    log: path,
    signal,
  });
  if (end.trouble && end.trouble.kind !== 'missing') throw new TroubleError(end.trouble);
  const listed = end.trouble ? [] : readListing(output);
  const isOther = ({ state }: ListedFile): boolean => state === 'directory' || state === 'special';
  return {
    files: listed.filter(file => !isOther(file)).map(({ path }) => path),
    others: listed.filter(isOther),
  };
};

/** Returns one file of a source's glob, as a separate source. */
export const fileSource = (glob: Source, path: string): Omit<Source, 'id'> => ({
  ...glob,
  log: path,
  place: { kind: 'file', path, glob: false },
});

/**
 * Returns the files that a source's glob matches on its host, each as a separate source. Directories, pipes,
 * sockets and devices are skipped and returned separately. Rejects with a TroubleError, also if nothing
 * matches.
 */
export const expandGlob = async ({ source, context, signal }: Several): Promise<Expansion> => {
  context.sink.state(source, { kind: 'connecting', detail: source.host.name });
  const { files, others } = await listFiles(source, context, signal);
  const path = filePath(source.place) ?? source.log;
  if (files.length === 0) throw new TroubleError(nothingMatches(source, path, others));
  return { sources: files.map(file => fileSource(source, file)), others };
};

const nothingMatches = ({ host }: Source, path: string, others: readonly ListedFile[]): Trouble => {
  const only = others.some(({ state }) => state === 'directory');
  return {
    kind: 'missing',
    host: host.name,
    log: path,
    message: only ? `${path} matches only directories` : `${path} matches no file`,
    advice: only
      ? `name files in them: '${path}/*'`
      : 'check the path, or use -F to wait for files that match it',
    final: false,
  };
};

/** Number of names to list. */
const NAMED = 3;

/** Returns a sentence for each kind of non-file that a glob matched. */
export const passedOver = (glob: string, others: readonly ListedFile[]): string[] =>
  (['directory', 'special'] as const).flatMap(kind => {
    const paths = others.filter(({ state }) => state === kind).map(({ path }) => path);
    if (paths.length === 0) return [];
    const named = paths.slice(0, NAMED).join(', ');
    const more = paths.length > NAMED ? ` and ${paths.length - NAMED} more` : '';
    const are = paths.length === 1 ? WHAT[kind].one : WHAT[kind].many;
    return [`${named}${more}, which ${glob} matches, ${are}: skipped`];
  });

const WHAT = {
  directory: { one: 'is a directory', many: 'are directories' },
  special: { one: 'is a pipe, a socket or a device', many: 'are pipes, sockets or devices' },
} as const;
