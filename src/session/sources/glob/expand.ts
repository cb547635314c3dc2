import { filePath } from '../../../core/place.ts';
import type { Source } from '../../../core/target.ts';
import { type Trouble, TroubleError } from '../../../core/trouble.ts';
import { listCommand, readListing } from '../../../pushdown/probes/listing.ts';
import type { RunContext } from '../../host/context.ts';
import { runShortScript } from '../../host/remoteScript.ts';
import type { Several } from '../contract.ts';

export interface Expansion {
  readonly sources: readonly Omit<Source, 'id'>[];
  /** Paths of directories that the glob matches as well. */
  readonly directories: readonly string[];
}

/** What a glob matches on its host: absolute paths, in byte order. */
export interface Listing {
  readonly files: readonly string[];
  readonly directories: readonly string[];
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
  const pathsOf = (wanted: boolean): string[] =>
    listed.filter(({ state }) => (state === 'directory') === wanted).map(file => file.path);
  return { files: pathsOf(false), directories: pathsOf(true) };
};

/** One file of a source's glob, as a source of its own. */
export const fileSource = (glob: Source, path: string): Omit<Source, 'id'> => ({
  ...glob,
  log: path,
  place: { kind: 'file', path, glob: false },
});

/**
 * Returns the files that a source's glob matches on its host, each a source of its own. Directories among them are passed over, as a
 * shell's user means files, and returned apart. Rejects with a TroubleError, also where nothing matches.
 */
export const expandGlob = async ({ source, context, signal }: Several): Promise<Expansion> => {
  context.sink.state(source, { kind: 'connecting', detail: source.host.name });
  const { files, directories } = await listFiles(source, context, signal);
  const path = filePath(source.place) ?? source.log;
  if (files.length === 0) throw new TroubleError(nothingMatches(source, path, directories));
  return { sources: files.map(file => fileSource(source, file)), directories };
};

const nothingMatches = ({ host }: Source, path: string, directories: readonly string[]): Trouble => {
  const only = directories.length > 0;
  return {
    kind: 'missing',
    host: host.name,
    log: path,
    message: only ? `${path} matches directories only` : `${path} matches no file`,
    advice: only
      ? `name files in them: '${path}/*'`
      : 'check the path, or use -F to wait for files that match it',
    final: false,
  };
};

/** Names that are said of many. */
const NAMED = 3;

/** What to say of directories that a glob matched beside files. */
export const passedOver = (glob: string, directories: readonly string[]): string => {
  const named = directories.slice(0, NAMED).join(', ');
  const more = directories.length > NAMED ? ` and ${directories.length - NAMED} more` : '';
  const are = directories.length === 1 ? 'is a directory' : 'are directories';
  return `${named}${more}, which ${glob} matches, ${are}: passed over`;
};
