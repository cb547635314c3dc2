import type { ByteString } from '../../core/bytes.ts';
import type { HostFacts } from '../../core/facts.ts';
import { LEVELS, type Level, severity } from '../../core/level.ts';
import type { Query } from '../../core/query.ts';
import { certainHeadEre } from '../../core/understand/known/certainHead.ts';
import { LineHead, NO_LEVEL } from '../../core/understand/lineHead.ts';
import { LineReader } from '../../core/understand/lineReader.ts';
import { type Stage, stage } from '../script/stage.ts';
import { accessShape } from '../shapes/accessShape.ts';
import { jsonShape } from '../shapes/jsonShapes.ts';
import type { LineNeeds } from '../shapes/needs.ts';
import type { LineShape } from '../shapes/shape.ts';
import { excludedLevels } from './where/shapeTest.ts';

/** The largest share of a sample's lines that may be left for the search to be worthwhile. */
const MAX_LEFT = 0.6;

/** More forms would cost grep more than they save. */
const MAX_FORMS = 60;

/**
 * Returns a grep that leaves out most lines of lower levels, for a query whose other stages need not see them: lines
 * that certainly start a record, except the last of them before any other line. Null if the form of the log's lines is
 * unknown, or too many lines would be left.
 *
 * Lines that such a grep leaves out change nothing about how others are read: each starts a record, and only the last
 * line before another decides what that may belong to.
 */
export const lowerStage = (query: Query, facts: HostFacts): Stage | null => {
  const { level, findings, time, before, after } = query;
  const isTimed = time.since !== null || time.until !== null;
  if (level === null || facts.grep !== 'gnu' || isTimed || before + after > 0) return null;
  const { sample = [] } = findings ?? {};
  const forms = lowerForms(sample, level);
  if (forms === null) return null;
  return stage(['grep', '-a', '-E', '-v', '-B', '1', '--no-group-separator', '-e', forms.join('|')], {
    says: [`quickly leaves out most lines with a lower level than ${level}`],
  });
};

interface Form {
  readonly ere: ByteString;
  readonly regExp: RegExp;
  count: number;
}

/**
 * Returns EREs for lines that certainly start a record of a lower level, the most common first; null if too few of a
 * sample's lines match them.
 */
const lowerForms = (sample: readonly ByteString[], level: Level): readonly ByteString[] | null => {
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
      form = formOf(line, level, reading);
    }
    if (form === null) {
      // The line before is left as well.
      left += wasLower ? 2 : 1;
    } else if (form.count++ === 0) forms.push(form);
    wasLower = form !== null;
  }
  if (sample.length === 0 || left > sample.length * MAX_LEFT) return null;
  const kept = forms.sort((a, b) => b.count - a.count).slice(0, MAX_FORMS);
  return kept.map(({ ere }) => ere);
};

const NEEDS: LineNeeds = { fields: [], level: true, time: 'none' };

const formOf = (line: ByteString, level: Level, reading: LineHead): Form | null => {
  const shape = line.startsWith('{') ? jsonShape(line, NEEDS) : accessOf(line);
  const ere = shape === null ? headForm(line, level, reading) : shapeForm(shape, level);
  if (ere === null) return null;
  const regExp = new RegExp(ere);
  return regExp.test(line) ? { ere, regExp, count: 0 } : null;
};

const accessOf = (line: ByteString): LineShape | null => {
  const access = accessShape(NEEDS);
  return access !== null && new RegExp(access.ere).test(line) ? access : null;
};

const shapeForm = (shape: LineShape, level: Level): ByteString | null => {
  const lower = excludedLevels({ kind: 'level', operator: '>=', level }, shape);
  return lower.length === 0 ? null : (shape.having?.(lower) ?? null);
};

const headForm = (line: ByteString, level: Level, reading: LineHead): ByteString | null => {
  const isLower = reading.level !== NO_LEVEL && severity(LEVELS[reading.level]!) < severity(level);
  return isLower ? certainHeadEre(line, reading) : null;
};
