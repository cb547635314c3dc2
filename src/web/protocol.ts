import type { Level } from '../core/level.ts';

/**
 * The protocol between the browser's page and `rtail serve`: JSON objects in text frames over one WebSocket at `api/socket`, and a few
 * HTTP endpoints (`ENDPOINTS`). The page may import this file: it has no code but constants.
 *
 * Sequence: the page logs in (`POST api/login`), opens the socket, sends `hello`, gets `welcome`, a whole `snap`, and `state`. It sends its
 * `view` (settings) and `tail` (what it shows of the end). From then on the server pushes `snap` (what changed, at most 4 a second), `state`
 * (counts) and `tail` (the last rows) with credits: at most `limits.credits` unacknowledged `tail` messages are out, so `ack` each when it
 * was painted. Everything else is question and answer, matched by `q`, a number that the page chooses (at most `limits.requests` open).
 *
 * Rows are named by id, never by index: lists grow and shrink at both ends. Ids are opaque (older rows may have negative ids; compare
 * nothing by them but equality), stable while the server's `epoch` and the view's history are, and never reused for another row. `index` and
 * `total` only place the thumb of a scroll bar.
 *
 * `v` is the version of the view's settings: the page counts it up with every `view` message, and drops answers that carry an older one.
 * All text from logs is sanitised by the server: no control characters but `\n`, `\t` and SGR colour sequences. Insert it by `textContent` only.
 */
export const PROTOCOL = 1;

/** Paths relative to the page's own address (`new URL(path, document.baseURI)`), so that they work under any prefix. */
export const ENDPOINTS = {
  /** POST `LoginRequest` as JSON, same origin; answers `LoginAnswer` (200) or `LoginRefusal` (401, 403, 429). Sets the HttpOnly cookie. */
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
  /** GET `assets/NAME`: the page's hashed files; immutable. The bundle is `dist/web/index.html` and `dist/web/assets/*` (no sub-folders). */
  assets: 'assets/',
} as const;

/** The page's fragment of the link that the server prints: `#t=TOKEN`. Remove it from the address at once, then POST it. */
export const TOKEN_IN_FRAGMENT = 't';

export interface LoginRequest {
  /** From the fragment; absent: a proxy says who it is (`--auth-header`). */
  readonly token?: string;
}

export interface LoginAnswer {
  /** To be kept in `localStorage` (by path: several servers may share an origin) and sent in `hello`. */
  readonly key: string;
  readonly role: Role;
  /** Who the server takes the viewer for: a proxy's user name, else `viewer` or `operator`. */
  readonly name: string;
}

export interface LoginRefusal {
  /** One sentence, to be shown. */
  readonly error: string;
  /** What to try next. */
  readonly advice: string;
}

/** Viewers look; operators also retry, reread and open for everyone. */
export type Role = 'viewer' | 'operator';

/** A log as numbered by the server; stable while `epoch` is. */
export type SourceNumber = number;

/** A pane of the page: one log, or null: all logs merged. */
export type Pane = SourceNumber | null;

/** Opaque name of a row. */
export type RowId = number;

// ── Rows ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Bits of `Row[5]`. */
export const ROW = {
  /** No record of the log but a marker: a rotation, a gap, a reconnection, a notice. `text` says it in words. */
  marker: 1,
  /** A marker that says that lines are missing. */
  gap: 2,
  /** It came too late for its place in time order and was appended. */
  late: 4,
  /** `text` is cut: `length` says how long the whole is; read it by `entry`. */
  cut: 8,
  /** `time` is when it was received: the line states none. */
  received: 16,
  /** The search matches it. */
  found: 32,
  /** Not a record: what is before the first row that is there (see `PaneState.edge`), or missing behind a stretch of the past (`torn`). */
  edge: 64,
} as const;

/** Levels by their number in a row: `LEVELS[row[4] - 1]`; 0: none. */
export type LevelNumber = number;

/**
 * One row: `[id, source, time, digits, level, flags, text, length, marks]`.
 * - time: milliseconds since the epoch, or null; digits: of the second's fraction that the log printed (0–9).
 * - text: the record as displayed, lines joined by `\n`, with SGR colour sequences and no other control sequences, at most `limits.rowBytes`.
 * - length: characters of the record's whole raw text (bytes).
 * - marks: where the search matches, as pairs `from, to` of UTF-16 offsets into `text` **without** its SGR sequences; 0 if there are none.
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

// ── The view's settings ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A pattern (ERE), or a condition on fields as `--where` takes it. */
export interface ViewFilter {
  readonly kind: 'pattern' | 'where';
  readonly text: string;
  /** Hides what matches. */
  readonly negate: boolean;
  readonly enabled: boolean;
}

