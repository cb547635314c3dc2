import type { ListKind, Pane, RowId, RowPlace, SourceNumber } from './rows.ts';
import type { TimeSpan, ViewSettings } from './view.ts';

/** Starts the conversation; must arrive within `HELLO_MS` of opening the socket. */
export interface Hello {
  readonly type: 'hello';
  readonly protocol: number;
  /** The key of the login. */
  readonly key: string;
  /**
   * Initial settings and tails, for example after a lost connection; row ids are meaningless if `welcome.epoch` has
   * changed.
   */
  readonly view?: ViewMessage;
  readonly tail?: TailMessage;
  /**
   * Names of the logs to open instead of the initial ones: those of a link, or those that were open when the connection
   * was lost. Unknown ones are ignored; if all are, the initial logs are opened.
   */
  readonly logs?: readonly string[];
}

export interface ViewMessage {
  readonly type: 'view';
  readonly v: number;
  readonly settings: ViewSettings;
}

/**
 * The panes that show their end, and how many rows of it. With an empty list (all are paused, scrolled up or hidden),
 * nothing is pushed.
 */
export interface TailMessage {
  readonly type: 'tail';
  readonly panes: readonly { readonly pane: Pane; readonly rows: number }[];
}

/** Acknowledges that the `tail` message `n` was painted. */
export interface Ack {
  readonly type: 'ack';
  readonly n: number;
}

/** Requests rows of a list: up to `before` before the position and `after` from it on. Answered by `rows`. */
export interface RowsRequest {
  readonly type: 'rows';
  readonly q: number;
  readonly v: number;
  readonly pane: Pane;
  /** `all` requires a single log: `pane` is not null. */
  readonly list: ListKind;
  readonly at: RowPlace;
  readonly before: number;
  readonly after: number;
}

/**
 * Requests the next row of `list` after (or before) a row; if `from` is null, the first (or last) of the list. Answered
 * by `found`.
 */
export interface FindRequest {
  readonly type: 'find';
  readonly q: number;
  readonly v: number;
  readonly pane: Pane;
  readonly list: 'found' | 'alarms';
  readonly from: RowId | null;
  readonly direction: 'next' | 'previous';
}

/** Requests a whole record: its text from `from` on and, if `from` is 0, its fields. Answered by `entry`. */
export interface EntryRequest {
  readonly type: 'entry';
  readonly q: number;
  readonly id: RowId;
  /** Offset in the raw text, in bytes. */
  readonly from: number;
  /** In bytes, at most `limits.pieceBytes`. */
  readonly length: number;
}

/** Requests the text of a range of visible rows (null: first, last) for copying, in pieces. Answered by `text`. */
export interface TextRequest {
  readonly type: 'text';
  readonly q: number;
  readonly v: number;
  readonly pane: Pane;
  readonly from: RowId | null;
  readonly to: RowId | null;
}

/** Requests a ticket to download what passes the filters. Answered by `ticket`. */
export interface DownloadRequest {
  readonly type: 'download';
  readonly q: number;
  readonly v: number;
  readonly pane: Pane;
  /** The records' original bytes, or one JSON object per record. */
  readonly form: 'text' | 'ndjson';
  readonly from: RowId | null;
  readonly to: RowId | null;
}

/** Requests counts per time bucket; `span` null for all records. Answered by `timeline`. */
export interface TimelineRequest {
  readonly type: 'timeline';
  readonly q: number;
  readonly pane: Pane;
  /** Maximum number of buckets. */
  readonly buckets: number;
  readonly span: TimeSpan | null;
}

/** Requests counts per value of a field, over what passes the filters. Answered by `values`. */
export interface ValuesRequest {
  readonly type: 'values';
  readonly q: number;
  readonly v: number;
  readonly pane: Pane;
  readonly field: string;
}

/**
 * Reads the past on the hosts, where this viewer's filters are applied if that is exact. Answered by `done`; rows and
 * edges then arrive with `state`.
 */
export interface HistoryRequest {
  readonly type: 'history';
  readonly q: number;
  readonly what:
    | { readonly kind: 'older' | 'on'; readonly pane: Pane }
    /** Everything written from a moment on. */
    | { readonly kind: 'at'; readonly pane: Pane; readonly time: number }
    /** The lines around a record, regardless of filters (`list: 'all'` of its pane shows them), and back from there. */
    | { readonly kind: 'around' | 'leave'; readonly id: RowId };
}

/** Requests a list of what can be opened. Answered by `picker`. */
export interface PickerRequest {
  readonly type: 'picker';
  readonly q: number;
  /** Words that names must contain; empty for all names. */
  readonly text: string;
}

/** Opens or closes logs for this viewer, by their names in the picker. Answered by `done` (or `refused`). */
export interface OpenRequest {
  readonly type: 'open';
  readonly q: number;
  readonly names: readonly string[];
  /** Closes all others for this viewer. */
  readonly only: boolean;
}

export interface CloseRequest {
  readonly type: 'close';
  readonly q: number;
  readonly source: SourceNumber;
}

/** Actions that affect everyone: operators only. Answered by `done` or `refused`. */
export interface ActRequest {
  readonly type: 'act';
  readonly q: number;
  readonly action: /** Tries a failed or waiting log again at once. */
    | { readonly kind: 'retry'; readonly source: SourceNumber }
    /** Reads all logs again. */
    | { readonly kind: 'reread' };
}

/** Keeps a connection through proxies alive; answered by `pong`. Browsers cannot send WebSocket pings. */
export interface Ping {
  readonly type: 'ping';
}

export type ClientMessage =
  | Hello
  | ViewMessage
  | TailMessage
  | Ack
  | RowsRequest
  | FindRequest
  | EntryRequest
  | TextRequest
  | DownloadRequest
  | TimelineRequest
  | ValuesRequest
  | HistoryRequest
  | PickerRequest
  | OpenRequest
  | CloseRequest
  | ActRequest
  | Ping;
