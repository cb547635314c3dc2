import type { ByteString } from '../core/bytes.ts';
import { standsForSeveral } from '../core/place.ts';
import type { SourceId } from '../core/record.ts';
import type { Source } from '../core/target.ts';
import type { ColorDepth } from '../core/text/color.ts';
import { linePrefixes, sourceLabels, sourcePath } from '../core/text/prefix.ts';

/**
 * `auto`: a prefix with the source before each line if there are several; `header`: a header when the source changes,
 * like `tail -v`.
 */
export type PrefixChoice = 'auto' | 'always' | 'never' | 'header';

/** The names of a run's sources; grows as globs open more of them. */
export interface Labels {
  opened(source: Source): void;
  /** Returns the prefix of the source's lines; may be empty. */
  prefix(id: SourceId): ByteString;
  /** The source's short name, printable. */
  label(source: Source): string;
}

/** Creates labels. `known` are the sources expected from the start, so that all lines are aligned. */
export const createLabels = (choice: PrefixChoice, depth: ColorDepth, known: readonly Source[]): Labels => {
  const sources = new Map<SourceId, Source>();
  for (const source of known) if (!standsForSeveral(source.place)) sources.set(source.id, source);
  let prefixes: ReadonlyMap<SourceId, ByteString> | null = null;
  let labels: ReadonlyMap<SourceId, string> | null = null;

  const prefixed = (): boolean => choice === 'always' || (choice === 'auto' && sources.size > 1);

  return {
    opened(source) {
      if (isSame(sources.get(source.id), source)) return;
      sources.set(source.id, source);
      prefixes = null;
      labels = null;
    },
    prefix(id) {
      prefixes ??= prefixed() ? linePrefixes([...sources.values()], depth) : new Map();
      return prefixes.get(id) ?? '';
    },
    label(source) {
      labels ??= sourceLabels([...sources.values()]);
      return labels.get(source.id) ?? source.host.name;
    },
  };
};

/** Returns true if two sources have the same name, whatever else differs. */
const isSame = (known: Source | undefined, source: Source): boolean =>
  known?.host.name === source.host.name &&
  known.log === source.log &&
  sourcePath(known) === sourcePath(source);