export interface TimeSpan {
  /** Milliseconds since the epoch, inclusive. */
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** What one viewer sees of the logs. Replaced as a whole; nothing of it changes what others see, or what the hosts are asked to send. */
export interface ViewSettings {
  readonly filters: readonly ViewFilter[];
  /** This level or worse; null: all, and records without a level. */
  readonly level: Level | null;
  /** For filters and search. */
  readonly ignoreCase: boolean;
  /** A pattern (ERE) to count and step through; null: none. */
  readonly search: string | null;
  readonly range: TimeSpan | null;
  /** Logs that the merged pane leaves out. */
  readonly hidden: readonly SourceNumber[];
  /** The merged pane shows only this log; null: all that are not hidden. */
  readonly solo: SourceNumber | null;
  /** Records unchanged, instead of without the time and level that columns show and with structured ones put as message and fields. */
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

// ── Page → server ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Which list of a pane: what the filters let through, what the search matches of that, its errors and worse, or everything of one log. */
export type ListKind = 'shown' | 'found' | 'alarms' | 'all';

/** Where to read rows: around a row, at a time, at a share (0–1) of the list, or at its ends. */
export type RowPlace =
  | { readonly id: RowId }
  | { readonly time: number }
  | { readonly share: number }
  | 'start'
  | 'end';

/** Starts the conversation; within `HELLO_MS` of opening the socket. */
export interface Hello {
  readonly type: 'hello';
  readonly protocol: number;
  /** The key of the login. */
  readonly key: string;
  /** Settings and tails to begin with, as after a lost connection; ids of rows mean nothing where `welcome.epoch` has changed. */
  readonly view?: ViewMessage;
  readonly tail?: TailMessage;
}

export interface ViewMessage {
  readonly type: 'view';
  readonly v: number;
  readonly settings: ViewSettings;
}

/** Which panes show their end, and how many rows of it; an empty list: none does (paused, scrolled up, or hidden), nothing is pushed. */
export interface TailMessage {
  readonly type: 'tail';
  readonly panes: readonly { readonly pane: Pane; readonly rows: number }[];
}

/** The `tail` message `n` was painted. */
export interface Ack {
  readonly type: 'ack';
  readonly n: number;
}

/** Asks for rows of a list: up to `before` before the place and `after` from it on. Answered by `rows`. */
export interface RowsRequest {
  readonly type: 'rows';
  readonly q: number;
  readonly v: number;
  readonly pane: Pane;
  /** `all` only of one log: `pane` is not null. */
  readonly list: ListKind;
  readonly at: RowPlace;
  readonly before: number;
  readonly after: number;
}

/** Asks for the next row of `list` behind (or before) a row; `from` null: the first (or last) of
 * the list. Answered by `found`. */
export interface FindRequest {
  readonly type: 'find';
  readonly q: number;
  readonly v: number;
  readonly pane: Pane;
  readonly list: 'found' | 'alarms';
  readonly from: RowId | null;
  readonly direction: 'next' | 'previous';
}

/** Asks for a record as a whole: its text from `from` on, and with `from` 0 its fields. Answered by `entry`. */
export interface EntryRequest {
  readonly type: 'entry';
  readonly q: number;
  readonly id: RowId;
  /** Where in the raw text, in bytes. */
  readonly from: number;
  /** Bytes, at most `limits.pieceBytes`. */
  readonly length: number;
}

/** Asks for the text of the shown rows from one to another (null: first, last), to copy it; in pieces. Answered by `text`. */
export interface TextRequest {
  readonly type: 'text';
  readonly q: number;
  readonly v: number;
  readonly pane: Pane;
  readonly from: RowId | null;
  readonly to: RowId | null;
}

/** Asks for a ticket to download what the filters let through. Answered by `ticket`. */
export interface DownloadRequest {
  readonly type: 'download';
  readonly q: number;
  readonly v: number;
  readonly pane: Pane;
  /** The records' own bytes, or a JSON object a record. */
  readonly form: 'text' | 'ndjson';
  readonly from: RowId | null;
  readonly to: RowId | null;
}

/** Asks for counts per stretch of time. `span` null: all there is. Answered by `timeline`. */
export interface TimelineRequest {
  readonly type: 'timeline';
  readonly q: number;
  readonly pane: Pane;
  /** How many stretches at most. */
  readonly buckets: number;
  readonly span: TimeSpan | null;
}

/** Asks for counts per value of a field over what the filters let through. Answered by `values`. */
export interface ValuesRequest {
  readonly type: 'values';
  readonly q: number;
  readonly v: number;
  readonly pane: Pane;
  readonly field: string;
}

/** Reads the past on the hosts, with this viewer's filters applied there where that is exact. Answered by `done`; rows and edges then come by `state`. */
export interface HistoryRequest {
  readonly type: 'history';
  readonly q: number;
  readonly what:
    | { readonly kind: 'older' | 'on'; readonly pane: Pane }
    /** What was written from a moment on. */
    | { readonly kind: 'at'; readonly pane: Pane; readonly time: number }
    /** The lines around a record, whatever the filters say (`list: 'all'` of its pane shows them), and back from there. */
    | { readonly kind: 'around' | 'leave'; readonly id: RowId };
}

/** Asks what may be opened. Answered by `picker`. */
export interface PickerRequest {
  readonly type: 'picker';
  readonly q: number;
  /** Words that names must contain; empty: all. */
  readonly text: string;
}

/** Opens or closes logs for this viewer, by names of the picker. Answered by `done` (or `refused`). */
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

/** Actions that everyone feels: operators only. Answered by `done` or `refused`. */
export interface ActRequest {
  readonly type: 'act';
  readonly q: number;
  readonly action: /** Tries a failed or waiting log again at once. */
    | { readonly kind: 'retry'; readonly source: SourceNumber }
    /** Reads all logs again. */
    | { readonly kind: 'reread' };
}

/** Keeps a connection through proxies alive, answered by `pong`; browsers cannot send pings. */
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

// ── Server → page ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Welcome {
  readonly type: 'welcome';
  readonly protocol: number;
  /** Changes when the server restarts: row ids and source numbers of another epoch mean nothing. */
  readonly epoch: string;
  readonly viewer: { readonly id: number; readonly name: string; readonly role: Role };
  /** rtail's version. */
  readonly version: string;
  /** What is read, in a few words: for the page's title. */
  readonly title: string;
  /** Filters of the command line, which the hosts apply for everyone: fixed chips. */
  readonly hostFilters: {
    readonly filters: readonly ViewFilter[];
    readonly level: Level | null;
    readonly ignoreCase: boolean;
  };
  /** Settings to begin with (a saved view of the configuration); null: `DEFAULT_SETTINGS`. */
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
  /** `HOST:LOG`: what links and the picker call it. */
  readonly name: string;
  /** The name that opened it, and closes it: a glob's for all of its files, else its own. */
  readonly openedAs: string;
  /** `connecting`: `detail` says at what; `retrying`: `at` says when the next try starts; `stalled`: `at` since when. */
  readonly state: SourceStateKind;
  readonly detail: string | null;
  readonly at: number | null;
  /** Why it is not live, or was not before the try that is under way. */
  readonly trouble: { readonly message: string; readonly advice: string | null } | null;
  readonly records: number;
  readonly warnings: number;
  readonly errors: number;
  /** Records a second. */
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

/** What has changed since the last one; the first is whole. */
export interface Snap {
  readonly type: 'snap';
  /** Logs that are new or changed. */
  readonly sources?: readonly SourceInfo[];
  /** Logs that are closed. */
  readonly gone?: readonly SourceNumber[];
  /** The order of all logs. Sent when it changes. */
  readonly order?: readonly SourceNumber[];
  readonly toasts?: readonly Toast[];
  readonly recordRate?: number;
  /** Who is looking: how many, this viewer included. */
  readonly viewers?: number;
  /** Questions (passwords, host keys) that wait for an answer in the terminal that runs the server: what they are, for which host. */
  readonly questions?: readonly string[];
  /** Share of the buffer in use, 0–1. */
  readonly bufferUse?: number;
}

/** What is before the first row of a pane. */
export type Edge =
  /** Older lines are on the host: `history older` reads them. */
  | { readonly kind: 'older' }
  | { readonly kind: 'reading' }
  /** The log starts here. */
  | { readonly kind: 'start' }
  | { readonly kind: 'unreadable'; readonly why: string };

export interface PaneState {
  readonly pane: Pane;
  /** Rows in the lists; `shown` includes markers. */
  readonly shown: number;
  readonly found: number;
  readonly alarms: number;
  /** Null: nothing is known of it yet. */
  readonly edge: Edge | null;
  /** Logs that the edge is about (merged: those whose older lines are missing first). */
  readonly edgeOf: readonly SourceNumber[];
  /** First and last row of `shown`; null: empty. */
  readonly first: RowId | null;
  readonly last: RowId | null;
}

/** Counts: with every `tail`, and when they change; at most 20 a second. Panes: merged, then those of the open logs (only what changed). */
export interface State {
  readonly type: 'state';
  readonly v: number;
  readonly panes: readonly PaneState[];
  /** How far filter and search have looked through what is held, 0 to 1. */
  readonly scanned: number;
  /** Counts up whenever rows before the first ones were added, removed or put in another order: cached rows may have moved. */
  readonly past: number;
}

/** The last rows of panes that show their end. */
export interface Tail {
  readonly type: 'tail';
  /** To be acknowledged. */
  readonly n: number;
  readonly v: number;
  readonly panes: readonly {
    readonly pane: Pane;
    /** Rows in the list. */
    readonly total: number;
    /** The last of them, oldest first. Where `same` is given, only those behind the row `same` of the last tail; the rest is unchanged. */
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
  /** The row that was requested has left (or does not pass the filters any more): these are the nearest. */
  readonly gone: boolean;
}

export interface Found {
  readonly type: 'found';
  readonly q: number;
  readonly v: number;
  /** Null: there is none in that direction (as far as was looked). */
  readonly id: RowId | null;
  /** Which of how many, from 1. */
  readonly index: number;
  readonly total: number;
  /** How much has been looked through, from 0 to 1. */
  readonly scanned: number;
}

export interface Entry {
  readonly type: 'entry';
  readonly q: number;
  readonly id: RowId;
  /** Bytes of the raw text in all. */
  readonly length: number;
  readonly from: number;
  /** Where the next piece starts; null: this was the last. */
  readonly next: number | null;
  /** As logged: sanitised, SGR kept, tabs kept, lines joined by `\n`. */
  readonly text: string;
  /** With `from` 0: pretty JSON or structured text where the record is structured; null: it is not. */
  readonly pretty: string | null;
  /** With `from` 0: named fields, values as text; at most 200. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly source: SourceNumber;
  readonly time: number | null;
  readonly received: number | null;
  readonly level: LevelNumber;
}

export interface TextPiece {
  readonly type: 'text';
  readonly q: number;
  /** Plain text, each record ended by `\n`. */
  readonly text: string;
  /** The row to ask for the next piece from; null: this was the last. */
  readonly next: RowId | null;
}

export interface Ticket {
  readonly type: 'ticket';
  readonly q: number;
  /** Relative, valid once within a minute. */
  readonly url: string;
  readonly name: string;
}

export interface TimelineAnswer {
  readonly type: 'timeline';
  readonly q: number;
  /** Start of the first stretch, and the width of each; milliseconds. Null: there are no records. */
  readonly from: number | null;
  readonly width: number;
  /** `[records, warnings, errors]` a stretch; a record counts as warning or as error, not both. */
  readonly buckets: readonly (readonly [number, number, number])[];
  /** Whether all that the logs wrote in that span is there. */
  readonly complete: boolean;
}

export interface Values {
  readonly type: 'values';
  readonly q: number;
  readonly v: number;
  readonly field: string;
  /** The commonest first, at most 200. */
  readonly values: readonly { readonly value: string; readonly count: number; readonly where: string }[];
  /** Records looked at (the newest), of those shown, and how many lack the field. */
  readonly looked: number;
  readonly shown: number;
  readonly without: number;
}

export interface PickerItem {
  /** What `open` takes. */
  readonly name: string;
  readonly kind: 'log' | 'host' | 'group' | 'tag' | 'team';
  readonly detail: string;
  readonly open: boolean;
}

export interface Picker {
  readonly type: 'picker';
  readonly q: number;
  readonly items: readonly PickerItem[];
  /** There are more than are listed. */
  readonly more: boolean;
}

/** It was done, or is under way. */
export interface Done {
  readonly type: 'done';
  readonly q: number;
}

/** It was not done: one sentence, and what to try. A refused `view` has `q` null and its `v`; the settings before stay in force. */
export interface Refused {
  readonly type: 'refused';
  readonly q: number | null;
  readonly v: number | null;
  readonly message: string;
  readonly advice: string | null;
  /** Which filter (its index) or setting was at fault. */
  readonly at: number | 'search' | null;
}

/** A record whose surroundings were read (`history around`, `leave`) is this row now: the one to go to. */
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
  /** Whether to connect again by itself. */
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

/** Codes that the server closes the socket with. */
export const CLOSE = {
  /** A message was malformed, too large, or out of turn. */
  protocol: 4000,
  /** Not logged in (any more), or the key is wrong: log in again. */
  login: 4001,
  /** As many viewers as `--max-viewers` allows are there: try again later. */
  full: 4002,
  /** The page did not read, or flooded. */
  slow: 4003,
  /** The server ends. */
  ended: 4004,
} as const;

/** How long after opening the socket `hello` has to come. Milliseconds. */
export const HELLO_MS = 3000;

/** Bytes of one message from the page at most. */
export const MAX_MESSAGE_BYTES = 64 * 1024;
/** Filters of a view, characters of a pattern, names of logs in one message and characters of each at most. */
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
