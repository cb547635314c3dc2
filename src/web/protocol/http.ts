/**
 * The protocol between the browser's page and `rtail serve`: JSON objects in text frames over one WebSocket at
 * `api/socket`, and a few HTTP endpoints (`ENDPOINTS`). The page may import this folder: it contains only types and
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
