import { randomBytes } from 'node:crypto';
import { type Trouble, TroubleError } from '../../core/trouble.ts';

/** Returns a word that nobody else on the host can know: 128 random bits in hexadecimal. */
export const newNonce = (): string => randomBytes(16).toString('hex');

/** Maximum output of an rc file before the nonce line; more means that the script did not start. */
const PATIENCE = 1 << 20;

/** How much of that is kept for a message. */
const MAX_KEPT = 1000;

export interface NonceGate {
  /** Takes stdout as it arrives; returns the part that belongs to the log, possibly nothing. Throws a TroubleError if the log does not start in time. */
  push(chunk: Buffer): Buffer;
  /** The start of the output before the nonce line, for a message if that never arrives. */
  readonly before: Buffer;
  /** True once the nonce line has arrived, so the script is running. */
  readonly open: boolean;
}

/** Discards the output of the host's rc files: everything up to the script's nonce line. */
export const nonceGate = (nonce: string, host: string): NonceGate => {
  const mark = Buffer.from(`${nonce}\n`, 'latin1');
  let before: Buffer = Buffer.alloc(0);
  let kept: Buffer = Buffer.alloc(0);
  let seen = 0;
  let open = false;
  return {
    push(chunk) {
      if (open) return chunk;
      const text = before.length === 0 ? chunk : Buffer.concat([before, chunk]);
      const at = text.indexOf(mark);
      if (at >= 0) {
        open = true;
        before = Buffer.alloc(0);
        return text.subarray(at + mark.length);
      }
      seen += chunk.length;
      if (kept.length < MAX_KEPT) kept = Buffer.concat([kept, chunk.subarray(0, MAX_KEPT - kept.length)]);
      if (seen > PATIENCE) throw new TroubleError(chatter(host));
      before = Buffer.from(text.subarray(Math.max(0, text.length - mark.length + 1)));
      return Buffer.alloc(0);
    },
    get before() {
      return kept;
    },
    get open() {
      return open;
    },
  };
};

const chatter = (host: string): Trouble => ({
  kind: 'protocol',
  host,
  log: null,
  message: 'the host printed more than a megabyte before our command started',
  advice: 'check what its rc files or a forced command print: run a simple command on it with ssh',
  final: true,
});
