/**
 * The cost of printing: MB of log per CPU second through each printer into /dev/null, as a ratio to passing the same
 * chunks straight through. Lines have 100 bytes; chunks have 32 KB, as in SSH.
 *
 *     node bench/print.ts [ROUNDS]
 */
import { createWriteStream } from 'node:fs';
import { splitLines } from '../scripts/splitLines.ts';
import type { Level } from '../src/core/level.ts';
import { wholeLines } from '../src/core/lines.ts';
import type { LogRecord } from '../src/core/record.ts';
import type { Source } from '../src/core/target.ts';
import { parseTemplate } from '../src/core/text/template.ts';
import { UTC } from '../src/core/text/timeText.ts';
import { createChunkPrinter } from '../src/print/chunkPrinter.ts';
import { createMessages } from '../src/print/messages.ts';
import { createOutlet } from '../src/print/outlet.ts';
import { createRecordPrinter, type RecordForm } from '../src/print/recordPrinter.ts';

const TOTAL = 100_000_000;
const CHUNK = 32 * 1024;
const ROUNDS = Number(process.argv[2] ?? 3);

const source = (id: number, name: string): Source => {
  const login = { address: name, port: null, user: null, identities: [], knownHosts: [] };
  const host = { ...login, name, team: null, jump: null, kind: 'ssh', timezone: null } as const;
  const place = { kind: 'file', path: '/var/log/app.log', glob: false } as const;
  return { id, host, log: 'app', place, format: { format: null, start: null, timezone: null } };
};

const SOURCES = [source(0, 'web-01'), source(1, 'web-02')];

const textOf = (tail: string): string => {
  const levels = ['INFO', 'INFO', 'DEBUG', 'WARN', 'INFO', 'ERROR'];
  const line = (count: number) =>
    `2026-11-20 14:02:11,204 ${levels[count % levels.length]} [main] shop.Cart - GET /cart/${count} 200 `;
  const lines = Array.from(
    { length: 3277 },
    (_, count) => `${`${line(count)}${tail}`.padEnd(99, 'x').slice(0, 99)}\n`,
  );
  return lines.join('');
};

/** Splits text into chunks as a channel does: anywhere. */
const chunksOf = (text: string): Buffer[] => {
  const bytes = Buffer.from(text, 'latin1');
  return Array.from({ length: Math.ceil(bytes.length / CHUNK) }, (_, at) =>
    bytes.subarray(at * CHUNK, (at + 1) * CHUNK),
  );
};

const CHUNKS = chunksOf(textOf(''));
const COLORED = chunksOf(textOf('\x1b[31mred\x1b[0m'));

type Sink = (source: Source, chunk: Buffer) => void | Promise<void>;

const messages = createMessages({ stderr: process.stderr, program: 'bench', progress: null, now: () => 0 });

const targets = () => ({ out: createOutlet(createWriteStream('/dev/null')), messages });

const chunkPrinter = (changes: object): Sink => {
  const options = {
    terminal: false,
    depth: 0,
    prefix: 'auto',
    sources: SOURCES,
    raw: false,
    zeroTerminated: false,
  } as const;
  return createChunkPrinter({ ...options, ...changes }, targets()).lines;
};

const LEVELS: Readonly<Record<string, Level>> = {
  INFO: 'info',
  DEBUG: 'debug',
  WARN: 'warn',
  ERROR: 'error',
};

/** Prints records that need little parsing, so that the cost measured is that of printing. */
const recordPrinter = (form: RecordForm, changes: object = {}): Sink => {
  const options = { terminal: false, depth: 0, prefix: 'auto', sources: SOURCES, form, zone: UTC } as const;
  const printer = createRecordPrinter({ ...options, ...changes }, targets());
  for (const each of SOURCES) printer.opened(each);
  let seq = 0;
  const record = (from: Source, text: string): LogRecord => {
    const level = LEVELS[text.slice(24, text.indexOf(' ', 24))] ?? null;
    const time = { ms: 1_795_183_331_204 + seq, nanos: 0, digits: 3 };
    return {
      source: from.id,
      seq: ++seq,
      received: 1_795_183_331_204,
      time,
      level,
      text,
      fields: null,
      late: false,
    };
  };
  return (from, chunk) =>
    printer.records(splitLines(chunk.toString('latin1')).map(text => record(from, text)));
};

const template = (text: string): RecordForm => {
  const parsed = parseTemplate(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return { kind: 'template', template: parsed.template };
};

const straight = (): Sink => {
  const { out } = targets();
  return (_source, chunk) => out.write(chunk);
};

const CASES: readonly [name: string, make: () => Sink, chunks?: Buffer[]][] = [
  ['straight through', straight],
  ['-o raw', () => chunkPrinter({ raw: true })],
  ['text, prefix, to a pipe', () => chunkPrinter({})],
  ['text, coloured prefix, to a terminal', () => chunkPrinter({ terminal: true, depth: 8 })],
  ['the same, every line coloured by the log', () => chunkPrinter({ terminal: true, depth: 8 }), COLORED],
  ['records: text, prefix', () => recordPrinter({ kind: 'text', time: 'off', levelLetter: false })],
  [
    'records: time, letter, colours, to a terminal',
    () => recordPrinter({ kind: 'text', time: 'short', levelLetter: true }, { terminal: true, depth: 8 }),
  ],
  ['records: --format', () => recordPrinter(template('{time:HH:mm:ss} {level|upper|pad:5} {host} {text}'))],
  ['records: -o json', () => recordPrinter({ kind: 'json' })],
];

/**
 * Measures MB of log per second of CPU time (hardly affected by a busy machine), including the splitting into whole
 * lines that every run does.
 */
const measure = async (sink: Sink, chunks: readonly Buffer[]): Promise<number> => {
  const gates = SOURCES.map(() => wholeLines());
  const start = process.cpuUsage();
  for (let bytes = 0, turn = 0; bytes < TOTAL; turn++) {
    const from = SOURCES[turn % SOURCES.length]!;
    for (const chunk of chunks) {
      bytes += chunk.length;
      const whole = gates[from.id]!.push(chunk);
      const room = whole === null ? undefined : sink(from, whole);
      if (room) await room;
    }
  }
  const spent = process.cpuUsage(start);
  return TOTAL / (spent.user + spent.system);
};

const best = new Map<string, number>();
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, make, chunks = CHUNKS] of CASES) {
    best.set(name, Math.max(best.get(name) ?? 0, await measure(make(), chunks)));
  }
}
const reference = best.get('straight through')!;
for (const [name, rate] of best) {
  console.log(
    `${name.padEnd(48)} ${rate.toFixed(0).padStart(6)} MB/s  ${(rate / reference).toFixed(2)} of straight through`,
  );
}
