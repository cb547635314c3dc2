import type { ByteString } from '../bytes.ts';
import type { LineStep } from './step.ts';

/** `head -n count`. */
export const firstLines = (count: number, separator: string): LineStep => {
  let left = count;
  /** The last line counted has not ended: it is too long to come in one piece. */
  let open = false;
  return {
    push(chunk) {
      let at = 0;
      while ((open || left > 0) && at < chunk.length) {
        if (!open) left--;
        const end = chunk.indexOf(separator, at);
        open = end < 0;
        at = open ? chunk.length : end + 1;
      }
      return chunk.slice(0, at);
    },
    end: () => '',
    get done() {
      return left === 0 && !open;
    },
  };
};

/** The most that is held of a stream for its last lines or bytes: of what is longer, the end. */
export const MAX_HELD = 32 * 1024 * 1024;

/** How much more may come before what is held is cut back to that. */
export const SLACK = MAX_HELD / 4;

/** Returns the last bytes of a text as a text of their own: a slice would keep all that it was cut from. */
export const endOf = (text: ByteString, count: number): ByteString =>
  Buffer.from(text.slice(text.length - count), 'latin1').toString('latin1');

/** `tail -n count` of a stream that ends: everything comes out at the end. */
export const lastLines = (count: number, separator: string): LineStep => {
  let held: ByteString = '';
  let trimAbove = 1 << 20;
  let dropped = 0;
  const trim = (): void => {
    held = held.slice(lastLinesStart(held, count, separator));
    const over = held.length - MAX_HELD;
    if (over <= 0) return;
    held = endOf(held, MAX_HELD);
    dropped += over;
  };
  return {
    push(chunk) {
      held += chunk;
      if (held.length > trimAbove) {
        trim();
        trimAbove = Math.max(1 << 20, Math.min(2 * held.length, MAX_HELD + SLACK));
      }
      return '';
    },
    end() {
      trim();
      return held;
    },
    done: count === 0,
    get dropped() {
      return dropped;
    },
  };
};

/** Index at which the last `count` lines of the text start; an end that is missing makes no line less. */
const lastLinesStart = (text: ByteString, count: number, separator: string): number => {
  if (count === 0) return text.length;
  let at = text.endsWith(separator) ? text.length - 1 : text.length;
  for (let left = count; left > 0; left--) {
    if (at === 0) return 0;
    const end = text.lastIndexOf(separator, at - 1);
    if (end < 0) return 0;
    at = end;
  }
  return at + 1;
};
