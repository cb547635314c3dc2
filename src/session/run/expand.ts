import type { Source } from '../../core/target.ts';
import { TroubleError } from '../../core/trouble.ts';
import { type ListedFile, listCommand, readListing } from '../../pushdown/probes/listing.ts';
import type { RunContext } from '../host/context.ts';
import { runShortScript } from '../host/remoteScript.ts';

export interface Expansion {
  readonly sources: readonly Source[];
  /** Paths of directories that the glob matches as well. */
  readonly directories: readonly string[];
}

/**
 * The files that a source's glob matches on its host, each a source of its own; `nextId` numbers them. Directories among them are
 * passed over, as a shell's user means files, and told apart. Rejects with a TroubleError, also where nothing matches.
 */
export const expandGlob = async (
  source: Source,
  context: RunContext,
  nextId: () => number,
  signal: AbortSignal,
): Promise<Expansion> => {
  if (source.place.kind !== 'file' || !source.place.glob) return { sources: [source], directories: [] };
  context.sink.state(source, { kind: 'connecting', detail: source.host.name });
  const { connection } = await context.hosts.reach(source.host);
  const { path } = source.place;
  const { output, end } = await runShortScript(connection, {
    command: listCommand(path, { sudo: context.sudo }),
    log: path,
    signal,
  });
  if (end.trouble) throw new TroubleError(end.trouble);
  const [directories, files] = [true, false].map(wanted =>
    readListing(output).filter(({ state }) => (state === 'directory') === wanted),
  ) as [ListedFile[], ListedFile[]];
  if (files.length === 0) {
    throw new TroubleError({
      kind: 'missing',
      host: source.host.name,
      log: path,
      message: `${path} matches directories only`,
      advice: `name files in them: '${path}/*'`,
      final: false,
    });
  }
  const sources = files.map(
    (file): Source => ({
      ...source,
      id: nextId(),
      log: file.path,
      place: { kind: 'file', path: file.path, glob: false },
    }),
  );
  return { sources, directories: directories.map(file => file.path) };
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
