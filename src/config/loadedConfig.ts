import type { ConfigPath } from './files/issue.ts';
import type { FileOrigin } from './files/merge.ts';
import type { ImportReport } from './imports/imported.ts';
import type { Inventory } from './inventory/inventory.ts';
import type { Config } from './schema/schema.ts';

/** The current configuration. */
export interface LoadedConfig {
  /** Its files, the nearest first; empty: there is no configuration. */
  readonly files: readonly string[];
  readonly config: Config;
  /** The imports under `hosts`, as written. */
  readonly imports: Readonly<Record<string, unknown>>;
  /** The results of the imports. */
  readonly imported: readonly ImportReport[];
  readonly inventory: Inventory;
  /** Returns the file and position of the value at a path. */
  origin(path: ConfigPath): FileOrigin | null;
}
