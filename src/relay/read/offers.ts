import { setTimeout as sleep } from 'node:timers/promises';
import type { HubUrl } from '../../core/relay/hubUrl.ts';
import { schemeText } from '../../core/sourceSchemes.ts';
import type { OtherPlace, Source } from '../../core/target.ts';
import type { OfferedLog, OffersWatch } from '../../session/sources/contract.ts';
import type { DirectoryEntry } from '../hub/directory.ts';
import type { Hub } from '../hub/hub.ts';
import { hubErrorOf, hubTrouble } from '../hub/hubError.ts';
import { findVisible } from './published.ts';
import { conditionText, publishedPlace } from './publishedSource.ts';

/** How often the directory is checked, in milliseconds. */
const LOOK_MS = 2_000;

/** Lists all published logs that are visible, whichever the source selects, until the signal aborts. */
export const offerPublished = async (
  hub: Hub,
  url: HubUrl,
  source: Source,
  { signal, found, failed }: OffersWatch,
): Promise<void> => {
  let before = '';
  while (!signal.aborted) {
    try {
      const now = Date.now();
      const logs = (await findVisible(hub, url)).map(entry =>
        offered(source.place as OtherPlace, entry, now),
      );
      const text = JSON.stringify(logs);
      if (text !== before) found(logs);
      before = text;
    } catch (error) {
      const failure = hubErrorOf(error);
      if (failure !== error) throw error;
      failed(hubTrouble(failure, hub.name, source));
      before = '';
    }
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
};

const offered = (place: OtherPlace, entry: DirectoryEntry, now: number): OfferedLog => {
  const problem = conditionText(entry, now);
  const name = schemeText(publishedPlace(place, entry.name));
  return { name, detail: problem === '' ? 'published' : problem };
};
