import type { Level } from '../core/level.ts';

/**
 * The protocol between the browser's page and `rtail serve`: JSON objects in text frames over one WebSocket at
 * `api/socket`, and a few HTTP endpoints (`ENDPOINTS`). The page may import this file: it contains only types and
 * constants.
 *
 * Sequence: the page logs in (`POST api/login`), opens the socket, sends `hello`, and receives `welcome`, a complete
 * `snap`, and `state`. It sends its `view` (settings) and `tail` (the panes that show their end). From then on the
 * server pushes `snap` (changes, at most 4 per second), `state` (counts) and `tail` (the last rows), the latter with
 * credits: at most `limits.credits` `tail` messages may be unacknowledged, so the page must `ack` each one after
 * painting it. Everything else is request and answer, matched by `q`, a number that the page chooses (at most
 * `limits.requests` open).
 *
 * Rows are identified by id, never by index, because lists grow and shrink at both ends. Ids are opaque (older rows
 * may have negative ids; only test them for equality), stable as long as the server's `epoch` and the view's history,
 * and never reused for another row. `index` and `total` only position the thumb of a scroll bar.
 *
 * `v` is the version of the view's settings: the page increments it with every `view` message, and drops answers with
 * an older one. The server sanitises all text from logs: no control characters except `\n`, `\t` and SGR colour
 * sequences. Insert it only as `textContent`.
 */
export const PROTOCOL = 1;

/** Paths relative to the page's own address (`new URL(path, document.baseURI)`), so that they work under any prefix. */
export const ENDPOINTS = {
  /**
   * POST `LoginRequest` as JSON, same origin; returns `LoginAnswer` (200) or `LoginRefusal` (401, 403, 429). Sets the
   * HttpOnly cookie.
   */
  login: 'api/login',
  /** POST, empty body: forgets the cookie and the key. 204. */
  logout: 'api/logout',
  /** WebSocket. */
  socket: 'api/socket',
  /** GET `api/download/TICKET`, with the ticket of a `ticket` answer: an attachment, once. */
  download: 'api/download/',
  /** GET with `Authorization: Bearer TOKEN`; for scripts, not for the page (see docs/serve.md). */
  stream: 'stream',
  /** GET, without login: `ok` while the server runs. */
  health: 'health',
  /**
   * GET `assets/NAME`: the page's hashed files; immutable. The bundle consists of `dist/web/index.html` and
   * `dist/web/assets/*` (no sub-folders).
   */
  assets: 'assets/',
} as const;

/** The fragment of the link that the server prints: `#t=TOKEN`. Remove it from the URL at once, then POST it. */
export const TOKEN_IN_FRAGMENT = 't';

export interface LoginRequest {
  /** From the fragment; absent if a proxy identifies the user (`--auth-header`). */
  readonly token?: string;
}

export interface LoginAnswer {
  /** To be stored in `localStorage` (by path: several servers may share an origin) and sent in `hello`. */
  readonly key: string;
  readonly role: Role;
  /** The viewer's name: a proxy's user name, otherwise `viewer` or `operator`. */
  readonly name: string;
}

export interface LoginRefusal {
  /** One sentence, for display. */
  readonly error: string;
  /** What to try next. */
  readonly advice: string;
}

/** Viewers can only look; operators can also retry, reread and open logs for everyone. */
export type Role = 'viewer' | 'operator';

/** A log's number on the server; stable while `epoch` is. */
export type SourceNumber = number;

/** A pane of the page: one log, or null for all logs merged. */
export type Pane = SourceNumber | null;

/** Opaque id of a row. */
export type RowId = number;

// ── Rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Bits of `Row[5]`. */
export const ROW = {
  /** Not a record but a marker: a rotation, a gap, a reconnection, a notice. `text` describes it. */
  marker: 1,
  /** A marker for missing lines. */
  gap: 2,
  /** It arrived out of order and was appended. */
  late: 4,
  /** `text` is truncated: `length` is the length of the whole; read it with `entry`. */
  cut: 8,
  /** `time` is the time of arrival, because the line has none. */
  received: 16,
  /** The search matches it. */
  found: 32,
  /**
   * Not a record: what is before the first loaded row (see `PaneState.edge`), or missing after a stretch of the past
   * (`torn`).
   */
  edge: 64,
} as const;

