import type { Source } from '../core/target.ts';
import { TroubleError } from '../core/trouble.ts';
import { listCommand, readListing } from '../pushdown/listing.ts';
import { runShortScript } from './remoteScript.ts';
import type { RunContext } from './runSource.ts';

/**
 * The files that a source's glob matches on its host, each a source of its own; `nextId` numbers them. Directories among them are
 * passed over, as a shell's user means files. Rejects with a TroubleError, also where nothing matches.
 */
export const expandGlob = async (
  source: Source,
  context: RunContext,
  nextId: () => number,
  signal: AbortSignal,
): Promise<readonly Source[]> => {
  if (source.place.kind !== 'file' || !source.place.glob) return [source];
  context.sink.state(source, { kind: 'connecting', detail: source.host.name });
  const { connection } = await context.hosts.reach(source.host);
  const { path } = source.place;
  const { output, end } = await runShortScript(connection, {
    command: listCommand(path, { sudo: context.sudo }),
    log: path,
    signal,
  });
  if (end.trouble) throw new TroubleError(end.trouble);
  const files = readListing(output).filter(({ state }) => state !== 'directory');
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
  return files.map(file => ({
    ...source,
    id: nextId(),
    log: file.path,
    place: { kind: 'file', path: file.path, glob: false },
  }));
};
