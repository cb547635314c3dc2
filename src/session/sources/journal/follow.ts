import { isAtOrBefore, type JournalPlace, resumeAfter } from '../../../core/journal/cursor.ts';
import { EntryFilter } from '../../../core/journal/entryFilter.ts';
import type { ExportedEntry } from '../../../core/journal/exportReader.ts';
import { JournalEntries } from '../../../core/journal/journalEntry.ts';
import type { Query } from '../../../core/query.ts';
import type { Entry } from '../../../core/records/entryRecord.ts';
import type { Trouble } from '../../../core/trouble.ts';
import { wholeFilter } from '../../../pushdown/filter/filterStages.ts';
import { deliverEntries } from '../../events.ts';
import type { AttemptEnd, Break, Following, FollowMode } from '../../follow/contract.ts';
import type { ReachedHost } from '../../host/hosts.ts';
import { findAbsence, reportAbsence } from './absence.ts';
import { type Ask, HostJournal, placeOf } from './host.ts';
import { messagesOf } from './messages.ts';

/**
 * If an entry arrives this late, in milliseconds, others after it may be gone: `journalctl` skips them
 * silently.
 */
const LAG_MS = 10_000;

/** A follower that ran this long counts as successful. */
const LONG_RUN_MS = 10_000;

/** The position of following. */
type Stand =
  /** At the first entry, or at the first one since a given time. */
  | { readonly kind: 'start'; readonly since: number | null }
  /** After this entry, which may have been read but not delivered. */
  | { readonly kind: 'behind'; readonly place: JournalPlace };

/**
 * Follows a journal: each entry once, across disconnects, rotation and vacuum. The position is the last
 * entry's cursor; the entry numbers prove that none is missing, or show how many are.
 */
export class JournalFollow implements FollowMode {
  readonly #following: Following;
  readonly #entries: JournalEntries;
  #filter: EntryFilter;
  #journal: HostJournal | null = null;
  #stand: Stand | null = null;
  /** The newest entry when the journal was first checked; null: it was empty. */
  #first: { readonly place: JournalPlace | null } | null = null;
  /** True if other entries are hidden from this user, so that entry numbers may have gaps. */
  #isPartial = false;
  #isLagging = false;

  constructor(following: Following) {
    const { context, source } = following;
    this.#following = following;
    this.#entries = new JournalEntries(source.format, { bare: context.query.bare === true });
    this.#filter = new EntryFilter(wholeFilter(context.query));
  }

  refilter(query: Query): void {
    this.#filter = new EntryFilter(wholeFilter(query));
  }

