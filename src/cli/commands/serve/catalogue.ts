import type { LoadedConfig } from '../../../config/load.ts';
import type { ServeConfig } from '../../../config/schema/schema.ts';
import { placeText } from '../../../core/place.ts';
import type { Source } from '../../../core/target.ts';
import type { Person } from '../../../web/access/logins.ts';
import { type Catalogue, type CatalogueItem, shelfKey } from '../../../web/library.ts';

export interface CatalogueOptions {
  readonly loaded: LoadedConfig;
  /** What viewers see by default. */
  readonly first: readonly Source[];
  /** True if it comes from the command line: viewers then see nothing else. */
  readonly isNamed: boolean;
  /** Resolves SOURCE arguments. Throws a SelectionError. */
  readonly select: (words: readonly string[]) => readonly Source[];
}

/** Returns true if a rule of `serve: allow` applies to a person. */
const isFor = (to: readonly string[], { name, role }: Person): boolean =>
  to.some(
    who =>
      who === '*' ||
      (who === 'viewers' && role === 'viewer') ||
      (who === 'operators' && role === 'operator') ||
      who === name,
  );

/**
 * Determines the sources in the inventory and who can see them, according to `serve: allow`; without it, operators see
 * everything, and viewers the sources on the command line, or everything if there are none. Throws a SelectionError if
 * a rule names something unknown.
 */
export const openCatalogue = ({ loaded, first, isNamed, select }: CatalogueOptions): Catalogue => {
  const { inventory, config } = loaded;
  const items = new Map<string, { readonly item: CatalogueItem; readonly logs: readonly Source[] }>();
  const add = (item: CatalogueItem): void => {
    const logs = select([item.name]);
    items.set(item.name, { item, logs });
  };
  for (const name of inventory.groups.keys())
    tryAdd(add, { name: `@${name}`, kind: 'group', detail: 'group' });
  for (const host of inventory.hosts.values()) {
    const team = host.team === null ? '' : `, team ${host.team}`;
    const tags = host.tags.length > 0 ? `, ${host.tags.join(' ')}` : '';
    if (host.logs.length > 0) tryAdd(add, { name: host.name, kind: 'host', detail: `host${team}${tags}` });
    for (const log of host.logs) {
      const place = inventory.logs.get(log)?.place;
      tryAdd(add, { name: `${host.name}:${log}`, kind: 'log', detail: place ? placeText(place) : '' });
    }
  }
  // Sources on the command line may not be in the inventory.
  for (const source of first) {
    const name = `${source.host.name}:${source.log}`;
    if (!items.has(name))
      items.set(name, { item: { name, kind: 'log', detail: placeText(source.place) }, logs: [source] });
  }
  const allows = policyOf(config.serve ?? null, isNamed ? first : [], select);
  return {
    first,
    allows,
    itemsFor: person =>
      [...items.values()]
        .filter(({ logs }) => logs.some(source => allows(person, source)))
        .map(({ item }) => item),
    resolve: name => items.get(name)?.logs ?? [],
  };
};

/** Adds an item, unless it is a group without hosts or a host without logs, which cannot be picked. */
const tryAdd = (add: (item: CatalogueItem) => void, item: CatalogueItem): void => {
  try {
    add(item);
  } catch {
    // It matches nothing.
  }
};

const policyOf = (
  serve: ServeConfig | null,
  first: readonly Source[],
  select: (words: readonly string[]) => readonly Source[],
): Catalogue['allows'] => {
  if (!serve?.allow) {
    const named = new Set(first.map(shelfKey));
    return ({ role }, source) => role === 'operator' || named.size === 0 || named.has(shelfKey(source));
  }
  const rules = serve.allow.map(({ to, sources }) => ({
    to,
    logs: new Set(sources.length === 0 ? [] : select(sources).map(shelfKey)),
  }));
  return (person, source) => {
    const key = shelfKey(source);
    return rules.some(({ to, logs }) => isFor(to, person) && logs.has(key));
  };
};
