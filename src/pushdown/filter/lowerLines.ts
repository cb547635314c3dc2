import type { ByteString } from '../../core/bytes.ts';
import type { HostFacts } from '../../core/facts.ts';
import type { CertainLines } from '../../core/filter/step.ts';
import { lineWorkspace } from '../../core/kernels/lineWorkspace.ts';
import { LEVELS, type Level, severity } from '../../core/level.ts';
import type { Query } from '../../core/query.ts';
import { type CertainHead, certainHead } from '../../core/understand/known/certainHead.ts';
import { LineHead, NO_LEVEL } from '../../core/understand/lineHead.ts';
import { LineReader } from '../../core/understand/lineReader.ts';
import { type Stage, stage } from '../script/stage.ts';
import { accessShape } from '../shapes/accessShape.ts';
import { jsonShape } from '../shapes/jsonShapes.ts';
import type { LineNeeds } from '../shapes/needs.ts';
import type { LineShape } from '../shapes/shape.ts';
import { continuingLines } from './continuingLines.ts';
import { excludedLevels } from './where/shapeTest.ts';
import { wrappedLines } from './wrappedLines.ts';

/** The largest share of a sample's lines that may be left for the search to be worthwhile. */
const MAX_LEFT = 0.6;

/**
 * If a larger share of a sample's lines is left, the search writes them in large blocks: in the blocks that it would choose,
 * writing and reading them takes longer than all else. Rare lines arrive early in small blocks.
 */
export const MAX_RARE = 0.02;

/** More forms would cost more than they save. */
const MAX_FORMS = 60;

/** A filter by level that precedes all others. */
export interface LowerLines {
  /** How to recognise lines that certainly start a record. */
  readonly certain: CertainLines;
  /** The share of lines that may be of the level or worse. */
  readonly left: number;
}

/**
 * Learns how to recognise most lines of lower levels, for a query whose other filters need not see them; null if the
 * form of the log's lines is unknown, or too many would be left.
 */
export const lowerLines = ({ level, findings, time, before, after }: Query): LowerLines | null => {
  const isTimed = time.since !== null || time.until !== null;
  if (level === null || isTimed || before + after > 0) return null;
  if (findings?.isNear === true && findings.size !== null && findings.size < WORTH_LEARNING) return null;
  const sample = findings?.sample ?? [];
  const isOurs = findings?.isNear === true && searchesHere();
  const found = learnOnce(sample, level) ?? (isOurs ? learnWrapped(sample, level) : null);
  // Nothing takes less time than our own search, however many lines are left.
  const most = isOurs ? 1 : MAX_LEFT;
  return found !== null && found.left <= most ? found : null;
};

/** Learning takes longer than reading all lines of a smaller file here. */
const WORTH_LEARNING = 128 * 1024;

/** Returns true if we find lines of lower levels in a file of this machine in less time than a command. */
export const searchesHere = (): boolean => lineWorkspace() !== null;

/** Starting a command takes longer than reading a smaller file here. */
const WORTH_SEARCHING = 32 * 1024 * 1024;

/** Returns true for a file that we read in less time than a command is started and searches it. */
export const isSmall = ({ findings }: Query): boolean =>
  findings?.size != null && findings.size < WORTH_SEARCHING;

/** Returns true if, in a file of this machine, a command finds lines of lower levels in less time than we do. */
export const searchPays = (query: Query): boolean =>
  !searchesHere() && (query.findings?.size ?? 0) >= WORTH_SEARCHING && lowerLines(query) !== null;

/**
 * Returns a grep that leaves out most lines of lower levels: all but the last of them before any other line. Null if the
 * host has no fast one.
 *
 * Lines that it leaves out change nothing about how others are read: each starts a record, and only the last line before
 * another decides what that may belong to.
 */
export const lowerStage = (
  { certain, left }: LowerLines,
  level: Level,
  { grep, stdbuf }: HostFacts,
): Stage | null =>
  grep === 'gnu'
    ? stage(['grep', '-a', '-E', '-v', '-B', '1', '--no-group-separator', '-e', certain.lower], {
        inLargeBlocks: stdbuf && left > MAX_RARE,
        says: [`quickly leaves out most lines with a lower level than ${level}`],
      })
    : null;

interface Form extends CertainHead {
  readonly regExp: RegExp;
  readonly isLower: boolean;
  /** True if its lines have nothing but a time and a level before their text. */
  readonly isTimed: boolean;
  /** True if its time may be a container's stamp: what follows then continues stamped lines only. */
  readonly isStamped: boolean;
  count: number;
}

