import type { Level } from '../../core/level.ts';
import type { Role } from './http.ts';
import type { Pane, Row, RowId, SourceNumber } from './rows.ts';
import type { ViewFilter, ViewSettings } from './view.ts';

export interface Welcome {
  readonly type: 'welcome';
  readonly protocol: number;
  /** Changes when the server restarts: row ids and source numbers of another epoch are meaningless. */
  readonly epoch: string;
  readonly viewer: { readonly id: number; readonly name: string; readonly role: Role };
  /** rtail's version. */
  readonly version: string;
  /** A short description of what is being read, for the page's title. */
  readonly title: string;
  /** Filters of the command line, which the hosts apply for everyone; displayed as fixed chips. */
  readonly hostFilters: {
    readonly filters: readonly ViewFilter[];
    readonly level: Level | null;
    readonly ignoreCase: boolean;
  };
  /** Initial settings (a saved view of the configuration); null for `DEFAULT_SETTINGS`. */
  readonly initial: ViewSettings | null;
  /** Names of the logs that are open initially. */
  readonly firstLogs: readonly string[];
  /** Whether there is anything to pick. */
  readonly picker: boolean;
  readonly limits: {
    readonly rowBytes: number;
    readonly pieceBytes: number;
    readonly rows: number;
    readonly requests: number;
    readonly credits: number;
    readonly copyBytes: number;
  };
  /** The server's clock, milliseconds since the epoch. */
  readonly now: number;
}

export type SourceStateKind =
  | 'waiting'
  | 'connecting'
  | 'live'
  | 'absent'
  | 'stalled'
  | 'retrying'
  | 'failed'
  | 'done';

export interface SourceInfo {
  readonly source: SourceNumber;
  readonly host: string;
  readonly team: string | null;
  /** The log's name in the inventory, else its path. */
  readonly log: string;
  /** `HOST:LOG`: the log's name in links and the picker. */
  readonly name: string;
  /** The name that opens and closes it: the glob's name for a glob's files, otherwise its own. */
  readonly openedAs: string;
  /**
   * `connecting`: `detail` is the current step; `retrying`: `at` is the time of the next attempt; `stalled`: `at` is
   * its start.
   */
  readonly state: SourceStateKind;
  readonly detail: string | null;
  readonly at: number | null;
  /** Why it is not live, or was not before the current attempt. */
  readonly trouble: { readonly message: string; readonly advice: string | null } | null;
  readonly records: number;
  readonly warnings: number;
  readonly errors: number;
  /** Records per second. */
  readonly rate: number;
  /** Records that have left the buffer. */
  readonly evicted: number;
}

/** A short notice; show it for a few seconds, and keep it in a list. */
export interface Toast {
  readonly id: number;
  readonly at: number;
  readonly tone: 'info' | 'warn' | 'error';
  readonly text: string;
}

/** The changes since the last one; the first is complete. */
export interface Snap {
  readonly type: 'snap';
  /** New and changed logs. */
  readonly sources?: readonly SourceInfo[];
  /** Closed logs. */
  readonly gone?: readonly SourceNumber[];
  /** The order of all logs, sent when it changes. */
  readonly order?: readonly SourceNumber[];
  readonly toasts?: readonly Toast[];
  readonly recordRate?: number;
  /** The number of viewers, including this one. */
  readonly viewers?: number;
  /** Questions (passwords, host keys) waiting for an answer in the server's terminal: their kind and host. */
  readonly questions?: readonly string[];
  /** Share of the buffer in use, 0–1. */
  readonly bufferUse?: number;
}

/** What is before the first row of a pane. */
export type Edge =
  /**
   * Older lines are on the host: `history older` reads them. `fileStart`: the file has none, but one that was rotated
   * may.
   */
  | { readonly kind: 'older'; readonly fileStart?: boolean }
  | { readonly kind: 'reading' }
  /** A time range is set, and everything in it was read. */
  | { readonly kind: 'range' }
  /** The log starts here. */
  | { readonly kind: 'start' }
  | { readonly kind: 'unreadable'; readonly why: string };

export interface PaneState {
  readonly pane: Pane;
  /** The number of rows in the lists; `shown` includes markers. */
  readonly shown: number;
  readonly found: number;
  readonly alarms: number;
  /** Null if nothing is known about it yet. */
  readonly edge: Edge | null;
  /** The logs that the edge refers to (merged: first those whose older lines are missing). */
  readonly edgeOf: readonly SourceNumber[];
  /** First and last row of `shown`; null if it is empty. */
  readonly first: RowId | null;
  readonly last: RowId | null;
}

/**
 * Counts: sent with every `tail` and when they change, at most 20 times a second. Panes: merged, then those of the open
 * logs (changes only).
 */
export interface State {
  readonly type: 'state';
  readonly v: number;
  readonly panes: readonly PaneState[];
  /** How much of the buffer has been filtered and searched, 0 to 1. */
  readonly scanned: number;
  /** Incremented whenever rows before the first ones were added, removed or reordered: cached rows may have moved. */
  readonly past: number;
}

/** The last rows of the panes that show their end. */
export interface Tail {
  readonly type: 'tail';
  /** The number to acknowledge. */
  readonly n: number;
  readonly v: number;
  readonly panes: readonly {
    readonly pane: Pane;
    /** Total number of rows in the list. */
    readonly total: number;
    /**
     * The last of them, oldest first. If `same` is set, only those after the row `same` of the previous tail; the rest
     * is unchanged.
     */
    readonly rows: readonly Row[];
    readonly same?: RowId;
  }[];
}

/** The last message before the server closes the socket with `CLOSE`. */
export interface Bye {
  readonly type: 'bye';
  readonly why: string;
  /** Whether to reconnect automatically. */
  readonly back: boolean;
}
