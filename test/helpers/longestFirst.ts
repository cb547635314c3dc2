import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The files that take longest: those that wait for servers alternate with those that compute, so that
 * neither is left for the end, when they would run alone.
 */
export const LONGEST = [
  'e2e/endings',
  'pushdown/filter/recordEquivalence',
  'e2e/equality',
  'pushdown/filter/selectedRecords',
  'e2e/logins',
  'pushdown/filter/equivalence',
  'e2e/follow/unseen',
  'core/pattern/pattern',
  'e2e/shells',
  'pushdown/follow/follow',
  'transport/auth',
  'ui/past',
  'e2e/follow/follow',
  'web/page',
  'e2e/questions',
  'relay/relay',
  'e2e/selectedRecords',
  'ui/scenes',
  'e2e/follow/glob',
  'pushdown/filter/lowerLines',
  'transport/channels',
  'session/run/since',
  'pushdown/script/lifetime',
  'ui/process',
  'e2e/follow/stalls',
  'session/count/equivalence',
  'e2e/failures',
  'transport/mux/masters',
  'e2e/follow/backlog',
  'e2e/follow/trial',
  'e2e/follow/memory',
  'e2e/parity/parity',
].map(name => `test/${name}.test.ts`);

/**
 * Runs the files with a process of their own first, because others share theirs only with those that follow; then the
 * longest; then the others by size (or by duration, where an earlier run has measured them).
 */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId, project }: TestSpecification) => {
      if (project.config.isolate) return -1;
      const found = LONGEST.findIndex(name => moduleId.endsWith(`/${name}`));
      return found < 0 ? LONGEST.length : found;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
