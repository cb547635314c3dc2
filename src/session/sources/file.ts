import { followGuarantee } from '../../pushdown/follow/guarantee.ts';
import type { Several, SourceKind } from './contract.ts';
import { expandGlob, passedOver } from './glob/expand.ts';
import { isLiveGlob, LiveGlob } from './glob/liveGlob.ts';
import { explainRemote } from './remote/explainRemote.ts';
import { readLog } from './remote/readLog.ts';

/** Files, on hosts and of this machine: read and followed at the byte. */
export const fileKind: SourceKind = {
  read: readLog,
  open: several => (isLiveGlob(several) ? new LiveGlob(several).run() : openFiles(several)),
  explain: explainRemote,
  shortfalls: (place, facts) => followGuarantee(place, facts).notes,
  checkMs: null,
};

/** Opens what a glob matches now. */
const openFiles = async (several: Several): Promise<null> => {
  const { source, context } = several;
  const { sources, others } = await expandGlob(several);
  const opened = sources.map(file => several.add(file));
  const [first] = opened;
  for (const text of first ? passedOver(source.log, others) : [])
    context.sink.marker(first!.source, { kind: 'notice', at: context.now(), text });
  // The files are open by now.
  several.matched();
  await Promise.all(opened.map(({ ended }) => ended));
  return null;
};
