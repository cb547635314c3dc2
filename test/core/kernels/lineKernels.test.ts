import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  INDENTED,
  type LineKernels,
  LineState,
  LOWER,
  MARGIN,
  OTHER,
  STREAM_BYTES,
  STREAM_KIND,
  STREAM_KINDS,
  STREAMS_AT,
  StreamState,
  TRACEBACK,
  UNKNOWN,
  WANTED,
} from '../../../src/core/kernels/lineKernels.ts';
import { INPUT_AT, OUTPUT_AT } from '../../../src/core/kernels/linePlaces.ts';
import { LineWorkspace } from '../../../src/core/kernels/lineWorkspace.ts';
import { LineKinds } from '../../../src/core/pattern/lineKinds.ts';
import { plainLineKernels } from './plainLineKernels.ts';

const TABLE_AT = 65536;
const work = new LineWorkspace();
const both: readonly LineKernels[] = [work.kernels, plainLineKernels(work.memory, TABLE_AT)];

/** The first pattern that matches from the line's start on decides. */
const SETS = [
  [
    ['^[0-9][0-9]:[0-9][0-9]( INFO | DEBUG )', LOWER],
    ['^[0-9][0-9]:[0-9][0-9]( ERROR | DEBUG)', WANTED],
    ['^[ \t]+([a-z"\'(.~^)}]|File ")', INDENTED],
    ['^FATAL x', OTHER],
    ['^FATAL', MARGIN],
    ['^Traceback$', TRACEBACK],
  ],
  [
    ['^[{]"level":"info"(,"[a-z]*":[^,}]*)*}\r?$', LOWER],
    ['^[{]"level":"(error|fatal)"', WANTED],
  ],
  [
    ['^INFO [0-9]+ abcdefghijklmnop(INFO|x$)', LOWER],
    ['^INFO', WANTED],
  ],
  [
    ['^[{]"text":"([^"\\\\\x01-\x1f]|[\\\\]["\\\\nt])*","(level":"info"|b":"[^"]*x")', LOWER],
    ['^[{]"text":"([^"\\\\\x01-\x1f]|[\\\\]["\\\\nt])*","level":"error"', WANTED],
    ['^[^"x]*"', INDENTED],
  ],
  [
    ['^[{]"text":"([^"\\\\#\x01-\x1f]|[\\\\]["\\\\nt]|#+[ -!$-/1-Z])*#*","level":"info"', LOWER],
    ['^[{]"text":"([^"\\\\#\x01-\x1f]|[\\\\]["\\\\nt]|#+[ -!$-/1-Z])*#*","level":"error"', WANTED],
  ],
] as const;

const piece = fc.constantFrom(
  ...[
    '12:34',
    '12:35 INFO ',
    '12:34 ERROR ',
    '12:34 DEBUG',
    ' ',
    '\t',
    'at x',
    'File "',
    'FATAL',
    '\r',
    '\0',
  ],
  ...[
    '{"level":"info"',
    ',"a":1',
    '}',
    '{"level":"error"',
    'INFO 12 abcdefghijklmnop',
    'INFO',
    'x',
    '\xff\xfe',
  ],
  ...[
    '{"text":"',
    '","level":"info"',
    '","level":"error"',
    '","b":"',
    '"',
    '\\',
    '\\"',
    '\\\\',
    '\x01',
    '\xe4\xff',
    '#',
    '#0',
    '# and more',
    'a number#1 of more than sixteen bytes',
  ],
  ...['2'.repeat(40), 'word '.repeat(30), '12:34 INFO first second third', '12:34 ERROR first second third'],
);
const WHOLE = [
  ...['12:34 INFO a', '12:34 ERROR b', '12:35 DEBUG', '\tat x', '  File "y"', '{"level":"info","a":1}'],
  ...['{"text":"', '{"text":"some text of more than sixteen bytes, with \\"quotes\\" and \\\\ and '],
  ...['{"text":"some text with ## and #', '{"text":"see #1234","level":"info"'],
  ...['{"text":"a\\tb","level":"info"', '{"text":"another text of more than sixteen bytes","level":"error"'],
  ...['{"level":"error"}', 'INFO 12 abcdefghijklmnopINFO', 'INFO 1'],
];
const TRACES = ['12:34 ERROR b', '12:35 ERROR c', '\tat x', 'FATAL', 'FATAL x', 'Traceback', 'Traceback'];
const line = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...WHOLE) },
  { weight: 3, arbitrary: fc.constantFrom(...TRACES) },
  fc.tuple(fc.constantFrom(...WHOLE), piece).map(parts => parts.join('')),
  fc.tuple(fc.constantFrom(...WHOLE), piece, piece).map(parts => parts.join('')),
  fc.array(piece, { maxLength: 6 }).map(parts => parts.join('')),
  fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 40 }).map(bytes => String.fromCharCode(...bytes)),
);
const lines = fc.array(
  line.map(text => text.replaceAll('\n', '')),
  { maxLength: 30 },
);

