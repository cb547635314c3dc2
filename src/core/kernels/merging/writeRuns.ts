import {
  add,
  type Code,
  choose,
  constant,
  doWhile,
  equal,
  get,
  I32,
  isBelow,
  load,
  load8,
  load32,
  notEqual,
  set,
  shiftLeft,
  store,
  store8,
  subtract,
  type WasmFunction,
  when,
} from '../assembler.ts';
import { LATE, PREFIX, PREFIXES_AT, RUN_BYTES, RUNS_AT, SLOT } from './layout.ts';

const BYTES = 16;
const NEWLINE = 0x0a;

const [runsEnd, to] = [0, 1];
const [run, slot, line, lineEnd, at, from, end, usual, late, length] = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

const copyPrefix: Code = when(
  notEqual(get(length), constant(0)),
  set(from, choose(get(late), get(usual), equal(load8(add(get(slot), get(line)), SLOT.own), constant(LATE)))),
  set(end, add(get(to), get(length))),
  doWhile(
    isBelow(get(to), get(end)),
    store(get(to), load(get(from))),
    set(from, add(get(from), constant(BYTES))),
    set(to, add(get(to), constant(BYTES))),
  ),
  set(to, get(end)),
);

const copyLine: Code = [
  ...set(from, add(load32(add(get(slot), shiftLeft(get(line), constant(2))), SLOT.ends), get(slot))),
  ...set(from, add(get(from), constant(SLOT.text))),
  ...set(end, add(get(to), subtract(get(from), get(at)))),
  ...when(
    isBelow(get(to), get(end)),
    doWhile(
      isBelow(get(to), get(end)),
      store(get(to), load(get(at))),
      set(at, add(get(at), constant(BYTES))),
      set(to, add(get(to), constant(BYTES))),
    ),
  ),
  ...store8(get(end), constant(NEWLINE)),
  ...set(to, add(get(end), constant(1))),
  ...set(at, add(get(from), constant(1))),
];

/** Writes runs of lines; see MergeKernels. */
export const writeRuns: WasmFunction = {
  name: 'writeRuns',
  parameters: 2,
  variables: Array.from({ length: 10 }, () => I32),
  body: [
    set(run, constant(RUNS_AT)),
    doWhile(
      isBelow(get(run), get(runsEnd)),
      set(slot, load32(get(run))),
      set(line, load32(get(run), 4)),
      set(lineEnd, load32(get(run), 8)),
      set(usual, add(get(slot), constant(PREFIXES_AT + PREFIX.usual))),
      set(late, add(get(slot), constant(PREFIXES_AT + PREFIX.late))),
      set(length, load32(get(slot), PREFIXES_AT + PREFIX.length)),
      set(at, add(get(slot), constant(SLOT.text))),
      when(
        notEqual(get(line), constant(0)),
        set(
          at,
          add(
            add(get(at), constant(1)),
            load32(add(get(slot), shiftLeft(subtract(get(line), constant(1)), constant(2))), SLOT.ends),
          ),
        ),
      ),
      doWhile(isBelow(get(line), get(lineEnd)), copyPrefix, copyLine, set(line, add(get(line), constant(1)))),
      set(run, add(get(run), constant(RUN_BYTES))),
    ),
    get(to),
  ],
};
