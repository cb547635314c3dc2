import type { HostFacts } from '../../core/facts.ts';
import type { LogPlace } from '../../core/target.ts';
import { expander } from '../readStages.ts';

/** What following a log on a host guarantees. */
export interface FollowGuarantee {
  /** Each line once, across disconnects and rotations; otherwise each disconnect is a reported gap. */
  readonly exact: boolean;
  /** Limitations and what to expect: sentences without a full stop. */
  readonly notes: readonly string[];
}

/**
 * Returns which guarantees hold for following a log, given the host's tools. (Whether a Linux host also has
 * `stat` and `od` is determined when following starts; without them it is treated like a system other than
 * Linux.)
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
