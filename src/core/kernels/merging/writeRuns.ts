import {
  add,
  type Code,
  choose,
  constant,
  doWhile,
  equal,
  get,
  giveBack,
  I32,
  isAbove,
  isBelow,
  load,
  load8,
  load32,
  notEqual,
  set,
  shiftLeft,
  store,
  store8,
  store32,
  subtract,
  type WasmFunction,
  when,
} from '../assembler.ts';
import { LATE, PAD, PREFIX, PREFIXES_AT, RUN_BYTES, SLOT, STATE, STATE_AT } from './layout.ts';

const BYTES = 16;
const NEWLINE = 0x0a;

const [run, runsEnd, line, to, limit] = [0, 1, 2, 3, 4];
const [slot, lineEnd, lineEndAt, at, from] = [5, 6, 7, 8, 9];
const [end, usual, late, length] = [10, 11, 12, 13];

/** Copies sixteen bytes at a time from a variable's address to the output, up to `end`. */
const copy = (source: number): Code =>
  when(
    isBelow(get(to), get(end)),
    doWhile(
      isBelow(get(to), get(end)),
      store(get(to), load(get(source))),
      set(source, add(get(source), constant(BYTES))),
      set(to, add(get(to), constant(BYTES))),
    ),
  );

const readRun: Code = [
  ...set(slot, load32(get(run))),
  ...set(lineEnd, load32(get(run), 8)),
  ...set(usual, add(get(slot), constant(PREFIXES_AT + PREFIX.usual))),
  ...set(late, add(get(slot), constant(PREFIXES_AT + PREFIX.late))),
  ...set(length, load32(get(slot), PREFIXES_AT + PREFIX.length)),
  ...set(at, add(get(slot), constant(SLOT.text))),
  ...when(
    notEqual(get(line), constant(0)),
    set(
      at,
      add(
        add(get(at), constant(1)),
        load32(add(get(slot), shiftLeft(subtract(get(line), constant(1)), constant(2))), SLOT.ends),
      ),
    ),
  ),
];

/** Ends the function before the present line if there is no room for it. */
const checkRoom: Code = when(
  isAbove(add(add(get(to), get(length)), add(subtract(get(lineEndAt), get(at)), constant(PAD))), get(limit)),
  store32(constant(STATE_AT + STATE.run), get(run)),
  store32(constant(STATE_AT + STATE.line), get(line)),
  giveBack(get(to)),
);

const copyPrefix: Code = [
  ...set(
    from,
    choose(get(late), get(usual), equal(load8(add(get(slot), get(line)), SLOT.own), constant(LATE))),
  ),
  ...set(end, add(get(to), get(length))),
  ...copy(from),
  ...set(to, get(end)),
];

const copyLine: Code = [
  ...set(end, add(get(to), subtract(get(lineEndAt), get(at)))),
  ...copy(at),
  ...store8(get(end), constant(NEWLINE)),
  ...set(to, add(get(end), constant(1))),
  ...set(at, add(get(lineEndAt), constant(1))),
];

/** Writes runs of lines; see MergeKernels. */
export const writeRuns: WasmFunction = {
  name: 'writeRuns',
  parameters: 5,
  variables: Array.from({ length: 9 }, () => I32),
  body: [
    doWhile(
      isBelow(get(run), get(runsEnd)),
      readRun,
      doWhile(
        isBelow(get(line), get(lineEnd)),
        set(
          lineEndAt,
          add(
            load32(add(get(slot), shiftLeft(get(line), constant(2))), SLOT.ends),
            add(get(slot), constant(SLOT.text)),
          ),
        ),
        checkRoom,
        copyPrefix,
        copyLine,
        set(line, add(get(line), constant(1))),
      ),
      set(run, add(get(run), constant(RUN_BYTES))),
      set(line, load32(get(run), 4)),
    ),
    store32(constant(STATE_AT + STATE.run), get(run)),
    get(to),
  ],
};