/** Level number in a row: `LEVELS[row[4] - 1]`; 0 for none. */
export type LevelNumber = number;

/**
 * A row: `[id, source, time, digits, level, flags, text, length, marks]`.
 * - time: milliseconds since the epoch, or null.
 * - digits: how many digits of the second's fraction the log printed (0–9).
 * - text: the record as displayed, lines joined by `\n`, with SGR colour sequences and no other control sequences, at
 *   most `limits.rowBytes`.
 * - length: characters of the record's whole raw text (bytes).
 * - marks: the search matches, as pairs `from, to` of UTF-16 offsets into `text` **without** its SGR sequences; 0 if
 *   there are none.
 */
export type Row = readonly [
  id: RowId,
  source: SourceNumber,
  time: number | null,
  digits: number,
  level: LevelNumber,
  flags: number,
  text: string,
  length: number,
  marks: readonly number[] | 0,
];

// ── The view's settings ──────────────────────────────────────────────────────────────────────────────────────────────

/** A pattern (ERE), or a condition on fields in the syntax of `--where`. */
export interface ViewFilter {
  readonly kind: 'pattern' | 'where';
  readonly text: string;
  /** Whether to hide what matches. */
  readonly negate: boolean;
  readonly enabled: boolean;
}

export interface TimeSpan {
  /** Milliseconds since the epoch, inclusive. */
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** One viewer's settings. They are replaced as a whole, and do not affect other viewers or what the hosts send. */
export interface ViewSettings {
  readonly filters: readonly ViewFilter[];
  /** Minimum level; null shows everything, including records without a level. */
  readonly level: Level | null;
  /** Applies to filters and search. */
  readonly ignoreCase: boolean;
  /** A pattern (ERE) to count and step through; null for none. */
  readonly search: string | null;
  readonly range: TimeSpan | null;
  /** Logs hidden in the merged pane. */
  readonly hidden: readonly SourceNumber[];
  /** The only log in the merged pane; null for all that are not hidden. */
  readonly solo: SourceNumber | null;
  /**
   * Shows records unchanged, instead of removing the time and level shown in columns and reformatting structured ones
   * as message and fields.
   */
  readonly verbatim: boolean;
}

export const DEFAULT_SETTINGS: ViewSettings = {
  filters: [],
  level: null,
  ignoreCase: false,
  search: null,
  range: null,
  hidden: [],
  solo: null,
  verbatim: false,
};

// ── Page → server ────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * A list of a pane: what passes the filters, the search matches in that, its errors and worse, or everything of one
 * log.
 */
export type ListKind = 'shown' | 'found' | 'alarms' | 'all';

/** Where to read rows: around a row, at a time, at a share (0–1) of the list, or at its ends. */
export type RowPlace =
  | { readonly id: RowId }
  | { readonly time: number }
  | { readonly share: number }
  | 'start'
  | 'end';

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

// ── Server → page ────────────────────────────────────────────────────────────────────────────────────────────────────

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
  /** Older lines are on the host: `history older` reads them. */
  | { readonly kind: 'older' }
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

export interface Rows {
  readonly type: 'rows';
  readonly q: number;
  readonly v: number;
  /** Index of the first of `rows` in its list, and the length of the list. */
  readonly index: number;
  readonly total: number;
  readonly rows: readonly Row[];
  /** The requested row is gone (or no longer passes the filters): these are the nearest. */
  readonly gone: boolean;
}

export interface Found {
  readonly type: 'found';
  readonly q: number;
  readonly v: number;
  /** Null if there is none in that direction (in the part searched so far). */
  readonly id: RowId | null;
  /** Its number, from 1, and the total. */
  readonly index: number;
  readonly total: number;
  /** How much has been searched, from 0 to 1. */
  readonly scanned: number;
}

export interface Entry {
  readonly type: 'entry';
  readonly q: number;
  readonly id: RowId;
  /** Total length of the raw text, in bytes. */
  readonly length: number;
  readonly from: number;
  /** Where the next piece starts; null if this was the last. */
  readonly next: number | null;
  /** As logged, but sanitised: SGR and tabs are kept, lines joined by `\n`. */
  readonly text: string;
  /** If `from` is 0: indented JSON or structured text; null if the record is not structured. */
  readonly pretty: string | null;
  /** If `from` is 0: named fields with values as text; at most 200. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly source: SourceNumber;
  readonly time: number | null;
  readonly received: number | null;
  readonly level: LevelNumber;
}

export interface TextPiece {
  readonly type: 'text';
  readonly q: number;
  /** Plain text; each record ends with `\n`. */
  readonly text: string;
  /** The row to request the next piece from; null if this was the last. */
  readonly next: RowId | null;
}

export interface Ticket {
  readonly type: 'ticket';
  readonly q: number;
  /** Relative; valid once, within a minute. */
  readonly url: string;
  readonly name: string;
}

export interface TimelineAnswer {
  readonly type: 'timeline';
  readonly q: number;
  /** Start of the first bucket, and the width of each, in milliseconds. Null if there are no records. */
  readonly from: number | null;
  readonly width: number;
  /** `[records, warnings, errors]` per bucket; a record counts as warning or as error, not both. */
  readonly buckets: readonly (readonly [number, number, number])[];
  /** Whether everything that the logs wrote in that span is included. */
  readonly complete: boolean;
}

export interface Values {
  readonly type: 'values';
  readonly q: number;
  readonly v: number;
  readonly field: string;
  /** Most frequent first, at most 200. */
  readonly values: readonly { readonly value: string; readonly count: number; readonly where: string }[];
  /** How many of the visible records were examined (the newest), and how many lack the field. */
  readonly looked: number;
  readonly shown: number;
  readonly without: number;
}

export interface PickerItem {
  /** The argument for `open`. */
  readonly name: string;
  readonly kind: 'log' | 'host' | 'group' | 'tag' | 'team';
  readonly detail: string;
  readonly open: boolean;
}

export interface Picker {
  readonly type: 'picker';
  readonly q: number;
  readonly items: readonly PickerItem[];
  /** Whether there are more than are listed. */
  readonly more: boolean;
}

/** The request succeeded, or is in progress. */
export interface Done {
  readonly type: 'done';
  readonly q: number;
}

/**
 * The request was refused: one sentence, and what to try. For a refused `view`, `q` is null and `v` is its version; the
 * previous settings stay in effect.
 */
export interface Refused {
  readonly type: 'refused';
  readonly q: number | null;
  readonly v: number | null;
  readonly message: string;
  readonly advice: string | null;
  /** The filter (its index) or setting at fault. */
  readonly at: number | 'search' | null;
}

/** The new row of a record whose surroundings were read (`history around`, `leave`): the one to go to. */
export interface Moved {
  readonly type: 'moved';
  readonly from: RowId;
  readonly to: RowId;
}

export interface Pong {
  readonly type: 'pong';
}

/** The last message before the server closes the socket with `CLOSE`. */
export interface Bye {
  readonly type: 'bye';
  readonly why: string;
  /** Whether to reconnect automatically. */
  readonly back: boolean;
}

export type ServerMessage =
  | Welcome
  | Snap
  | State
  | Tail
  | Rows
  | Found
  | Entry
  | TextPiece
  | Ticket
  | TimelineAnswer
  | Values
  | Picker
  | Done
  | Refused
  | Moved
  | Pong
  | Bye;

/** Status codes with which the server closes the socket. */
export const CLOSE = {
  /** A message was malformed, too large, or out of turn. */
  protocol: 4000,
  /** Not (or no longer) logged in, or the key is wrong: log in again. */
  login: 4001,
  /** The limit of `--max-viewers` is reached: try again later. */
  full: 4002,
  /** The page did not read, or flooded the server. */
  slow: 4003,
  /** The server is shutting down. */
  ended: 4004,
} as const;

/** Time limit for `hello` after opening the socket. Milliseconds. */
export const HELLO_MS = 3000;

/** Maximum size of a message from the page. Bytes. */
export const MAX_MESSAGE_BYTES = 64 * 1024;
/** Maximum number of filters in a view, characters in a pattern, log names in a message, and characters in a name. */
export const MAX_FILTERS = 50;
export const MAX_PATTERN = 4096;
export const MAX_NAMES = 100;
export const MAX_NAME = 512;

export const LIMITS: Welcome['limits'] = {
  rowBytes: 8 * 1024,
  pieceBytes: 64 * 1024,
  rows: 500,
  requests: 8,
  credits: 4,
  copyBytes: 5 * 1024 * 1024,
};
