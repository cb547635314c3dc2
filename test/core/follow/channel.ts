/** A pipe, or another buffer of finite size, which accepts what fits. */
export class Pipe {
  readonly capacity: number;
  #chunks: Buffer[] = [];
  #size = 0;
  /** Nothing more will be written to it. */
  ended = false;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get size(): number {
    return this.#size;
  }

  get room(): number {
    return this.capacity - this.#size;
  }

  /** Accepts as much as fits; returns the rest. */
  push(bytes: Buffer): Buffer {
    const taken = bytes.subarray(0, Math.max(0, this.room));
    if (taken.length > 0) this.#chunks.push(Buffer.from(taken));
    this.#size += taken.length;
    return bytes.subarray(taken.length);
  }

  /** Returns at most this many bytes, possibly none. */
  pull(most: number): Buffer {
    const all = Buffer.concat(this.#chunks);
    const taken = all.subarray(0, most);
    this.#chunks = taken.length < all.length ? [all.subarray(taken.length)] : [];
    this.#size -= taken.length;
    return taken;
  }
}

/** Sizes in bytes. Real ones are about sixty times as large; only their proportions matter. */
export const SIZES = {
  /** The amount that one read or write of a tool moves. */
  block: 128,
  pipe: 1_024,
  /** An SSH channel's window: shared by its stdout and stderr. */
  window: 32_768,
} as const;

/**
 * An SSH channel as seen from both ends: what the server has sent and the client has not yet accepted is at
 * most one window, for stdout and stderr together, and nothing arrives while the link is down.
 */
export class Channel {
  readonly stdout = new Pipe(SIZES.pipe);
  readonly stderr = new Pipe(SIZES.pipe);
  readonly arrived = new Pipe(Number.POSITIVE_INFINITY);
  readonly arrivedErrors = new Pipe(Number.POSITIVE_INFINITY);
  #inFlight: { readonly bytes: Buffer; readonly error: boolean }[] = [];
  #unacknowledged = 0;

  /**
   * The server sends as much as fits into the window; while the link is up, everything sent arrives. Returns
   * how much was sent.
   */
  carry(linkUp: boolean): number {
    const before = this.#unacknowledged;
    for (const [pipe, error] of [
      [this.stderr, true],
      [this.stdout, false],
    ] as const) {
      const bytes = pipe.pull(SIZES.window - this.#unacknowledged);
      if (bytes.length === 0) continue;
      this.#unacknowledged += bytes.length;
      this.#inFlight.push({ bytes, error });
    }
    const sent = this.#unacknowledged - before;
    if (!linkUp) return sent;
    for (const { bytes, error } of this.#inFlight) (error ? this.arrivedErrors : this.arrived).push(bytes);
    this.#inFlight = [];
    return sent;
  }

  /** The client accepts at most this many bytes of stdout, which makes room in the window. */
  take(most: number): Buffer {
    const bytes = this.arrived.pull(most);
    this.#unacknowledged -= bytes.length;
    return bytes;
  }

  takeErrors(): Buffer {
    const bytes = this.arrivedErrors.pull(Number.POSITIVE_INFINITY);
    this.#unacknowledged -= bytes.length;
    return bytes;
  }

  get isDrained(): boolean {
    return (
      this.stdout.ended &&
      this.stdout.size + this.stderr.size + this.arrived.size + this.arrivedErrors.size === 0 &&
      this.#inFlight.length === 0
    );
  }
}
