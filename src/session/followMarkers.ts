import type { ResumeNote, ResumePlan } from '../core/follow/planResume.ts';
import type { Break, Following } from './followSource.ts';

/** Says what a resume means for the reader of the stream, when one of its steps begins. */
export const sayStep = async (following: Following, plan: ResumePlan, index: number): Promise<void> => {
  following.live();
  const broken = following.takeBreak();
  for (const note of plan.notes) {
    // What ends a generation is said behind its last line, and once it is left.
    const behind = note.kind === 'rotated' || note.kind === 'truncated';
    if (behind ? plan.steps[index]!.kind === 'follow' : index === 0) await say(following, note, broken);
  }
  if (broken === null || plan.notes.some(note => note.kind === 'gap' || note.kind === 'truncated')) return;
  const { context, source } = following;
  const at = context.now();
  await context.sink.marker(source, { kind: 'reconnected', at, afterMs: at - broken.since });
};

const say = async (following: Following, note: ResumeNote, broken: Break | null): Promise<void> => {
  const { context, source } = following;
  const at = context.now();
  switch (note.kind) {
    case 'rotated':
      return context.sink.marker(source, { kind: 'rotated', at, how: note.how });
    case 'truncated':
      return context.sink.marker(source, { kind: 'truncated', at });
    case 'late':
      return following.notice('the next lines are older: they were in a file that was rotated unseen');
    case 'gap': {
      const { bytes, why } = note;
      return context.sink.marker(source, { kind: 'gap', at, since: broken?.since ?? at, bytes, why });
    }
  }
};
