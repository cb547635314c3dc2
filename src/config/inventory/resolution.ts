import type { ConfigIssue, ConfigPath } from '../files/issue.ts';
import type { FileOrigin } from '../files/merge.ts';
import { type ImportedInventory, NOTHING_IMPORTED } from '../imports/imported.ts';
import type { Config } from '../schema/schema.ts';

/** What the steps of resolving an inventory share: the configuration, where its values stand, and what was found wrong. */
export interface Resolution {
  readonly config: Config;
  readonly home: string;
  /** Hosts and groups that other programs' inventories brought; what the configuration says of one of them adds to it. */
  readonly imported: Pick<ImportedInventory, 'hosts' | 'groups'>;
  /** Inventories of others were not read, or not all: what names a host that is not known may be right. */
  readonly isPartial: boolean;
  /** Logs whose command does not count: they do not exist, and nobody is told that they are missing. */
  readonly withheldLogs: readonly string[];
  origin(path: ConfigPath): FileOrigin | null;
  /** Notes that something is wrong and lets the resolving go on. */
  report(path: ConfigPath, message: string, advice?: string | null): void;
}

/** A resolution and the list that its reports go to. */
export const startResolution = (
  config: Config,
  home: string,
  origin: Resolution['origin'],
  withheldLogs: readonly string[] = [],
  imported: Resolution['imported'] = NOTHING_IMPORTED,
  isPartial = false,
): Resolution & { readonly issues: readonly ConfigIssue[] } => {
  const issues: ConfigIssue[] = [];
  const report: Resolution['report'] = (path, message, advice = null) => {
    const at = origin(path) ?? origin(path.slice(0, -1));
    issues.push({ file: at?.file ?? null, position: at?.position ?? null, path, message, advice });
  };
  return { config, home, withheldLogs, imported, isPartial, origin, report, issues };
};
