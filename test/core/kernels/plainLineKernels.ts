import {
  FIRST_STATE,
  INDENTED,
  type LineKernels,
  LineState,
  MAX_BEHIND,
  OTHER,
  REPEATED,
  ROW_BYTES,
  STREAM_BYTES,
  STREAM_KIND,
  STREAM_KINDS,
  STREAMS_AT,
  StreamState,
  TAKES,
  TRACEBACK,
  WANTED,
} from '../../../src/core/kernels/lineKernels.ts';

/** The kernels as ordinary functions, for a memory whose table is at an address. */
export const plainLineKernels = (memory: Buffer, table: number): LineKernels => {
  const { buffer, byteOffset, length } = memory;
  const numbers = new Int32Array(buffer, byteOffset, 64);
  const transitions = new Uint16Array(buffer, byteOffset + table, Math.floor((length - table) / 2));
  const width = ROW_BYTES / 2;
  let state = 0;
  let place = 0;
  const examine = (at: number): number => {
    state = FIRST_STATE;
    for (place = at; ; place++) {
      const next = transitions[state * width + memory[place]!]!;
      if (next < FIRST_STATE) return next;
      state = next & (REPEATED - 1);
    }
  };
  const nextLine = (): number => memory.indexOf(10, place) + 1;
  const keepExamined = (kind: number): void => {
    numbers[LineState.kind / 4] = kind;
    numbers[LineState.state / 4] = state;
    numbers[LineState.at / 4] = place;
  };
  return {
    skim(first, end) {
      let at = first;
      let from = numbers[LineState.from / 4]!;
      let firstEnd = numbers[LineState.firstEnd / 4]!;
      let wanted = numbers[LineState.wanted / 4]!;
      let out = numbers[LineState.out / 4]!;
      let traced = numbers[LineState.traced / 4]!;
      let kind = 0;
      while (at < end) {
        kind = examine(at);
        if (kind <= OTHER || (kind >= INDENTED && from === 0)) break;
        if (kind === TRACEBACK) {
          if (wanted === 0 || traced !== 0) break;
          traced = 1;
        }
        if (kind >= INDENTED) {
          at = nextLine();
          continue;
        }
        if (wanted !== 0) {
          memory.copyWithin(out, from, at);
          out += at - from;
        }
        from = at;
        wanted = Number(kind === WANTED);
        traced = 0;
        at = nextLine();
        firstEnd = at;
      }
      numbers[LineState.from / 4] = from;
      numbers[LineState.firstEnd / 4] = firstEnd;
      numbers[LineState.wanted / 4] = wanted;
      numbers[LineState.out / 4] = out;
      numbers[LineState.traced / 4] = traced;
      keepExamined(kind);
      return at;
    },
    skimStreams(first, end) {
      let at = first;
      let kind = 0;
      while (at < end) {
        kind = examine(at);
        if (kind < STREAM_KINDS) break;
        const which = (kind - STREAM_KINDS) % 4;
        const stream = (STREAMS_AT + Math.floor((kind - STREAM_KINDS) / 4) * STREAM_BYTES) / 4;
        const count = numbers[LineState.count / 4]!;
        const takes = numbers[stream + StreamState.takes / 4]!;
        if (which === STREAM_KIND.indented) {
          if ((takes & TAKES.indented) === 0) break;
          if (count - numbers[stream + StreamState.lastCount / 4]! > MAX_BEHIND) break;
          numbers[stream + StreamState.last / 4] = at;
        } else {
          if ((takes & TAKES.starts) === 0) break;
          numbers[stream + StreamState.takes / 4] = numbers[stream + StreamState.takesAfter / 4]!;
          numbers[stream + StreamState.wanted / 4] = which;
          numbers[stream + StreamState.first / 4] = at;
          numbers[stream + StreamState.firstCount / 4] = count + 1;
          numbers[stream + StreamState.last / 4] = 0;
        }
        numbers[LineState.count / 4] = count + 1;
        numbers[stream + StreamState.lastCount / 4] = count + 1;
        const from = at;
        at = nextLine();
        if (numbers[stream + StreamState.wanted / 4] === 0) continue;
        const out = numbers[LineState.out / 4]!;
        memory.copyWithin(out, from, at);
        numbers[LineState.out / 4] = out + at - from;
      }
      keepExamined(kind);
      return at;
    },
    run(first, end, sought) {
      let at = first;
      let kind = 0;
      while (at < end) {
        kind = examine(at);
        if (kind !== sought) break;
        at = nextLine();
      }
      keepExamined(kind);
      return at;
    },
  };
};
