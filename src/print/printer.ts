import type { Source } from '../core/target.ts';
import type { Surface } from './display.ts';
import type { PrefixChoice } from './labels.ts';
import type { Messages } from './messages.ts';
import type { Outlet } from './outlet.ts';

/** Where a printer writes. */
export interface PrintTargets {
  /** Data: stdout. */
  readonly out: Outlet;
  /** Everything else: stderr. */
  readonly messages: Messages;
}

/** What both printers need to know. */
export interface PrintOptions extends Surface {
  readonly prefix: PrefixChoice;
  /** The sources expected when the run starts; more may open. */
  readonly sources: readonly Source[];
}

/** The part of a printer that the run's owner uses; the rest is a sink. */
export interface Printer {
  /** Aborted when nobody reads stdout any more: stop the run. */
  readonly closed: AbortSignal;
  /** Resolves when all that was printed has left. */
  finish(): Promise<void>;
}
