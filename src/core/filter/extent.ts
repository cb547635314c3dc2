import type { ReadFrom } from '../query.ts';
import { endOf, lastLines, MAX_HELD, SLACK } from './limit.ts';
import type { LineStep } from './step.ts';

/** `tail`'s `-n` and `-c` on a stream. As in tail, byte counts may start inside a line. */
export const fromExtent = (from: ReadFrom, separator: string): LineStep => {
  switch (from.kind) {
    case 'lastLines':
      return lastLines(from.count, separator);
    case 'fromLine':
      return fromLine(from.line, separator);
    case 'lastBytes':
      return lastBytes(from.count);
    case 'fromByte':
      return fromByte(from.byte);
  }
};

const fromLine = (line: number, separator: string): LineStep => {
  let skip = Math.max(0, line - 1);
  return {
    push(chunk) {
      let at = 0;
      while (skip > 0 && at < chunk.length) {
        const end = chunk.indexOf(separator, at);
        at = end < 0 ? chunk.length : end + 1;
        skip--;
      }
      return chunk.slice(at);
    },
    end: () => '',
    done: false,
  };
};

const fromByte = (byte: number): LineStep => {
  let skip = Math.max(0, byte - 1);
  return {
    push(chunk) {
      const rest = chunk.slice(skip);
      skip -= chunk.length - rest.length;
      return rest;
    },
    end: () => '',
    done: false,
  };
};

const lastBytes = (asked: number): LineStep => {
  const count = Math.min(asked, MAX_HELD);
  let held = '';
  let seen = 0;
  return {
    push(chunk) {
      held += chunk;
      seen += chunk.length;
      if (held.length > Math.min(2 * count + (1 << 20), count + SLACK)) held = endOf(held, count);
      return '';
    },
    end: () => held.slice(Math.max(0, held.length - count)),
    done: asked === 0,
    get dropped() {
      return Math.max(0, Math.min(asked, seen) - count);
    },
  };
};
