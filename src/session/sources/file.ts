import { followGuarantee } from '../../pushdown/follow/guarantee.ts';
import type { Several, SourceKind } from './contract.ts';
import { expandGlob, passedOver } from './glob/expand.ts';
import { isLiveGlob, LiveGlob } from './glob/liveGlob.ts';
import { explainRemote } from './remote/explainRemote.ts';
import { readLog } from './remote/readLog.ts';

/** Reads and follows files, on hosts and on this machine, at exact bytes. */
export const fileKind: SourceKind = {
  read: readLog,
  open: several => (isLiveGlob(several) ? new LiveGlob(several).run() : openFiles(several)),
  explain: explainRemote,
  shortfalls: (place, facts) => followGuarantee(place, facts).notes,
  checkMs: null,
};

/** Opens the files that a glob currently matches. */
const openFiles = async (several: Several): Promise<null> => {
  const { source, context } = several;
  const { sources, others } = await expandGlob(several);
  const opened = sources.map(file => several.add(file));
  const [first] = opened;
  for (const text of first ? passedOver(source.log, others) : [])
    context.sink.marker(first!.source, { kind: 'notice', at: context.now(), text });
  // The files are already open.
  several.matched();
  await Promise.all(opened.map(({ ended }) => ended));
  return null;
};
