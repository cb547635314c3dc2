/** Numbers of the messages of SSH's connection protocol (RFC 4250, 4.1.2). */
export const OPEN = 90;
export const OPEN_CONFIRMATION = 91;
export const OPEN_FAILURE = 92;
export const WINDOW_ADJUST = 93;
export const DATA = 94;
export const EXTENDED_DATA = 95;
export const EOF = 96;
export const CLOSE = 97;
export const REQUEST = 98;
export const SUCCESS = 99;
export const FAILURE = 100;

/** SSH_EXTENDED_DATA_STDERR. */
export const STDERR = 1;

/** Reasons of a refused channel (RFC 4254, 5.1). */
export const PROHIBITED = 1;
export const CONNECT_FAILED = 2;
