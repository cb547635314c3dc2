import {
  add,
  and,
  type Code,
  constant,
  doubleBelow,
  doWhile,
  equal,
  equalDoubles,
  F64,
  get,
  giveBack,
  I32,
  isBelow,
  isZero,
  load32,
  loadDouble,
  or,
  set,
  shiftLeft,
  store32,
  storeDouble,
  subtract,
  type WasmFunction,
  when,
} from '../assembler.ts';
import { ORDER_AT, QUEUE, RUN_BYTES, RUNS_AT, RUNS_END, SLOT } from './layout.ts';

const WORD = 4;

const [orderEnd] = [0];
const [run, slot, line, count, other, source, otherSource, otherNanos, at, to, nanos] = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
];
const [ms, otherMs] = [12, 13];

/** True if a place in time order is before another one; a tie goes to the lower source. */
const goesFirst = (a: Places, b: Places): Code =>
  or(
    doubleBelow(get(a.ms), get(b.ms)),
    and(
      equalDoubles(get(a.ms), get(b.ms)),
      or(
        isBelow(get(a.nanos), get(b.nanos)),
        and(equal(get(a.nanos), get(b.nanos)), isBelow(get(a.source), get(b.source))),
      ),
    ),
  );

interface Places {
  readonly ms: number;
  readonly nanos: number;
  readonly source: number;
}

const own: Places = { ms, nanos, source };
const others: Places = { ms: otherMs, nanos: otherNanos, source: otherSource };

/** Reads the place of the line `to` of the first slot. */
const readPlace: Code = [
  ...set(ms, loadDouble(add(get(slot), shiftLeft(get(to), constant(3))), SLOT.ms)),
  ...set(nanos, load32(add(get(slot), shiftLeft(get(to), constant(2))), SLOT.nanos)),
];

const readOther: Code = [
  ...set(otherMs, loadDouble(get(other), QUEUE.ms)),
  ...set(otherNanos, load32(get(other), QUEUE.nanos)),
  ...set(otherSource, load32(get(other), QUEUE.source)),
];

const addRun: Code = [
  ...store32(get(run), get(slot)),
  ...store32(get(run), get(line), WORD),
  ...store32(get(run), get(to), 2 * WORD),
  ...set(run, add(get(run), constant(RUN_BYTES))),
  ...store32(get(slot), get(to), QUEUE.first),
];

/** Finds the end of the lines of the first slot that come before those of the second. */
const findEnd: Code = [
  ...set(to, add(get(line), constant(1))),
  // Ends by itself if it is as long as the list.
  ...set(at, constant(1)),
  ...doWhile(
    get(at),
    set(at, constant(0)),
    when(
      isBelow(get(to), get(count)),
      readPlace,
      when(goesFirst(own, others), set(to, add(get(to), constant(1))), set(at, constant(1))),
    ),
  ),
];

/** Moves the first slot behind all those whose lines come before its own. */
const reorder: Code = [
  ...storeDouble(get(slot), get(ms), QUEUE.ms),
  ...store32(get(slot), get(nanos), QUEUE.nanos),
  ...set(at, constant(ORDER_AT)),
  ...set(other, constant(1)),
  ...doWhile(
    get(other),
    set(other, constant(0)),
    when(
      isBelow(get(at), subtract(get(orderEnd), constant(WORD))),
      set(other, load32(get(at), WORD)),
      readOther,
      when(goesFirst(own, others), set(other, constant(0))),
      when(get(other), store32(get(at), get(other)), set(at, add(get(at), constant(WORD)))),
    ),
  ),
  ...store32(get(at), get(slot)),
];

/** Merges the lines of slots; see MergeKernels. */
export const mergeRuns: WasmFunction = {
  name: 'mergeRuns',
  parameters: 1,
  variables: [...Array.from({ length: 11 }, () => I32), F64, F64],
  body: [
    set(run, constant(RUNS_AT)),
    doWhile(
      isBelow(get(run), constant(RUNS_END)),
      set(slot, load32(constant(ORDER_AT))),
      set(source, load32(get(slot), QUEUE.source)),
      set(line, load32(get(slot), QUEUE.first)),
      set(count, load32(get(slot), QUEUE.count)),
      set(other, load32(constant(ORDER_AT + WORD))),
      readOther,
      findEnd,
      addRun,
      when(isZero(isBelow(get(to), get(count))), giveBack(get(run))),
      reorder,
    ),
    get(run),
  ],
};
