import { type ByteString, fromByteString, toByteString } from '../bytes.ts';
import { CollectedStarts } from '../records/starts.ts';
import type { RecordStep } from './recordStep.ts';
import { byteSkimmer } from './skimBytes.ts';
import { streamSkimmer } from './skimStreams.ts';
import type { CertainLines, CertainStream, LineStep } from './step.ts';

/**
 * Filters by level like a `RecordStep`, but decides about most lines that certainly start a record without reading them:
 * if another such line follows, they are complete records. The step reads all others, each with the line before it that
 * it may belong to.
 */
export const skimRecords = (step: RecordStep, certain: CertainLines): LineStep => {
  const { lower, wanted, streams } = certain;
  if (streams !== undefined) return skimStreams(step, streams);
  const isLower = lineTest(lower);
  const isWanted = lineTest(wanted);
  const skimmer = byteSkimmer(step, certain);
  const starts = new CollectedStarts();
  return {
    pushBytes(chunk) {
      const passed = skimmer?.push(chunk);
      if (!passed) return fromByteString(this.push(toByteString(chunk)));
      starts.addAll(skimmer!.takeStarts(), 0);
      return passed;
    },
    push(chunk) {
      let out = '';
      /** Lines that are passed on, and lines that the step reads: bytes that are not processed yet. */
      let passFrom = 0;
      let passTo = 0;
      let readFrom = 0;
      let readTo = 0;
      /** The last line, if nothing is decided about it. */
      let lastFrom = -1;
      let lastIsWanted = false;
      const pass = (): void => {
        if (passTo > passFrom) out += chunk.slice(passFrom, passTo);
        passFrom = passTo;
      };
      const readAll = (): void => {
        if (readTo > readFrom) {
          const passed = step.push(chunk.slice(readFrom, readTo));
          starts.addAll(step.takeStarts(), out.length);
          out += passed;
        }
        readFrom = readTo;
      };
      const read = (from: number, to: number): void => {
        if (from !== readTo) {
          readAll();
          readFrom = from;
        }
        readTo = to;
      };
      for (let from = 0; from < chunk.length; ) {
        const newline = chunk.indexOf('\n', from);
        const end = newline < 0 ? chunk.length : newline + 1;
        const isLow = newline >= 0 && isLower(chunk, from);
        if (isLow || (newline >= 0 && isWanted(chunk, from))) {
          if (lastFrom >= 0) {
            if (lastIsWanted) {
              if (passTo !== lastFrom) {
                pass();
                passFrom = lastFrom;
              }
              passTo = from;
            }
          } else readAll();
          if (step.waits) read(from, end);
          else {
            lastFrom = from;
            lastIsWanted = !isLow;
            from = end;
            continue;
          }
        } else {
          pass();
          if (lastFrom >= 0) read(lastFrom, from);
          read(from, end);
        }
        lastFrom = -1;
        from = end;
      }
      pass();
      if (lastFrom >= 0) read(lastFrom, chunk.length);
      readAll();
      return out;
    },
    end: () => step.end(),
    get done() {
      return step.done;
    },
    get waits() {
      return step.waits;
    },
    expire: () => step.expire(),
    takeStarts() {
      starts.addAll(step.takeStarts(), 0);
      return starts.take();
    },
  };
};

/** The same for lines of streams, which only kernels find. */
const skimStreams = (step: RecordStep, streams: readonly CertainStream[]): LineStep => {
  const skimmer = streamSkimmer(step, streams);
  return {
    pushBytes: chunk => skimmer?.push(chunk) ?? fromByteString(step.push(toByteString(chunk))),
    push: chunk => step.push(chunk),
    end: () => step.end(),
    get done() {
      return step.done;
    },
    get waits() {
      return step.waits;
    },
    expire: () => step.expire(),
    takeStarts() {
      const starts = skimmer?.takeStarts() ?? [];
      return starts.length > 0 ? starts : step.takeStarts();
    },
  };
};

/** A character, which may be escaped, and a bracket expression. */
const TOKEN = /\\.|\[(?:\\.|[^\\\]])*\]|\$/gs;

/** Returns a test of the terminated line at a place: bracket expressions match no newline, and only that ends a line. */
const lineTest = (ere: string): ((text: ByteString, at: number) => boolean) => {
  if (ere === '') return () => false;
  const inLines = ere.replace(TOKEN, token =>
    token === '$' ? '(?=\\n)' : token.startsWith('[^') ? `[^\\n${token.slice(2)}` : token,
  );
  const regExp = new RegExp(inLines, 'my');
  return (text, at) => {
    regExp.lastIndex = at;
    return regExp.test(text);
  };
};
