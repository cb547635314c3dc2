import type { ReadFrom } from '../query.ts';
import { byAge, type DraftStep, finish, follow, plan, type ResumePlan, toTheName, whole } from './draft.ts';
import { startPosition } from './position.ts';
import type { ResumeNote } from './resumeNote.ts';
import { generationOf, type Survey, type SurveyedFile } from './survey.ts';

/** The result of the first survey of a log, for where to start following. */
export interface FirstLook {
  readonly survey: Survey;
  /** The file with the name. */
  readonly current: SurveyedFile;
  /** 0-based byte of that file at which `from` starts. */
  readonly start: number;
  /** Bytes of the filter's output from there on that are older than what was requested. */
  readonly skip: number;
  /** What was requested. */
  readonly from: ReadFrom;
  /** When the log should have been surveyed, by the host's clock, seconds since the epoch. */
  readonly since: number;
  /**
   * The survey was delayed: if birth times of files are unknown, files written since then count as created
   * since then.
   */
  readonly broken: boolean;
  /** No file had the name then: all that had it later is read whole. */
  readonly absent: boolean;
}

/**
 * Plans where following starts. If the survey was delayed, files rotated since then count: the file that had
 * the name then is read from the requested place, and later ones are read whole. Pure.
 */
export const planStart = (look: FirstLook): ResumePlan => {
  const { survey, current, start, skip, from, since, broken, absent } = look;
  const rotated = byAge(survey.rotated);
  const ground = { survey, rotated, ahead: null };
  const known = rotated.filter(({ size }) => size !== 0).map(generationOf);
  const place = { ...startPosition(generationOf(current), start, known), delivered: skip, since: survey.now };
  const normal: ResumePlan = { steps: [{ file: current, position: place, kind: 'follow' }], notes: [] };

  const own = rotated.filter(file => file.own && file.size !== 0);
  const isNew = ({ born, modified }: SurveyedFile): boolean =>
    born === null ? broken && modified >= since : born >= since;
  const fresh = own.filter(isNew);
  const renamed = !absent && current.born !== null && isNew(current);
  if (fresh.length === 0 && !renamed) return normal;
  // A copy made since then has the content of that time; among renamed files, it is the newest older one.
  const first = renamed ? (own.findLast(file => !isNew(file)) ?? null) : (fresh[0] ?? null);
  const later = renamed ? fresh : fresh.slice(1);
  const isWhole =
    absent || (from.kind === 'fromLine' && from.line <= 1) || (from.kind === 'fromByte' && from.byte <= 1);
  const readable = first !== null && first.lacks === null && isWhole;
  const drafts: DraftStep[] = [
    ...(readable ? [finish(first, null)] : []),
    ...later.filter(file => file.lacks === null).map(whole),
  ];
  const notes: ResumeNote[] = readable ? [] : [ROTATED_BEFORE];
  const steps = toTheName(drafts, survey, null);
  return plan(ground, steps.length > 0 ? steps : [follow(current)], notes);
};

const ROTATED_BEFORE: ResumeNote = {
  kind: 'gap',
  bytes: null,
  why: 'the log was rotated before it could be read for the first time',
  step: 0,
};
