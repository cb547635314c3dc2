import {
  add,
  allSet,
  and,
  assigned,
  block,
  bytesBelow,
  type Code,
  constant,
  doWhile,
  either,
  equal,
  equalBytes,
  filled,
  get,
  highBits,
  I32,
  isAbove,
  isBelow,
  isZero,
  leave,
  leaveIf,
  load,
  load8,
  load16,
  load32,
  loop,
  moduleOf,
  notEqual,
  orBytes,
  set,
  shiftLeft,
  store,
  store32,
  subtract,
  trailingZeros,
  V128,
  type WasmFunction,
  when,
} from './assembler.ts';
import {
  FIRST_STATE,
  INDENTED,
  LineState,
  MAX_BEHIND,
  OTHER,
  REPEATED,
  ROW_BYTES,
  STREAM_KIND,
  STREAM_KINDS,
  StreamState,
  TAKES,
  TRACEBACK,
  WANTED,
} from './lineKernels.ts';
import { LINE_PAGES, TABLE_AT } from './linePlaces.ts';

const BYTES = 16;
const NEWLINE = 10;
const FIRST_PRINTABLE = 32;
const QUOTE = 34;
const HASH = 35;
const BACKSLASH = 92;
const ROW_SHIFT = Math.log2(ROW_BYTES);

/** Variables that both functions have after their parameters. */
const variablesFrom = (first: number) => ({
  place: first,
  state: first + 1,
  kind: first + 2,
  found: first + 3,
  /** The state after the first bytes of an earlier line, and these bytes. */
  known: first + 4,
  start: first + 5,
  bytes: first + 6,
});
type Variables = ReturnType<typeof variablesFrom>;
const TYPES = [I32, I32, I32, I32, I32, V128, V128];

/** Moves to the next byte that ends a repetition. */
const repeat = ({ place, found, bytes }: Variables): Code[] => [
  set(found, constant(0)),
  doWhile(
    isZero(get(found)),
    set(bytes, load(get(place))),
    set(
      found,
      highBits(
        orBytes(
          orBytes(
            // A quote and a hash differ in this bit.
            equalBytes(orBytes(get(bytes), filled(QUOTE ^ HASH)), filled(HASH)),
            equalBytes(get(bytes), filled(BACKSLASH)),
          ),
          bytesBelow(get(bytes), filled(FIRST_PRINTABLE)),
        ),
      ),
    ),
    when(isZero(get(found)), set(place, add(get(place), constant(BYTES)))),
  ),
  set(place, add(get(place), trailingZeros(get(found)))),
];

/** Examines the line at an address: most lines start with the same bytes as an earlier one. */
const examine = (at: Code, table: number, variables: Variables): Code => {
  const { place, state, kind, known, start } = variables;
  const next = load16(
    add(shiftLeft(get(state), constant(ROW_SHIFT)), shiftLeft(load8(get(place)), constant(1))),
    table,
  );
  const step = (depth: number): Code[] => [
    leaveIf(isBelow(assigned(kind, next), constant(FIRST_STATE)), depth),
    set(state, and(get(kind), constant(REPEATED - 1))),
    set(place, add(get(place), constant(1))),
  ];
  const isKnown = allSet(equalBytes(load(at), get(start)));
  return block(
    either(
      and(notEqual(get(known), constant(0)), isKnown),
      [set(state, get(known)), set(place, add(at, constant(BYTES)))],
      [
        set(state, constant(FIRST_STATE)),
        set(place, at),
        loop(...step(2), leaveIf(notEqual(get(place), add(at, constant(BYTES))), 0)),
        set(known, get(state)),
        set(start, load(at)),
      ],
    ),
    loop(...step(1), when(and(get(kind), constant(REPEATED)), ...repeat(variables)), leave(0)),
  );
};

/** Moves to the start of the next line. */
const nextLine = (at: number, { place, found }: Variables): Code[] => [
  set(found, constant(0)),
  doWhile(
    isZero(get(found)),
    set(found, highBits(equalBytes(load(get(place)), filled(NEWLINE)))),
    when(isZero(get(found)), set(place, add(get(place), constant(BYTES)))),
  ),
  set(at, add(add(get(place), trailingZeros(get(found))), constant(1))),
];

const keep = (member: keyof typeof LineState, variable: number): Code =>
  store32(constant(LineState[member]), get(variable));
const kept = (member: keyof typeof LineState): Code => load32(constant(0), LineState[member]);

const keepExamined = ({ kind, state, place }: Variables): Code[] => [
  keep('kind', kind),
  keep('state', state),
  keep('at', place),
];

