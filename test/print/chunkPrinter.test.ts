import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wholeLines } from '../../src/core/lines.ts';
import { type ChunkPrinterOptions, createChunkPrinter } from '../../src/print/chunkPrinter.ts';
import { capturedRun, pipeOptions } from './capture.ts';
import { NOON_ISH, sampleSource } from './samples.ts';

const A = sampleSource(0, 'web-01');
const B = sampleSource(1, 'db');
const SOURCES = [A, B];

type Step = readonly [source: typeof A, bytes: string | Buffer];

const print = async (steps: readonly Step[], changes: Partial<ChunkPrinterOptions> = {}): Promise<Buffer> => {
  const run = capturedRun();
  const options = { ...pipeOptions(SOURCES), raw: false, zeroTerminated: false, ...changes };
  const printer = createChunkPrinter(options, run);
  for (const source of options.sources) printer.opened(source);
  for (const [source, bytes] of steps) await printer.lines(source, Buffer.from(bytes as string));
  await printer.finish();
  return run.stdout.bytes;
};

describe('createChunkPrinter: text', () => {
  const table: readonly [
    title: string,
    steps: Step[],
    printed: string,
    changes?: Partial<ChunkPrinterOptions>,
  ][] = [
    [
      'several sources have aligned prefixes',
      [
        [A, 'a\nb\n'],
        [B, 'c\n'],
      ],
      'web-01 | a\nweb-01 | b\ndb     | c\n',
    ],
    ['one source has none', [[A, 'a\nb\n']], 'a\nb\n', { sources: [A] }],
    ['one source, --prefix always', [[A, 'a\n']], 'web-01 | a\n', { sources: [A], prefix: 'always' }],
    [
      'several, --prefix never',
      [
        [A, 'a\n'],
        [B, 'b\n'],
      ],
      'a\nb\n',
      { prefix: 'never' },
    ],
    ['empty lines have a prefix', [[A, '\n\nx\n']], 'web-01 | \nweb-01 | \nweb-01 | x\n'],
    [
      'CR LF, NUL and binary bytes stay',
      [[A, Buffer.from('a\r\n\0\xff\n', 'latin1')]],
      'web-01 | a\r\nweb-01 | \0\xff\n',
    ],
    ['an unterminated last line', [[A, 'a\nb']], 'web-01 | a\nweb-01 | b'],
    [
      'lines never join',
      [
        [A, 'a'],
        [B, 'b\n'],
      ],
      'web-01 | a\ndb     | b\n',
    ],
    [
      'pieces of one huge line do',
      [
        [A, 'a'],
        [A, 'b'],
        [A, 'c\nd\n'],
      ],
      'web-01 | abc\nweb-01 | d\n',
    ],
    ['escape sequences stay on a pipe', [[A, '\x1b[2J\n']], 'web-01 | \x1b[2J\n'],
    [
      '-z',
      [
        [A, 'a\nb\0c\0'],
        [B, 'd\0'],
      ],
      'web-01 | a\nb\0web-01 | c\0db     | d\0',
      { zeroTerminated: true },
    ],
    [
      '-z, a missing last end',
      [
        [A, 'a'],
        [B, 'b\0'],
      ],
      'web-01 | a\0db     | b\0',
      { zeroTerminated: true },
    ],
    [
      'headers when the source changes',
      [
        [A, 'a\n'],
        [A, 'b\n'],
        [B, 'c\n'],
      ],
      '==> web-01 <==\na\nb\n\n==> db <==\nc\n',
      { prefix: 'header' },
    ],
    ['nothing for nothing', [[A, '']], ''],
  ];
  test.each(table)('%s', async (_title, steps, printed, changes) => {
    expect((await print(steps, changes)).toString('latin1')).toBe(printed);
  });

  test('a $ in a label is not a replacement pattern', async () => {
    const dollar = sampleSource(0, "$&$'");
    const printed = await print([[dollar, 'a\nb\n']], { sources: [dollar], prefix: 'always' });
    expect(String(printed)).toBe("$&$' | a\n$&$' | b\n");
  });

  test('a source that a glob opens later widens the prefix', async () => {
    const run = capturedRun();
    const printer = createChunkPrinter({ ...pipeOptions([A]), raw: false, zeroTerminated: false }, run);
    printer.opened(A);
    printer.lines(A, Buffer.from('a\n'));
    printer.opened(sampleSource(1, 'database-01'));
    printer.lines(A, Buffer.from('b\n'));
    await printer.finish();
    expect(run.stdout.text).toBe('a\nweb-01      | b\n');
  });
});