  async attempt({ connection }: ReachedHost): Promise<AttemptEnd> {
    const { source, context, signal } = this.#following;
    const journal = await HostJournal.open(connection, source, context.sudo);
    this.#journal = journal;
    if (this.#filter.done) return 'over';
    const known = this.#stand;
    const trouble = known === null ? await this.#begin(journal) : await this.#resume(journal, known);
    if (trouble !== null) return trouble;
    if (signal.aborted || this.#filter.done) return 'over';
    return this.#run(journal);
  }

  /** Delivers the requested entries that existed at the first check. */
  async #begin(journal: HostJournal): Promise<Trouble | null> {
    const { context, signal } = this.#following;
    const { from, time } = context.query;
    this.#first ??= { place: await journal.find(null, signal) };
    const { place } = this.#first;
    this.#following.live();
    await this.#sayAbsence(journal);
    if (from.kind !== 'lastLines' || time.since !== null) {
      this.#stand = { kind: 'start', since: time.since };
      return null;
    }
    const kept: Entry[] = [];
    const whole = wholeFilter(context.query);
    const filter = new EntryFilter({
      ...whole,
      ...{ head: null, maxCount: null, before: whole.after, after: whole.before },
    });
    const enough = new AbortController();
    // Without a number, because old versions count from the wrong end.
    const ask: Ask = { backwards: true, level: this.#level };
    if (from.count > 0 && place !== null) {
      const trouble = await journal.run(ask, {
        signal: AbortSignal.any([signal, enough.signal]),
        message: this.#messages(),
        take: (exported, bytes) => {
          this.#following.counts.bytesReceived += bytes;
          this.#noteFields(exported);
          for (const one of exported) {
            const at = placeOf(one);
            if (at === null || (at.sequence === place.sequence && at.number > place.number)) continue;
            kept.push(...filter.push([this.#entries.entry(one)]));
            if (kept.length >= from.count) enough.abort();
          }
        },
      });
      if (trouble !== null || signal.aborted) return trouble;
    }
    this.#stand = place === null ? { kind: 'start', since: null } : { kind: 'behind', place };
    await this.#deliver(this.#filter.push(kept.slice(0, from.count).reverse()));
    return null;
  }

  /** Reports absent units; otherwise rtail would silently wait because of a typo. */
  async #sayAbsence(journal: HostJournal): Promise<void> {
    const absence = await findAbsence(journal, this.#following.signal);
    if (absence) reportAbsence(this.#following, absence, ' yet: waiting for one');
  }

  /** Checks that all entries since then still exist, and reports missing ones. */
  async #resume(journal: HostJournal, stand: Stand): Promise<Trouble | null> {
    const broken = this.#following.takeBreak();
    if (stand.kind === 'start') {
      this.#following.live();
      return null;
    }
    const found = await journal.find(stand.place.cursor, this.#following.signal);
    this.#following.live();
    if (this.#following.signal.aborted) return null;
    const resumed = resumeAfter(stand.place, found);
    if (resumed.kind === 'gap') await this.#sayGap(resumed.missing, broken, resumed);
    else if (broken) {
      const { context, source } = this.#following;
      const at = context.now();
      await context.sink.marker(source, { kind: 'reconnected', at, afterMs: at - broken.since });
    }
    // Reading continues at the first remaining entry.
    if (resumed.kind === 'gap' && found !== null) this.#stand = { kind: 'behind', place: before(found) };
    if (resumed.kind === 'gap' && found === null) this.#stand = { kind: 'start', since: null };
    return null;
  }

  async #run(journal: HostJournal): Promise<AttemptEnd> {
    const { source, context, signal, counts } = this.#following;
    const started = context.now();
    const before = counts.lines;
    const own = new AbortController();
    const both = AbortSignal.any([signal, own.signal]);
    this.#isLagging = true;
    const trouble = await journal.run(this.#ask(), {
      signal: both,
      message: this.#messages(),
      damaged: entries => this.#sayDamaged(entries),
      take: async (exported, bytes) => {
        counts.bytesReceived += bytes;
        if (exported.length > 0 && !both.aborted) await this.#take(exported, both);
        if (this.#filter.done) own.abort();
      },
    });
    if (both.aborted) return 'over';
    // A follower that delivers entries is successful, however soon it is killed.
    const ranLong = counts.lines > before || context.now() - started > LONG_RUN_MS;
    const ended: Trouble = {
      kind: 'remote',
      host: source.host.name,
      log: source.log,
      message: 'journalctl exited unexpectedly',
      advice: 'run journalctl -f on the host to see why',
      final: false,
    };
    if (trouble?.final || trouble?.kind === 'lost') return trouble;
    return { kind: 'restart', trouble: trouble ?? ended, ranLong };
  }

  #ask(): Ask {
    const stand = this.#stand!;
    const where = stand.kind === 'start' ? { since: stand.since } : { cursor: stand.place.cursor };
    return { follow: true, level: this.#level, ...where };
  }

  /** The level that the host filters by. The screen filters levels itself. */
  get #level() {
    const { query } = this.#following.context;
    const { format } = this.#following.source;
    return query.pushdown && query.before + query.after === 0 && !format.level ? query.level : null;
  }

  async #take(exported: readonly ExportedEntry[], signal: AbortSignal): Promise<void> {
    let batch: Entry[] = [];
    this.#noteFields(exported);
    for (const one of exported) {
      const place = placeOf(one);
      if (place === null) continue;
      const last = this.#stand?.kind === 'behind' ? this.#stand.place : null;
      if (last && isAtOrBefore(place, last)) continue;
      const missing = last === null ? null : await this.#missing(last, place, signal);
      if (signal.aborted) return;
      if (missing !== null) {
        await this.#deliver(this.#filter.push(batch));
        batch = [];
        await this.#sayGap(missing.count, null, { from: last!.micros, to: place.micros });
      }
      this.#stand = { kind: 'behind', place };
      batch.push(this.#entries.entry(one));
    }
    await this.#deliver(this.#filter.push(batch));
  }

  #noteFields(exported: readonly ExportedEntry[]): void {
    const { context, source } = this.#following;
    if (!context.fields?.awaits(source)) return;
    const entries = exported.map(one => this.#entries.entry(one));
    context.fields.noteEntries(source, context.query, entries);
  }

  /** Reports damaged entries, unless every entry is requested: then the numbers show the gap. */
  #sayDamaged(entries: number): void | Promise<void> {
    if (this.#readsAll && !this.#isPartial) return undefined;
    const micros = this.#stand?.kind === 'behind' ? this.#stand.place.micros : 0;
    return this.#sayGap(entries, null, { from: micros, to: null });
  }

  /** Returns the number of missing entries between two consecutive ones; null: none, or unknown. */
  async #missing(
    last: JournalPlace,
    place: JournalPlace,
    signal: AbortSignal,
  ): Promise<{ readonly count: number | null } | null> {
    if (place.sequence !== last.sequence) return null;
    const between = place.number - last.number - 1;
    if (between <= 0) return null;
    if (this.#readsAll) return this.#isPartial ? null : { count: between };
    const isLate = this.#now() - place.micros / 1000 > LAG_MS;
    const asks = isLate && !this.#isLagging;
    this.#isLagging = isLate;
    if (!asks) return null;
    const found = await this.#journal!.find(last.cursor, signal);
    if (signal.aborted) return null;
    const resumed = resumeAfter(last, found);
    return resumed.kind === 'gap' ? { count: resumed.missing } : null;
  }

  /** True if every entry is requested, so that consecutive numbers prove that none is missing. */
  get #readsAll(): boolean {
    return this.#journal?.names.length === 0 && this.#level === null;
  }

  /** Returns the host's current time. */
  #now(): number {
    const { context, source } = this.#following;
    return context.now() + (context.hosts.facts(source.host)?.clockSkewMs ?? 0);
  }

  #messages(): (line: string) => void {
    return messagesOf(this.#following, () => {
      this.#isPartial = true;
    });
  }

  #deliver(entries: readonly Entry[]): void | Promise<void> {
    if (entries.length === 0) return undefined;
    const { context, counts, source } = this.#following;
    counts.firstLineMs ??= context.elapsed();
    counts.lines += entries.length;
    return deliverEntries(context.sink, source, entries);
  }

  #sayGap(
    entries: number | null,
    broken: Break | null,
    { from, to }: { readonly from: number; readonly to: number | null },
  ): void | Promise<void> {
    const { context, source } = this.#following;
    const at = to === null ? context.now() : Math.round(to / 1000);
    const since = Math.round(from / 1000) || (broken?.since ?? at);
    const isBound = this.#readsAll ? '' : ', of all units';
    const why =
      entries === null ? 'the journal was deleted or recreated' : `the journal removed them${isBound}`;
    const size = entries === null ? {} : { entries };
    return context.sink.marker(source, { kind: 'gap', at, since, bytes: null, ...size, why });
  }
}

/** Returns the place just before an entry, so that the entry itself is read. */
const before = (place: JournalPlace): JournalPlace => ({ ...place, number: place.number - 1 });
