import { type ByteString, encodeText } from '../bytes.ts';
import { filePath } from '../place.ts';
import type { SourceId } from '../record.ts';
import type { Source } from '../target.ts';
import type { ColorDepth } from './color.ts';
import { hostColor, paint } from './palette.ts';
import { sanitiseLine } from './sanitise.ts';

/** Labels longer than this are shown in full, but do not indent the text of others. */
const WIDEST_ALIGNED = 40;

/** Returns a source's path, or null for a command and standard input. */
export const sourcePath = (source: Source): string | null => filePath(source.place);

/**
 * Returns the shortest unambiguous label for each source: the host if all read the same log, the log if all
 * are on one host or this machine, otherwise `host:log`; a path by its file name unless two would be the
 * same. Printable text.
 */
export const sourceLabels = (sources: readonly Source[]): ReadonlyMap<SourceId, string> => {
  const oneLog = new Set(sources.map(source => source.log)).size === 1;
  const oneHost = new Set(sources.map(source => source.host.name)).size === 1;
  const name = (source: Source, log: string): string => {
    if (oneLog && !(oneHost && (sources.length > 1 || source.host.kind === 'local'))) return source.host.name;
    return oneHost ? log : `${source.host.name}:${log}`;
  };
  const short = sources.map(source => name(source, baseName(source.log)));
  const uses = new Map<string, number>();
  for (const label of short) uses.set(label, (uses.get(label) ?? 0) + 1);

  return new Map(
    sources.map((source, index) => {
      const label = short[index]!;
      const clear = uses.get(label) === 1 ? label : fullName(source, oneHost);
      return [source.id, sanitiseLine(clear, { color: false, tabStop: 1 })];
    }),
  );
};

const baseName = (log: string): string => log.slice(log.lastIndexOf('/', log.length - 2) + 1);

const fullName = (source: Source, oneHost: boolean): string => {
  const log = sourcePath(source) ?? source.log;
  return oneHost ? log : `${source.host.name}:${log}`;
};

/**
 * Returns the prefix of each source's lines: its label in its host's colour, padded for alignment, and ` | `.
 */
export const linePrefixes = (
  sources: readonly Source[],
  depth: ColorDepth,
): ReadonlyMap<SourceId, ByteString> => {
  const labels = sourceLabels(sources);
  const widths = [...labels.values()]
    .map(label => [...label].length)
    .filter(width => width <= WIDEST_ALIGNED);
  const width = Math.max(0, ...widths);
  return new Map(
    sources.map(source => {
      const label = labels.get(source.id)!;
      const padding = ' '.repeat(Math.max(0, width - [...label].length));
      return [source.id, encodeText(`${paint(label, hostColor(source.host.name, depth))}${padding} | `)];
    }),
  );
};
