import type { Source } from '../core/target.ts';
import type { Surface } from './display.ts';
import type { PrefixChoice } from './labels.ts';
import type { Messages } from './messages.ts';
import type { Outlet } from './outlet.ts';

/** The streams a printer writes to. */
export interface PrintTargets {
  /** Data: stdout. */
  readonly out: Outlet;
  /** Everything else: stderr. */
  readonly messages: Messages;
}

/** Options that both printers share. */
export interface PrintOptions extends Surface {
  readonly prefix: PrefixChoice;
  /** The sources expected when the run starts; more may open. */
  readonly sources: readonly Source[];
}

/** The part of a printer used by the owner of the run; the rest is a sink. */
export interface Printer {
  /** Aborts when the reader of stdout has left: stop the run. */
  readonly closed: AbortSignal;
  /** Resolves when all output has been written. */
  finish(): Promise<void>;
}
