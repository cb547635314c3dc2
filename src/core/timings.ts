/** How long the phases of a login may take, in milliseconds. Created once at the start and passed down. */
export interface Timings {
  /** A TCP connection and the server's banner. */
  readonly connectMs: number;
  readonly keyExchangeMs: number;
  /** From the accepted host key to the login; the time that a person takes to answer does not count. */
  readonly authenticationMs: number;
  /** From the login to the first output of the login shell. */
  readonly answerMs: number;
}

/** Authentication as long as sshd's LoginGraceTime: an approval on a phone takes time. A login shell may wait for rc files. */
export const DEFAULT_TIMINGS: Timings = {
  connectMs: 10_000,
  keyExchangeMs: 10_000,
  authenticationMs: 120_000,
  answerMs: 30_000,
};

/**
 * Returns the limits with `--connect-timeout`: the first two are this many milliseconds, the others at least
 * this. Null: unchanged.
 */
export const withConnectTimeout = (timings: Timings, ms: number | null): Timings =>
  ms === null
    ? timings
    : {
        ...timings,
        connectMs: ms,
        keyExchangeMs: ms,
        authenticationMs: Math.max(timings.authenticationMs, ms),
        answerMs: Math.max(timings.answerMs, ms),
      };