/** Runs a kernel, and computes whatever it needs. */
const completed = (kinds: LineKinds, first: number, call: (at: number) => number, end: number): number => {
  for (let at = first; ; ) {
    at = call(at);
    if (at >= end || work.number(LineState.kind) !== UNKNOWN) return at;
    const state = work.number(LineState.state);
    if (kinds.follow(state, work.memory[work.number(LineState.at)]!)) work.copyRow(kinds, state);
    else work.reload(kinds);
  }
};

const tables = SETS.map(set => new LineKinds(set.map(([ere, kind]) => ({ ere, kind }))));
const regExps = SETS.map(set =>
  set.map(
    ([ere, kind]) =>
      [new RegExp(ere.replaceAll('[^', '[^\n').replaceAll('$', '(?=\n)'), 'y'), kind as number] as const,
  ),
);
const kindOf = (set: number, text: string): number =>
  regExps[set]!.find(([regExp]) => {
    regExp.lastIndex = 0;
    return regExp.test(`${text}\n`);
  })?.[1] ?? OTHER;

it('tells lines apart as regular expressions do, however the kernels are written', () => {
  const seen: Record<number, number> = {};
  const property = fc.property(fc.nat(SETS.length - 1), lines, (set, texts) => {
    const kinds = tables[set]!;
    work.load(kinds);
    const input = Buffer.from(texts.map(text => `${text}\n`).join(''), 'latin1');
    work.memory.set(input, INPUT_AT);
    const end = INPUT_AT + input.length;
    for (const kernels of both) {
      let at = INPUT_AT;
      for (const text of texts) {
        const kind = kindOf(set, text);
        for (const other of [LOWER, WANTED, INDENTED, MARGIN, TRACEBACK, OTHER].filter(
          value => value !== kind,
        ))
          expect(completed(kinds, at, from => kernels.run(from, end, other), end)).toBe(at);
        const next = at + text.length + 1;
        expect(completed(kinds, at, from => kernels.run(from, next, kind), next)).toBe(next);
        seen[kind] = (seen[kind] ?? 0) + 1;
        at = next;
      }
    }
  });
  fc.assert(property, { numRuns: 3000 });
  for (const kind of [LOWER, WANTED, INDENTED, MARGIN, TRACEBACK, OTHER])
    expect(seen[kind]).toBeGreaterThan(200);
});

/** Takes records as `skim` does. */
const skimmed = (set: number, texts: readonly string[]) => {
  let out = '';
  let record = '';
  let isWanted = false;
  let isTraced = false;
  let taken = 0;
  for (const text of texts) {
    const kind = kindOf(set, text);
    const starts = kind === LOWER || kind === WANTED;
    if (kind === OTHER || (!starts && record === '')) break;
    if (kind === TRACEBACK) {
      if (!isWanted || isTraced) break;
      isTraced = true;
    }
    if (starts) {
      if (isWanted) out += record;
      record = '';
      isWanted = kind === WANTED;
      isTraced = false;
    }
    record += `${text}\n`;
    taken += text.length + 1;
  }
  return { out, record, isWanted, isTraced, taken };
};

it('passes on the wanted records before the last, up to a line that has to be read', () => {
  let passed = 0;
  let traced = 0;
  const property = fc.property(fc.nat(SETS.length - 1), lines, (set, texts) => {
    const kinds = tables[set]!;
    work.load(kinds);
    const known = texts.filter((text, index) => kindOf(set, text) !== OTHER || index % 11 === 10);
    const input = Buffer.from(known.map(text => `${text}\n`).join(''), 'latin1');
    const { out, record, isWanted, isTraced, taken } = skimmed(set, known);
    const end = INPUT_AT + input.length;
    for (const kernels of both) {
      work.memory.set(input, INPUT_AT);
      work.setNumber(LineState.from, 0);
      work.setNumber(LineState.wanted, 0);
      work.setNumber(LineState.traced, 0);
      work.setNumber(LineState.out, OUTPUT_AT);
      expect(completed(kinds, INPUT_AT, from => kernels.skim(from, end), end)).toBe(INPUT_AT + taken);
      const text = work.memory.toString('latin1', OUTPUT_AT, work.number(LineState.out));
      expect(text).toBe(out);
      expect(work.number(LineState.wanted) !== 0).toBe(isWanted);
      expect(work.number(LineState.traced) !== 0).toBe(isTraced);
      if (isTraced) traced++;
      expect(work.number(LineState.from)).toBe(record === '' ? 0 : INPUT_AT + taken - record.length);
      if (record !== '') {
        const first = record.indexOf('\n') + 1;
        expect(work.number(LineState.firstEnd)).toBe(work.number(LineState.from) + first);
      }
      if (out !== '') passed++;
    }
  });
  fc.assert(property, { numRuns: 3000 });
  expect(passed).toBeGreaterThan(200);
  expect(traced).toBeGreaterThan(20);
});

