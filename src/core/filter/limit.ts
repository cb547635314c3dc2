import type { ByteString } from '../bytes.ts';
import type { LineStep } from './step.ts';

/** `head -n count`. */
export const firstLines = (count: number, separator: string): LineStep => {
  let left = count;
  return {
    push(chunk) {
      let at = 0;
      while (left > 0 && at < chunk.length) {
        const end = chunk.indexOf(separator, at);
        at = end < 0 ? chunk.length : end + 1;
        left--;
      }
      return chunk.slice(0, at);
    },
    end: () => '',
    get done() {
      return left === 0;
    },
  };
};

/** `tail -n count` of a stream that ends: everything comes out at the end. */
export const lastLines = (count: number, separator: string): LineStep => {
  let held: ByteString = '';
  let trimAbove = 1 << 20;
  return {
    push(chunk) {
      held += chunk;
      if (held.length > trimAbove) {
        held = held.slice(lastLinesStart(held, count, separator));
        trimAbove = Math.max(1 << 20, 2 * held.length);
      }
      return '';
    },
    end: () => held.slice(lastLinesStart(held, count, separator)),
    done: count === 0,
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
