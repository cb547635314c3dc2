import { standsForSeveral } from '../../core/place.ts';
import type { Source } from '../../core/target.ts';
import type { Trouble } from '../../core/trouble.ts';
import { troubleOf } from '../host/context.ts';
import type { OfferedLog } from '../sources/contract.ts';
import { kindOf } from '../sources/kinds.ts';
import type { Offers } from './snapshot.ts';

/** What was last known about one place. */
interface Found {
  readonly logs: readonly OfferedLog[];
  readonly problem: string | null;
}

const NOTHING: Found = { logs: [], problem: null };

/** Collects the logs that can be read where the session's sources are, while someone is browsing them. */
export class OfferWatch {
  readonly #changed: (offers: Offers) => void;
  readonly #sources: Source[] = [];
  readonly #found = new Map<Source, Found>();
  /** The names in their order: new ones are added at the end, so that nothing moves under the cursor. */
  #order: readonly string[] = [];
  #browsing: AbortController | null = null;

  constructor(changed: (offers: Offers) => void) {
    this.#changed = changed;
  }

  /** Adds a source whose place may offer logs. */
  add(source: Source): void {
    if (source.place.kind !== 'other' || !standsForSeveral(source.place)) return;
    this.#sources.push(source);
    if (this.#browsing) void this.#watch(source, this.#browsing.signal);
  }

  /** Starts or stops looking. */
  browse(on: boolean): void {
    if (on === (this.#browsing !== null)) return;
    this.#browsing?.abort();
    this.#browsing = on ? new AbortController() : null;
    if (this.#browsing === null) return;
    this.#order = [];
    for (const source of this.#sources) void this.#watch(source, this.#browsing.signal);
  }

  async #watch(source: Source, signal: AbortSignal): Promise<void> {
    const report = (found: Partial<Found>): void => {
      if (signal.aborted) return;
      this.#found.set(source, { ...(this.#found.get(source) ?? NOTHING), problem: null, ...found });
      this.#tell();
    };
    const failed = ({ message }: Trouble): void => report({ problem: message });
    try {
      const { offers } = await kindOf(source.place);
      await offers?.(source, { signal, found: logs => report({ logs }), failed });
    } catch (error) {
      failed(troubleOf(error, source));
    }
  }

  #tell(): void {
    const all = [...this.#found.values()];
    const logs = new Map(all.flatMap(found => found.logs.map(log => [log.name, log])));
    const known = this.#order.filter(name => logs.has(name));
    this.#order = [...new Set([...known, ...logs.keys()])];
    this.#changed({
      logs: this.#order.map(name => logs.get(name)!),
      problems: [...new Set(all.flatMap(({ problem }) => problem ?? []))],
    });
  }
}
