import type { Welcome } from './pushes.ts';

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