describe('createChunkPrinter: -o raw', () => {
  const raw = { raw: true };
  const table: readonly [
    title: string,
    steps: Step[],
    printed: string,
    changes: Partial<ChunkPrinterOptions>,
  ][] = [
    [
      'no prefix, though several',
      [
        [A, 'a\n'],
        [B, 'b\n'],
        [A, 'c\n'],
      ],
      'a\nb\nc\n',
      raw,
    ],
    ['a missing last end stays missing', [[A, 'a\nb']], 'a\nb', raw],
    [
      'a missing end is put in before another source',
      [
        [A, 'a'],
        [B, 'b'],
      ],
      'a\nb',
      raw,
    ],
    ['--prefix always', [[A, 'a\n']], 'web-01 | a\n', { raw: true, prefix: 'always' }],
  ];
  test.each(table)('%s', async (_title, steps, printed, changes) => {
    expect(String(await print(steps, changes))).toBe(printed);
  });

  test('a 50 MB line passes unchanged, and its chunk is not copied', async () => {
    const line = Buffer.alloc(50_000_000, 'x');
    line[line.length - 1] = 0x0a;
    const run = capturedRun();
    const printer = createChunkPrinter({ ...pipeOptions([A]), raw: true, zeroTerminated: false }, run);
    printer.lines(A, line);
    await printer.finish();
    expect(run.stdout.writes[0]).toBe(line);
  });

  test('a 50 MB line passes unchanged with a prefix', async () => {
    const line = Buffer.alloc(50_000_000, 'x');
    line[line.length - 1] = 0x0a;
    const printed = await print([[A, line]]);
    expect(printed.subarray(0, 9).toString()).toBe('web-01 | ');
    expect(printed.subarray(9).equals(line)).toBe(true);
  });
});

const TERMINAL = { terminal: true, depth: 4 } as const;

describe('createChunkPrinter: on a terminal', () => {
  const table: readonly [title: string, bytes: string, printed: string][] = [
    [
      'escape sequences go, colours are closed',
      '\x1b[2J\x1b]0;t\x07\x1b[31mred\nplain\n',
      '\x1b[31mred\x1b[0m\nplain\n',
    ],
    ['a carriage return cannot overwrite', 'evil\rgood\r\n', 'evil good\n'],
    ['a sequence does not reach the next line', 'a\x1b]0;x\nb\n', 'a0;x\nb\n'],
    ['split UTF-8 becomes U+FFFD', '\xc3\n', '\ufffd\n'],
    ['UTF-8 stays', '\xc3\xa9\n', 'é\n'],
    ["a log's own ┄ does not look like ours", '\xe2\x94\x84\xe2\x94\x84 x\n', '-- x\n'],
    ['an end that is missing stays missing', 'a\x07', 'a'],
  ];
  test.each(table)('%s', async (_title, bytes, printed) => {
    const got = await print([[A, Buffer.from(bytes, 'latin1')]], { sources: [A], ...TERMINAL });
    expect(String(got)).toBe(printed);
  });

  test('-o raw is sanitised too', async () => {
    const printed = await print([[A, 'a\x1b[2J\n']], { sources: [A], raw: true, ...TERMINAL });
    expect(String(printed)).toBe('a\n');
  });

  test('lines of -z end in newlines', async () => {
    const printed = await print([[A, 'a\nb\0c\x07\0\0']], {
      sources: [A],
      zeroTerminated: true,
      ...TERMINAL,
    });
    expect(String(printed)).toBe('a\nb\nc\n\n');
  });

  test('without colours, logs are not coloured either', async () => {
    const printed = await print([[A, '\x1b[31mred\n']], { sources: [A], terminal: true, depth: 0 });
    expect(String(printed)).toBe('red\n');
  });
});