const skim = (table: number): WasmFunction => {
  const [at, end, from, firstEnd, wanted, out, lineAt, copied, traced] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  const variables = variablesFrom(9);
  const { kind } = variables;
  const stop = add(get(out), subtract(get(at), get(from)));
  const copy: Code[] = [
    set(copied, stop),
    doWhile(
      isBelow(get(out), get(copied)),
      store(get(out), load(get(from))),
      set(from, add(get(from), constant(BYTES))),
      set(out, add(get(out), constant(BYTES))),
    ),
    set(out, get(copied)),
  ];
  return {
    name: 'skim',
    parameters: 2,
    variables: [I32, I32, I32, I32, I32, I32, I32, ...TYPES],
    body: [
      set(from, kept('from')),
      set(firstEnd, kept('firstEnd')),
      set(wanted, kept('wanted')),
      set(out, kept('out')),
      set(traced, kept('traced')),
      block(
        loop(
          leaveIf(isZero(isBelow(get(at), get(end))), 1),
          examine(get(at), table, variables),
          leaveIf(isBelow(get(kind), constant(OTHER + 1)), 1),
          when(
            isAbove(get(kind), constant(INDENTED - 1)),
            leaveIf(isZero(get(from)), 2),
            when(
              equal(get(kind), constant(TRACEBACK)),
              leaveIf(isZero(get(wanted)), 3),
              leaveIf(get(traced), 3),
              set(traced, constant(1)),
            ),
            ...nextLine(at, variables),
            leave(1),
          ),
          set(lineAt, get(at)),
          when(get(wanted), ...copy),
          set(from, get(lineAt)),
          set(wanted, equal(get(kind), constant(WANTED))),
          set(traced, constant(0)),
          ...nextLine(at, variables),
          set(firstEnd, get(at)),
          leave(0),
        ),
      ),
      keep('from', from),
      keep('firstEnd', firstEnd),
      keep('wanted', wanted),
      keep('out', out),
      keep('traced', traced),
      ...keepExamined(variables),
      get(at),
    ],
  };
};

const skimStreams = (table: number): WasmFunction => {
  const [at, end, out, count, lineAt, stream, which] = [0, 1, 2, 3, 4, 5, 6];
  const variables = variablesFrom(7);
  const { kind } = variables;
  const of = (member: keyof typeof StreamState): Code => load32(get(stream), StreamState[member]);
  const keepOf = (member: keyof typeof StreamState, value: Code): Code =>
    store32(get(stream), value, StreamState[member]);
  const mayNot = (what: keyof typeof TAKES): Code => isZero(and(of('takes'), constant(TAKES[what])));
  return {
    name: 'skimStreams',
    parameters: 2,
    variables: [I32, I32, I32, I32, I32, ...TYPES],
    body: [
      set(out, kept('out')),
      set(count, kept('count')),
      block(
        loop(
          leaveIf(isZero(isBelow(get(at), get(end))), 1),
          examine(get(at), table, variables),
          leaveIf(isBelow(get(kind), constant(STREAM_KINDS)), 1),
          set(which, and(get(kind), constant(3))),
          // Streams' numbers start at STREAMS_AT.
          set(stream, shiftLeft(subtract(get(kind), get(which)), constant(3))),
          either(
            equal(get(which), constant(STREAM_KIND.indented)),
            [
              leaveIf(mayNot('indented'), 2),
              leaveIf(isAbove(subtract(get(count), of('lastCount')), constant(MAX_BEHIND)), 2),
              keepOf('last', get(at)),
            ],
            [
              leaveIf(mayNot('starts'), 2),
              keepOf('takes', of('takesAfter')),
              keepOf('wanted', get(which)),
              keepOf('first', get(at)),
              keepOf('firstCount', add(get(count), constant(1))),
              keepOf('last', constant(0)),
            ],
          ),
          set(count, add(get(count), constant(1))),
          keepOf('lastCount', get(count)),
          set(lineAt, get(at)),
          ...nextLine(at, variables),
          when(
            of('wanted'),
            set(which, add(get(out), subtract(get(at), get(lineAt)))),
            doWhile(
              isBelow(get(out), get(which)),
              store(get(out), load(get(lineAt))),
              set(lineAt, add(get(lineAt), constant(BYTES))),
              set(out, add(get(out), constant(BYTES))),
            ),
            set(out, get(which)),
          ),
          leave(0),
        ),
      ),
      keep('out', out),
      keep('count', count),
      ...keepExamined(variables),
      get(at),
    ],
  };
};

const run = (table: number): WasmFunction => {
  const [at, end, sought] = [0, 1, 2];
  const variables = variablesFrom(3);
  return {
    name: 'run',
    parameters: 3,
    variables: TYPES,
    body: [
      block(
        loop(
          leaveIf(isZero(isBelow(get(at), get(end))), 1),
          examine(get(at), table, variables),
          leaveIf(notEqual(get(variables.kind), get(sought)), 1),
          ...nextLine(at, variables),
          leave(0),
        ),
      ),
      ...keepExamined(variables),
      get(at),
    ],
  };
};

/** Returns a module with `LineKernels`, for a memory of `LINE_PAGES`. */
export const lineModule = (): Uint8Array<ArrayBuffer> =>
  moduleOf([skim(TABLE_AT), skimStreams(TABLE_AT), run(TABLE_AT)], LINE_PAGES, true);
