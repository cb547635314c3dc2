import type { ByteString } from '../bytes.ts';
import { PLACE, startsAfter } from '../records/starts.ts';
import type { LineStep } from './step.ts';

/** `head -n count`. */
export const firstLines = (count: number, separator: string): LineStep => {
  let left = count;
  /** The last counted line is unfinished, because it is too long to arrive in one piece. */
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

/** Maximum buffered for the last lines or bytes of a stream; beyond that, only the end is kept. */
export const MAX_HELD = 32 * 1024 * 1024;

/** How much more to buffer before trimming to that size. */
export const SLACK = MAX_HELD / 4;

/** Returns a copy of a text's last bytes: a slice would keep the whole text in memory. */
export const endOf = (text: ByteString, count: number): ByteString =>
  Buffer.from(text.slice(text.length - count), 'latin1').toString('latin1');

/** `tail -n count` of a finite stream: all output comes at the end. */
export const lastLines = (count: number, separator: string): LineStep => {
  let held: ByteString = '';
  /** Where records start in it. */
  let starts: number[] = [];
  let trimAbove = 1 << 20;
  let dropped = 0;
  const trim = (): void => {
    const before = held.length;
    held = held.slice(lastLinesStart(held, count, separator));
    const over = held.length - MAX_HELD;
    if (over > 0) {
      held = endOf(held, MAX_HELD);
      dropped += over;
    }
    const gone = before - held.length;
    if (starts.length > 0) starts = startsAfter(starts, gone);
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
    startRecord(flags) {
      starts.push(held.length * PLACE + flags);
    },
    takeStarts() {
      const taken = starts;
      starts = [];
      return taken;
    },
    done: count === 0,
    get dropped() {
      return dropped;
    },
  };
};

/** Returns where the last `count` lines of the text start; an unterminated line counts as one. */
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
