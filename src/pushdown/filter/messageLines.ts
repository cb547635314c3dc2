import type { ByteString } from '../../core/bytes.ts';
import type { HostFacts } from '../../core/facts.ts';
import { severity } from '../../core/level.ts';
import { compilePattern, ownPattern, patternEre } from '../../core/pattern/pattern.ts';
import type { Query } from '../../core/query.ts';
import { MessageHeads } from '../../core/understand/known/messageHeads.ts';
import { headsOf, plainMessages } from '../../core/understand/known/messageLines.ts';
import { textProof } from '../../core/understand/known/textProof.ts';
import { LineHead } from '../../core/understand/lineHead.ts';
import { LineReader } from '../../core/understand/lineReader.ts';
import { awkKnows } from './knownPatterns.ts';

/** The least share of a sample's lines that has to be left out for a further search to be worthwhile. */
const MIN_SHARE = 0.25;

/** A smaller file takes no longer to search without this. */
export const WORTH_SPARING = 4 * 1024 * 1024;

/** Longer and further starts of texts are not looked for. */
const MAX_START = 48;
const MAX_STARTS = 40;

/** EREs for lines of other programs about which nothing has to be found out. */
export interface CertainMessages {
  /** Those that start a record without a level, or with a lower one than requested, unless a later line of their stream has one. */
  readonly spared: ByteString;
  /** Those that start a record of that level or worse; null: none are known. */
  readonly wanted: ByteString | null;
  /** Lines of the sample that are spared. */
  readonly lines: ReadonlySet<ByteString>;
}

/**
 * Learns from a log's sample how to recognise most messages of other programs: many of them contain words that are levels
 * elsewhere. Null if there are few, or nothing would be gained.
 */
export const messageLines = ({ level, findings }: Query, facts: HostFacts): CertainMessages | null => {
  const { start, sample = [], size, levels = null, ownFields = [] } = findings ?? {};
  const isOrdinary = start?.streams === true && levels === null && ownFields.length === 0;
  if (level === null || !isOrdinary || (size ?? WORTH_SPARING) < WORTH_SPARING) return null;
  const found = learned(sample, severity(level));
  if (found === null) return null;
  const { wanted } = found;
  const isKnown = wanted !== null && awkKnows(ownPattern(wanted), facts);
  const spared = sample.filter(line => found.lines.has(line)).length;
  return spared < sample.length * MIN_SHARE ? null : { ...found, wanted: isKnown ? wanted : null };
};

const learned = (sample: readonly ByteString[], least: number): CertainMessages | null => {
  const heads = new MessageHeads(least);
  const starts = { spared: new Set<string>(), wanted: new Set<string>() };
  const reader = new LineReader(null);
  const reading = new LineHead();
  const lines = new Set<ByteString>();
  for (const line of sample) {
    reader.read(line, 0, line.length, reading);
    heads.see(line, 0, reading);
    heads.seeName(line, 0, reading);
    const proof = reading.wraps && !reading.stamped ? proofOf(reading) : null;
    const isWanted = proof !== null && proof.level >= least;
    if (proof !== null) starts[isWanted ? 'wanted' : 'spared'].add(proof.ere);
    if (!isWanted && (reading.prose || proof !== null)) lines.add(line);
  }
  if (heads.isEmpty) return null;
  const { hosts, names } = heads;
  const wanted = [...starts.wanted].slice(0, MAX_STARTS);
  return {
    lines,
    spared: plainMessages(heads, [...starts.spared].slice(0, MAX_STARTS)),
    // Behind a priority, that is the level.
    wanted:
      wanted.length === 0 || hosts.length === 0 ? null : `${headsOf({ hosts, names })}(${wanted.join('|')})`,
  };
};

const LITERAL = { fixed: true, ignoreCase: false };

/** Returns an ERE for how a wrapped text starts, and the level of all texts that start so; null if the start does not tell. */
const proofOf = ({
  body,
  bodyFrom,
  bodyEnd,
}: LineHead): { readonly ere: string; readonly level: number } | null => {
  const proof = textProof(body, bodyFrom, Math.min(bodyEnd, bodyFrom + MAX_START));
  if (proof === null) return null;
  const start = body.slice(bodyFrom, bodyFrom + proof.length);
  return /^[ -~]*$/.test(start)
    ? { ere: patternEre(compilePattern(start, LITERAL)), level: proof.level }
    : null;
};
