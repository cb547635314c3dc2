import type { ByteString } from '../core/bytes.ts';
import { standsForSeveral } from '../core/place.ts';
import type { SourceId } from '../core/record.ts';
import type { Source } from '../core/target.ts';
import type { ColorDepth } from '../core/text/color.ts';
import { linePrefixes, sourceLabels, sourcePath } from '../core/text/prefix.ts';

/** `auto`: the source in front of each line if there are several; `header`: above its lines when it changes, as `tail -v` does. */
export type PrefixChoice = 'auto' | 'always' | 'never' | 'header';

/** What the sources of a run are called; grows as globs open more of them. */
export interface Labels {
  opened(source: Source): void;
  /** What stands in front of the source's lines; may be empty. */
  prefix(id: SourceId): ByteString;
  /** The source's short name, printable. */
  label(source: Source): string;
}

/** `known`: the sources that are expected from the start, so that the first lines are aligned with the last. */
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

/** True if two sources have the same name, whatever else is known of them. */
const isSame = (known: Source | undefined, source: Source): boolean =>
  known?.host.name === source.host.name &&
  known.log === source.log &&
  sourcePath(known) === sourcePath(source);