/** What was learned from a sample last: reads are planned for several sets of tools. */
const known = new WeakMap<
  readonly ByteString[],
  { readonly level: Level; readonly learned: LowerLines | null }
>();

const learnOnce = (sample: readonly ByteString[], level: Level): LowerLines | null => {
  const last = known.get(sample);
  if (last?.level === level) return last.learned;
  const learned = learn(sample, level);
  known.set(sample, { level, learned });
  return learned;
};

/** Learns the same about the lines of a container's streams, which only our own search finds. */
const learnWrapped = (sample: readonly ByteString[], level: Level): LowerLines | null => {
  const streams = wrappedLines(sample, level);
  return streams && { certain: { lower: '', wanted: '', streams }, left: 1 };
};

/** Learns from a sample which lines certainly start a record, of lower levels and of others. */
const learn = (sample: readonly ByteString[], level: Level): LowerLines | null => {
  const reader = new LineReader(null);
  const reading = new LineHead();
  const forms: Form[] = [];
  let left = 0;
  let wasLower = false;
  for (const line of sample) {
    let form: Form | null = forms.find(({ regExp }) => regExp.test(line)) ?? null;
    if (form === null) {
      reader.read(line, 0, line.length, reading);
      // Lines of other programs may continue records that are not the last one.
      if (reading.wraps && !reading.stamped) return null;
      const own = formsOf(line, level, reading);
      forms.push(...own);
      form = own[0] ?? null;
    }
    if (form !== null) form.count++;
    const isLower = form?.isLower === true;
    // The line before is left as well.
    if (!isLower) left += wasLower ? 2 : 1;
    wasLower = isLower;
  }
  if (forms.length === 0) return null;
  const kept = forms.sort((a, b) => b.count - a.count).slice(0, MAX_FORMS);
  if (new Set(kept.map(form => form.isStamped)).size > 1) return null;
  const certain = {
    lower: joined(kept.filter(form => form.isLower)),
    wanted: joined(kept.filter(form => !form.isLower)),
    ...(kept.every(form => form.isTimed) ? { continuing: continuingLines(level) } : {}),
  };
  return { certain, left: left / sample.length };
};

/** Returns an ERE for lines of any of these forms; empty if there are none. */
const joined = (forms: readonly CertainHead[]): string => {
  const rests = new Map<string, string[]>();
  for (const { start, rest } of forms) rests.set(start, [...(rests.get(start) ?? []), rest]);
  return [...rests].map(([start, all]) => `${start}(${all.join('|')})`).join('|');
};

const NEEDS: LineNeeds = { fields: [], level: true, time: 'none' };

/** Returns the form of a line, and that of lines at the other levels if a field states them: few samples have an error. */
const formsOf = (line: ByteString, level: Level, reading: LineHead): readonly Form[] => {
  const shape = line.startsWith('{') ? jsonShape(line, NEEDS) : accessOf(line);
  const isLower = reading.level !== NO_LEVEL && severity(LEVELS[reading.level]!) < severity(level);
  const isTimed = shape === null && reading.structure === null && !reading.stamped;
  const form = (head: CertainHead | null, lower: boolean): readonly Form[] =>
    head === null
      ? []
      : [
          {
            ...head,
            regExp: new RegExp(head.start + head.rest),
            isLower: lower,
            isTimed,
            isStamped: reading.stamped,
            count: 0,
          },
        ];
  const own = form(shape === null ? certainHead(line, reading) : shapeHead(shape, level, isLower), isLower);
  if (own[0]?.regExp.test(line) !== true) return [];
  return shape === null ? own : [...own, ...form(shapeHead(shape, level, !isLower), !isLower)];
};

const accessOf = (line: ByteString): LineShape | null => {
  if (!line.includes('"')) return null;
  const access = accessShape(NEEDS);
  return access !== null && new RegExp(access.ere).test(line) ? access : null;
};

/** Returns an ERE for lines of a shape with a lower level, or for those with this level or worse. */
const shapeHead = (shape: LineShape, level: Level, isLower: boolean): CertainHead | null => {
  const { texts: levels } = excludedLevels({ kind: 'level', operator: isLower ? '>=' : '<', level }, shape);
  const ere = levels.length === 0 ? undefined : shape.having?.(levels);
  return ere === undefined ? null : { start: '^', rest: ere.slice(1) };
};
