import { toByteString } from '../../../src/core/bytes.ts';
import { loadPosition, savePosition } from '../../../src/core/follow/savedPosition.ts';
import { TroubleError } from '../../../src/core/trouble.ts';
import { readFollowFrame, readWatchReport } from '../../../src/pushdown/follow/frame.ts';
import { readSurvey } from '../../../src/pushdown/follow/survey.ts';
import { readListing } from '../../../src/pushdown/probes/listing.ts';
import { readProbe } from '../../../src/pushdown/probes/probe.ts';
import { readSample } from '../../../src/pushdown/probes/recordSample.ts';
import { readProbedLines } from '../../../src/pushdown/probes/timeProbe.ts';
import { frameReader } from '../../../src/pushdown/script/frames.ts';
import { nonceGate } from '../../../src/pushdown/script/nonceGate.ts';
import { reportReader } from '../../../src/pushdown/script/report.ts';
import { parseSshSettings } from '../../../src/transport/config/sshG.ts';
import { damaged, inChunks } from '../inputs.ts';
import { type FuzzTarget, insist } from '../target.ts';

const NONCE = '0123456789abcdef0123456789abcdef';

const SAMPLES = [
  `${NONCE}\n`,
  `\0${NONCE} step 0\0`,
  `\0${NONCE} open 12 3 4 5\0`,
  `\0${NONCE} over\0`,
  `\n${NONCE} read 12\n`,
  `\n${NONCE} failed grep 2\n`,
  `\n${NONCE} ended 137\n`,
  `\n${NONCE} waiting\n`,
  `${NONCE} head 512:123456\n`,
  'a line of the log\n',
  'current 12345 1700000000 512:99 4096 /var/log/app.log\0',
  '12345 512 99 4096 1700000000 app.log.1\0',
  'system Linux\ntail gnu\ngrep gnu\nawk mawk\nflushes yes\nclock 1700000000.5\n',
  'user root\nhostname web\nport 22\nidentityfile ~/.ssh/id_rsa\n',
  '{"generation":{"inode":"1","head":{"length":0,"crc":0}},"base":0,"delivered":5,"recent":"","known":[]}',
];

const TOKENS = [
  NONCE,
  '\0',
  '\n',
  ' ',
  ':',
  '-',
  '.',
  'step',
  'open',
  'shut',
  'gone',
  'torn',
  'over',
  'end',
  'head',
  'at',
  'next',
  'successor',
  'cut',
  'late',
  'read',
  'failed',
  'ended',
  'sudo',
  '0',
  '1',
  '-1',
  '4294967296',
  '99999999999999999999',
  '1e9',
  '/',
  '..',
  '{',
  '}',
  '[',
  ']',
  'null',
  '\x1b[2J',
];

/** How a remote script may end a stream. */
const tolerant = (read: () => unknown): void => {
  try {
    read();
  } catch (error) {
    if (!(error instanceof TroubleError)) throw error;
  }
};

const ASKED = {
  path: '/var/log/app.log',
  stages: [],
  at: { kind: 'lastLines', count: 10 },
  zeroTerminated: false,
  waits: false,
} as const;

/** However the stream is split, the result is the same. */
const framed = (chunks: readonly Buffer[]): string => {
  const frames = frameReader(NONCE);
  let out = '';
  for (const piece of [...chunks.flatMap(chunk => frames.push(chunk)), ...frames.end()]) {
    if (piece.kind === 'bytes') out += toByteString(piece.bytes);
    else {
      out += `<${JSON.stringify(piece.words)}>`;
      readFollowFrame(piece.words);
      readWatchReport(piece.words);
    }
  }
  return out;
};

const reported = (chunks: readonly Buffer[]): string => {
  const reports = reportReader({ nonce: NONCE, host: 'web', log: 'app' });
  const all = chunks.flatMap(chunk => [...reports.push(toByteString(chunk))]);
  return JSON.stringify([...all, ...reports.end()]);
};

export const protocol: FuzzTarget = {
  name: 'protocol',
  what: 'frames, surveys, reports and answers of hosts → parsers',
  make: random => damaged(random, SAMPLES, TOKENS),
  run(input) {
    const chunks = inChunks(input);
    tolerant(() => {
      const gate = nonceGate(NONCE, 'web');
      for (const chunk of chunks) gate.push(chunk);
    });
    tolerant(() => insist(framed(chunks) === framed([input]), 'frames depend on how the stream is cut'));
    tolerant(() => insist(reported(chunks) === reported([input]), 'reports depend on how the stream is cut'));
    const text = toByteString(input);
    tolerant(() => readSurvey(text, ASKED));
    tolerant(() => readListing(text));
    tolerant(() => readProbe(text, { sent: 0, received: 1 }));
    tolerant(() => readSample(text));
    tolerant(() => readProbedLines(text));
    parseSshSettings(text);
    return position(text);
  },
};

const position = (text: string): string => {
  let saved: unknown;
  try {
    saved = JSON.parse(text);
  } catch {
    return 'no JSON';
  }
  const loaded = loadPosition(saved);
  if (loaded !== null) insist(loadPosition(savePosition(loaded)) !== null, 'a position is lost by saving it');
  return loaded === null ? 'no position' : 'a position';
};
