import type { ByteString } from '../../core/bytes.ts';
import { impliesAnyOf } from '../../core/pattern/inclusion.ts';
import { patternMatcher } from '../../core/pattern/matcher.ts';
import { compilePattern } from '../../core/pattern/pattern.ts';
import type { RecordStart } from '../../core/query.ts';
import type { StreamKey } from '../../core/records/streamKeys.ts';
import { MONTHS } from '../../core/understand/compile/timePattern.ts';
import { type HeadPiece, headEre, oneOf, otherLinesEre, piece } from './otherLines.ts';

/** How most lines of several streams start. */
export interface StreamHead {
  /** ERE of lines that start so, all of which match the form of a record's start. */
  readonly ere: string;
  /** ERE of all other lines. */
  readonly other: string;
}

const D = '0-9';
const CLOCK = [D, D, ':', D, D, ':', D, D];
const DATE = [D, D, '-', D, D, '-', D, D];
const HOST = piece(['A-Za-z0-9_.-+', ' ']);
const TAG = 'A-Za-z0-9_./()@-+';
const PID = piece(['[', '0-9+', ']', ':']);
const TAGS = [piece([TAG], [PID, piece([':'])]), piece([TAG], [PID])];
const ZONE = [piece(['Z', ' ']), piece(['+-', D, D, ':', D, D, ' '])];
const PRIORITY = piece(['<', D], [piece(['>']), piece([D], [piece(['>']), piece([D, '>'])])]);
const RFC3164 = [oneOf(MONTHS), piece([' ', ' 0-9', D, ' ', ...CLOCK, ' ']), HOST];
const ISO_TIME = [
  oneOf(['19', '20']),
  piece([...DATE, 'T', ...CLOCK], [piece(['.', '0-9+'], ZONE), ...ZONE]),
];
const FIELD = piece(['!-~+', ' ']);

const HEADS: Readonly<Record<StreamKey, readonly (readonly HeadPiece[])[]>> = {
  tag: [
    ...TAGS.map(tag => [...RFC3164, tag]),
    ...TAGS.map(tag => [PRIORITY, ...RFC3164, tag]),
    ...TAGS.map(tag => [...ISO_TIME, HOST, tag]),
  ],
  fields: [[PRIORITY, piece(['1', ' ']), ...ISO_TIME, FIELD, FIELD, FIELD, FIELD, piece(['-', ' '])]],
  docker: [],
};

/** The smallest share of a sample's lines that must start so. */
const MIN_SHARE = 0.95;

/** What was learned: reads are planned for several sets of tools. */
const known = new WeakMap<RecordStart, StreamHead | null>();

/** Returns how most lines of a sample start, if it is certain that such lines have the form of a record's start; otherwise null. */
export const streamHead = (start: RecordStart, sample: readonly ByteString[]): StreamHead | null => {
  const found = known.get(start);
  if (found !== undefined) return found;
  const head = learn(start, sample);
  known.set(start, head);
  return head;
};

const learn = ({ all, any, streamKey }: RecordStart, sample: readonly ByteString[]): StreamHead | null => {
  if (!streamKey || all.length > 0 || sample.length === 0) return null;
  for (const pieces of HEADS[streamKey]) {
    const ere = headEre(pieces);
    const matcher = patternMatcher(compilePattern(ere, { fixed: false, ignoreCase: false }));
    const count = sample.filter(line => matcher.test(line)).length;
    if (count >= sample.length * MIN_SHARE && impliesAnyOf(ere, any))
      return { ere, other: otherLinesEre(pieces) };
  }
  return null;
};
