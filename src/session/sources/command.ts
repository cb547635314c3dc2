import { followGuarantee } from '../../pushdown/follow/guarantee.ts';
import type { SourceKind } from './contract.ts';
import { explainRemote } from './remote/explainRemote.ts';
import { readLog } from './remote/readLog.ts';

/** Reads logs that are the output of a shell command. */
export const commandKind: SourceKind = {
  read: readLog,
  explain: explainRemote,
  shortfalls: (place, facts) => followGuarantee(place, facts).notes,
  // A command may never exit.
  checkMs: 3000,
};
