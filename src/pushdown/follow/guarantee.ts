import type { HostFacts } from '../../core/facts.ts';
import type { LogPlace } from '../../core/target.ts';
import { expander } from '../readStages.ts';

/** What following a log on a host guarantees. */
export interface FollowGuarantee {
  /** Each line once, across breaks and rotations; otherwise each break is a gap that is said. */
  readonly exact: boolean;
  /** What falls short of it, and what to expect: sentences without a trailing stop. */
  readonly notes: readonly string[];
}

/**
 * Which guarantees hold for following a log, by the host's tools. (That a Linux host also has `stat` and `od` is found out when following
 * begins; without them it is as on a system that is not Linux.)
 */
export const followGuarantee = (place: LogPlace, facts: HostFacts): FollowGuarantee => {
  const inexact = (why: string): FollowGuarantee => ({
    exact: false,
    notes: [`${why}: a disconnect causes a gap`],
  });
  switch (place.kind) {
    case 'stdin':
    case 'other':
      return { exact: true, notes: [] };
    case 'command':
      return inexact('the output of a command has no positions to resume from');
    case 'file':
      if (expander(place.path)) return { exact: true, notes: [] };
      if (facts.system !== 'Linux')
        return inexact(`exact following needs Linux (this host runs ${facts.system})`);
      return { exact: true, notes: facts.tail === 'gnu' ? [] : [POLLS] };
  }
};

const POLLS = "the host's tail polls once a second";
