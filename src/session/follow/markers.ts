import { notesAt, type ResumePlan } from '../../core/follow/planResume.ts';
import type { ResumeNote } from '../../core/follow/resumeNote.ts';
import type { Break, Following } from './contract.ts';

/**
 * Returns a function that reports what a resume means for the reader; call it with each step when it starts.
 * `resumes`: a position was known before, so it can report that nothing is missing.
 */
export const resumeReporter = (
  following: Following,
  plan: ResumePlan,
  { resumes }: { readonly resumes: boolean },
): ((index: number) => Promise<void>) => {
  let broken: Break | null = null;
  return async index => {
    following.live();
    const now = following.takeBreak();
    broken ??= now;
    for (const note of notesAt(plan, index)) await say(following, note, broken);
    if (!resumes || now === null || plan.notes.some(({ kind }) => kind === 'gap' || kind === 'truncated'))
      return;
    const { context, source } = following;
    const at = context.now();
    await context.sink.marker(source, { kind: 'reconnected', at, afterMs: at - now.since });
  };
};

const say = async (following: Following, note: ResumeNote, broken: Break | null): Promise<void> => {
  const { context, source } = following;
  const at = context.now();
  switch (note.kind) {
    case 'rotated':
      return context.sink.marker(source, { kind: 'rotated', at, how: note.how });
    case 'truncated':
      return context.sink.marker(source, { kind: 'truncated', at });
    case 'shrunk':
      return following.notice(`the file shrank by ${quantity(note.bytes)} that had already been printed`);
    case 'late':
      return following.notice('the next lines are older: they come from a rotation that was detected late');
    case 'gap': {
      const { bytes, why } = note;
      return context.sink.marker(source, { kind: 'gap', at, since: broken?.since ?? at, bytes, why });
    }
  }
};

const quantity = (bytes: number): string => `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
