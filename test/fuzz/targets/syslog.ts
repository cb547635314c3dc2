import { toByteString } from '../../../src/core/bytes.ts';
import { fieldReader } from '../../../src/core/fields/readFields.ts';
import { datagramFrames, type Frame, SyslogFraming } from '../../../src/core/syslog/framing.ts';
import { readSyslogHead } from '../../../src/core/syslog/message.ts';
import { Senders, senderLimits } from '../../../src/core/syslog/senders.ts';
import { readSocketTable } from '../../../src/syslog/dropCounter.ts';
import { damaged, inChunks } from '../inputs.ts';
import { type FuzzTarget, insist } from '../target.ts';

const SAMPLES = [
  '<13>1 2026-11-28T20:20:08.717183+00:00 vm app - - [timeQuality tzKnown="1" isSynced="0"] text\n',
  '<13>1 - - app - - - \ufefftext\n',
  '<132>Nov 28 20:20:08 vm app[77]: text\n  at x\n',
  '<8>Nov 28 20:20:08 vm tag with space[77]: odd\0',
  '<155>2026-11-28T20:20:28.696063+00:00 vm fapp[77]: é\n',
  '30 <13>Nov 28 20:20:08 vm a: text\n',
  '<187>4711: Nov 20 14:02:11.204: %LINK-3-UPDOWN: down\n',
  '<13>Nov 28 20:21:10 vm 1 2026-11-28T20:21:10.1Z vm app - - [a@1 b="c\\]d"][e] text\n',
  '  123: 0100007F:15B3 00000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 4711 2 0 42\n',
];

const TOKENS = [
  '<',
  '>',
  '<191>',
  '<192>',
  '1 ',
  '- ',
  '[',
  ']',
  '"',
  '\\',
  '=',
  ':',
  ' ',
  '\n',
  '\r\n',
  '\0',
  '9',
  '100 ',
  '0 ',
  '16777217 <1>',
  '[a b="',
  '\xff',
  '\x1b[2J',
  '__proto__',
  '/../',
];

const READER = fieldReader({
  format: null,
  start: null,
  timezone: null,
  syslog: { peer: '10.0.0.9', isLocal: false },
});

const framed = (chunks: readonly Buffer[]): readonly Frame[] => {
  const framing = new SyslogFraming(4096, 8192);
  return [...chunks.flatMap(chunk => [...framing.push(chunk)]), ...framing.end()];
};

const shown = (frames: readonly Frame[]): string =>
  JSON.stringify(frames.map(frame => (frame.kind === 'message' ? toByteString(frame.bytes) : frame)));

export const syslog: FuzzTarget = {
  name: 'syslog',
  what: 'syslog streams and datagrams → frames, senders, fields',
  make: random => damaged(random, SAMPLES, TOKENS),
  run(input) {
    const frames = framed([input]);
    insist(shown(frames) === shown(framed(inChunks(input))), 'frames depend on how the stream is cut');
    const limits = senderLimits(4);
    const senders = new Senders(limits);
    for (const frame of [...frames, ...datagramFrames(input, 4096)]) {
      if (frame.kind !== 'message') continue;
      insist(frame.bytes.length <= 4096, 'a message is longer than may be kept');
      const text = toByteString(frame.bytes);
      for (const isLocal of [false, true]) {
        const head = readSyslogHead(text, isLocal);
        insist(head.messageAt >= 0 && head.messageAt <= text.length, 'a message begins outside of it');
        const { id, host, log } = senders.of(`peer${text.length % 7}`, head);
        insist(id <= limits.max + limits.maxOthers, 'too many sources');
        insist(!/[^\w.:/@%()-]/.test(host + log), 'a name that is not plain');
      }
      READER.all(text);
    }
    readSocketTable(toByteString(input));
    return frames.some(({ kind }) => kind !== 'message') ? 'with cuts' : 'whole';
  },
};
