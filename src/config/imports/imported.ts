import type { HostConfig } from '../schema/schema.ts';
import type { ImportKey } from './importKeys.ts';

/** A part of an import that could not be used, and the hosts it concerns; none: all of it. */
export interface ImportNote {
  readonly text: string;
  readonly hosts: readonly string[];
}

/** The content of another program's inventory, in our format. */
export interface Imported {
  readonly hosts: ReadonlyMap<string, HostConfig>;
  /** Names of the hosts in each group. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly notes: readonly ImportNote[];
}

/** How notes about hosts and groups (`@name`) start that are not in the inventory. */
export const LEFT_OUT = 'left out: ';

/** Returns why hosts and groups (`@name`) of imports are not in the inventory. */
export const leftOut = (reports: readonly Pick<ImportReport, 'notes'>[]): ReadonlyMap<string, string> =>
  new Map(
    reports
      .flatMap(({ notes }) => notes)
      .filter(({ text }) => text.startsWith(LEFT_OUT))
      .flatMap(({ text, hosts }) => hosts.map(host => [host, text.slice(LEFT_OUT.length)] as const)),
  );

/** The outcome of one import, for people to read. */
export interface ImportReport {
  readonly kind: ImportKey;
  /** The file, or the command. */
  readonly from: string;
  readonly hosts: number;
  readonly groups: number;
  /** Age of a command's cached output in milliseconds; null if read just now. */
  readonly ageMs: number | null;
  readonly notes: readonly ImportNote[];
  /** Why the import failed, or used older output; null if it succeeded. */
  readonly failure: string | null;
}

/** The hosts and groups of all imports: if several have the same one, the first counts. */
export interface ImportedInventory {
  readonly hosts: ReadonlyMap<string, HostConfig>;
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly reports: readonly ImportReport[];
}

export const NOTHING_IMPORTED: ImportedInventory = { hosts: new Map(), groups: new Map(), reports: [] };

/** Collects notes, combining those with the same text. */
export class Notes {
  readonly #hosts = new Map<string, Set<string>>();

  add(text: string, host: string | null = null): void {
    const hosts = this.#hosts.get(text) ?? new Set();
    if (host !== null) hosts.add(host);
    this.#hosts.set(text, hosts);
  }

  get all(): readonly ImportNote[] {
    return [...this.#hosts].map(([text, hosts]) => ({ text, hosts: [...hosts] }));
  }
}

/** Number of hosts named in a note. */
const NAMED = 3;

/** Formats a note as one line: `web-01, web-02, web-03 and 9 more: TEXT`. */
export const noteText = ({ text, hosts }: ImportNote): string => {
  if (hosts.length === 0) return text;
  const more = hosts.length > NAMED ? ` and ${hosts.length - NAMED} more` : '';
  return `${hosts.slice(0, NAMED).join(', ')}${more}: ${text}`;
};