it('starts again when its table is full', () => {
  const kinds = new LineKinds([{ ere: '^.*x[^w]{12}y', kind: LOWER }]);
  work.load(kinds);
  let forgot = 0;
  let seed = 1;
  const random = (): number => {
    seed = Math.imul(seed, 1_103_515_245) + 12_345;
    return (seed >>> 16) % 3;
  };
  const texts = Array.from({ length: 300 }, () => Array.from({ length: 60 }, () => 'xyz'[random()]).join(''));
  const input = Buffer.from(`${texts.join('\n')}\n`);
  work.memory.set(input, INPUT_AT);
  let at = INPUT_AT;
  for (const text of texts) {
    const next = at + text.length + 1;
    for (let place = at; place < next; ) {
      place = work.kernels.run(place, next, /x.{12}y/.test(text) ? LOWER : OTHER);
      if (place >= next) break;
      expect(work.number(LineState.kind)).toBe(UNKNOWN);
      const state = work.number(LineState.state);
      if (kinds.follow(state, work.memory[work.number(LineState.at)]!)) work.copyRow(kinds, state);
      else {
        forgot++;
        work.reload(kinds);
      }
    }
    at = next;
  }
  expect(forgot).toBeGreaterThan(0);
  expect(kinds.paysOff(input.length)).toBe(false);
  expect(kinds.paysOff(1e9)).toBe(true);
});

const STREAM_SET = ['a', 'b'].flatMap((name, index) => {
  const first = STREAM_KINDS + 4 * index;
  return [
    [`^${name} [0-9]+ INFO `, first + STREAM_KIND.lower],
    [`^${name} [0-9]+ ERROR `, first + STREAM_KIND.wanted],
    [`^${name} +at `, first + STREAM_KIND.indented],
  ] as const;
});
const streamLine = fc
  .tuple(
    fc.constantFrom('a', 'b'),
    fc.constantFrom(
      ' 1 INFO x',
      ' 22 INFO a longer text',
      ' 1 ERROR x',
      ' 4711 ERROR the last',
      '  at x',
      ' at y',
    ),
    fc.constantFrom(1, 1, 1, 1, 1, 60, 99, 100, 101),
  )
  .chain(([name, text, times]) => fc.constant(Array<string>(times).fill(`${name}${text}`)));

it('takes the lines of streams in the same way, however the kernels are written', () => {
  const kinds = new LineKinds(STREAM_SET.map(([ere, kind]) => ({ ere, kind })));
  const seen = { stopped: 0, copied: 0, behind: 0 };
  const standing = fc.record({
    takes: fc.nat(3),
    takesAfter: fc.constantFrom(1, 3),
    wanted: fc.nat(1),
    lastCount: fc.constantFrom(0, 0, -50, -99, -100, -101),
  });
  const other = fc.constant(['other']);
  const property = fc.property(
    fc.array(fc.oneof({ weight: 20, arbitrary: streamLine }, other), { maxLength: 15 }),
    fc.tuple(standing, standing),
    (parts, standings) => {
      const input = Buffer.from(
        parts
          .flat()
          .map(text => `${text}\n`)
          .join(''),
        'latin1',
      );
      const end = INPUT_AT + input.length;
      const results = both.map(kernels => {
        work.load(kinds);
        work.memory.fill(0, OUTPUT_AT, OUTPUT_AT + input.length + 16);
        work.memory.set(input, INPUT_AT);
        work.setNumber(LineState.out, OUTPUT_AT);
        work.setNumber(LineState.count, 0);
        for (const [index, numbers] of standings.entries()) {
          const start = { first: 0, firstCount: 0, last: 0, ...numbers };
          for (const [name, value] of Object.entries(start))
            work.setNumber(
              STREAMS_AT + index * STREAM_BYTES + StreamState[name as keyof typeof StreamState],
              value,
            );
        }
        const at = completed(kinds, INPUT_AT, from => kernels.skimStreams(from, end), end);
        const states = standings.map((_, index) =>
          Object.values(StreamState).map(place => work.number(STREAMS_AT + index * STREAM_BYTES + place)),
        );
        const out = work.memory.toString('latin1', OUTPUT_AT, work.number(LineState.out));
        return { at, states, out, count: work.number(LineState.count) };
      });
      expect(results[0]).toEqual(results[1]);
      const [{ at, out, count }] = results as [(typeof results)[0]];
      if (at < end) seen.stopped++;
      if (out !== '') seen.copied++;
      if (count > 100) seen.behind++;
    },
  );
  fc.assert(property, { numRuns: 1000 });
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(50);
});
