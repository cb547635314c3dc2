import type { ConfigIssue, ConfigPath } from '../files/issue.ts';
import type { FileOrigin } from '../files/merge.ts';
import { type ImportedInventory, NOTHING_IMPORTED } from '../imports/imported.ts';
import type { Config } from '../schema/schema.ts';

/** Shared state for resolving an inventory: the configuration, the positions of its values, and the issues found. */
export interface Resolution {
  readonly config: Config;
  readonly home: string;
  /** Hosts and groups from other programs' inventories; the configuration's own entries extend them. */
  readonly imported: Pick<ImportedInventory, 'hosts' | 'groups'>;
  /** True if other inventories were not read completely: an unknown host name may be valid. */
  readonly isPartial: boolean;
  /** Logs whose command was ignored: they do not exist, but are not reported as missing. */
  readonly withheldLogs: readonly string[];
  origin(path: ConfigPath): FileOrigin | null;
  /** Records an issue; resolving continues. */
  report(path: ConfigPath, message: string, advice?: string | null): void;
}

/** Creates a resolution, and the list of its issues. */
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