describe('createChunkPrinter: markers', () => {
  const marked = async (changes: Partial<ChunkPrinterOptions>) => {
    const run = capturedRun();
    const printer = createChunkPrinter(
      { ...pipeOptions([A]), raw: false, zeroTerminated: false, ...changes },
      run,
    );
    printer.opened(A);
    await printer.lines(A, Buffer.from('open'));
    await printer.marker(A, { kind: 'notice', at: NOON_ISH, text: 'a \x1b[2J┄┄\nnote' });
    await printer.lines(A, Buffer.from('a\n'));
    await printer.finish();
    return { out: run.stdout.text, err: run.stderr.text };
  };

  test('in a pipe they go to stderr, separate from the data', async () => {
    expect(await marked({})).toEqual({ out: 'opena\n', err: 'rtail: web-01: a ┄┄ note\n' });
  });

  test('on a terminal they are separate lines, whatever they contain', async () => {
    expect(await marked({ terminal: true })).toEqual({ out: 'open\n┄┄ web-01: a -- note ┄┄\na\n', err: '' });
  });
});

const bytesOfLines = fc
  .array(fc.constantFrom(10, 10, 13, 97, 98, 0, 27, 0xc3, 0xa9, 0xff), { maxLength: 50 })
  .map(bytes => Buffer.from(bytes));

const cutsOf = fc.array(fc.nat({ max: 60 }), { maxLength: 6 });

/** Returns what a session passes on for bytes that arrive in these pieces. */
const asChunks = (bytes: Buffer, cuts: readonly number[]): Buffer[] => {
  const gate = wholeLines();
  const places = [0, ...cuts.filter(cut => cut < bytes.length).sort((a, b) => a - b), bytes.length];
  const given = places.slice(1).map((to, index) => gate.push(bytes.subarray(places[index], to)));
  return [...given, gate.rest()].filter(chunk => chunk !== null);
};

describe('createChunkPrinter: invariants', () => {
  test('without the prefixes, each source is exact', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom(A, B), bytesOfLines), { maxLength: 8 }),
        async turns => {
          const steps = turns.map(
            ([source, bytes]) => [source, Buffer.concat([bytes, Buffer.from('\n')])] as const,
          );
          const lines = (await print(steps)).toString('latin1').split('\n').slice(0, -1);
          for (const [source, prefix] of [
            [A, 'web-01 | '],
            [B, 'db     | '],
          ] as const) {
            const own = lines
              .filter(line => line.startsWith(prefix))
              .map(line => `${line.slice(prefix.length)}\n`);
            const sent = steps.filter(step => step[0] === source).map(step => step[1].toString('latin1'));
            expect(own.join('')).toBe(sent.join(''));
          }
        },
      ),
    );
  });

  test.each([{}, { raw: true }, { terminal: true, depth: 4 as const }])(
    'any chunking prints the same: %j',
    async changes => {
      await fc.assert(
        fc.asyncProperty(bytesOfLines, cutsOf, async (bytes, cuts) => {
          const whole = await print([[A, bytes]], changes);
          const cut = await print(
            asChunks(bytes, cuts).map(chunk => [A, chunk] as const),
            changes,
          );
          expect(cut.toString('latin1')).toBe(whole.toString('latin1'));
        }),
      );
    },
  );

  test('a full pipe slows the source down', async () => {
    const run = capturedRun();
    const printer = createChunkPrinter({ ...pipeOptions(SOURCES), raw: false, zeroTerminated: false }, run);
    run.stdout.cork();
    expect(printer.lines(A, Buffer.alloc(200_000, 'x\n'))).toBeInstanceOf(Promise);
    run.stdout.uncork();
    await printer.finish();
    expect(printer.closed.aborted).toBe(false);
  });
});
