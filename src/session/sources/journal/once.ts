import { EntryFilter } from '../../../core/journal/entryFilter.ts';
import { JournalEntries } from '../../../core/journal/journalEntry.ts';
import type { Query } from '../../../core/query.ts';
import type { Entry } from '../../../core/records/entryRecord.ts';
import type { Trouble } from '../../../core/trouble.ts';
import { wholeFilter } from '../../../pushdown/filter/filterStages.ts';
import {
  canGrep,
  HEAD_FIELDS,
  isOnlyInMessages,
  type JournalAsk,
} from '../../../pushdown/journal/journalctl.ts';
import { deliverEntries } from '../../events.ts';
import type { Reading } from '../contract.ts';
import { absenceTrouble, findAbsence, reportAbsence } from './absence.ts';
import { type Ask, HostJournal } from './host.ts';
import { messagesOf } from './messages.ts';

/** The plan for reading a journal once. */
export interface JournalPlan {
  readonly ask: Ask;
  /** The number of matching entries to read, starting with the newest; null: all, in order. */
  readonly latest: number | null;
  /** Number of entries to skip at the start. */
  readonly skipped: number;
}

/** Reads a journal from the query's starting point to its end. */
export const readOnce = async (reading: Reading): Promise<Trouble | null> => {
  const { source, context, counts, signal } = reading;
  const { query, sink, hosts, elapsed } = context;
  if (isNothing(query)) return null;
  sink.state(source, { kind: 'connecting', detail: source.host.name });
  const { connection, facts } = await hosts.reach(source.host);
  signal.throwIfAborted();
  const journal = await HostJournal.open(connection, source, context.sudo);
  const plan = await planOnce(query, reading, journal);
  const entries = new JournalEntries(source.format, { bare: query.bare === true });
  const filter = new EntryFilter(filterOf(query, plan));
  const own = new AbortController();
  const both = AbortSignal.any([signal, own.signal]);
  let left = plan.skipped;
  let isEmpty = true;
  const kept: Entry[] = [];
  const deliver = (passed: readonly Entry[]): void | Promise<void> => {
    if (passed.length === 0) return undefined;
    counts.firstLineMs ??= elapsed();
    counts.lines += passed.length;
    return deliverEntries(sink, source, passed);
  };
  sink.state(source, { kind: 'live' });
  // A few entries arrive sooner uncompressed; on this machine, nothing crosses a network.
  const isShort = (plan.ask.latest ?? Number.POSITIVE_INFINITY) <= MAX_UNPACKED;
  const packed = !isShort && source.host.kind === 'ssh' && facts.gzip;
  const trouble = await journal.run(
    { ...plan.ask, packed },
    {
      signal: both,
      message: messagesOf(reading),
      damaged: count => {
        const text = `${count === 1 ? '1 entry' : `${count} entries`} could not be read: the journal removed them meanwhile`;
        return sink.marker(source, { kind: 'notice', at: context.now(), text });
      },
      take: (exported, bytes) => {
        counts.bytesReceived += bytes;
        isEmpty &&= exported.length === 0;
        const from = Math.min(left, exported.length);
        left -= from;
        const read = exported.slice(from).map(one => entries.entry(one));
        if (context.fields?.awaits(source)) context.fields.noteEntries(source, query, read);
        const passed = filter.push(read);
        if (filter.done) own.abort();
        if (plan.latest === null) return deliver(passed);
        kept.push(...passed);
        return undefined;
      },
    },
  );
  if (signal.aborted) return null;
  if (trouble === null && (isEmpty || journal.names.length > 1)) {
    const absence = await findAbsence(journal, signal);
    if (absence?.isAll) return absenceTrouble(reading, absence);
    if (absence) reportAbsence(reading, absence);
  }
  if (plan.latest !== null) await deliver(headOf(kept.reverse(), query));
  return trouble;
};

/** Maximum number of entries that are sent uncompressed. */
const MAX_UNPACKED = 200;

/** Returns true for a limit of zero. */
const isNothing = ({ maxCount, head, last, from }: Query): boolean =>
  [maxCount, head, last].includes(0) || (from.kind === 'lastLines' && from.count === 0);

/** When reading backwards, the first match is the latest. */
const filterOf = (query: Query, { latest }: JournalPlan) => {
  const filter = wholeFilter(query);
  if (latest === null) return filter;
  return { ...filter, head: latest, before: filter.after, after: filter.before };
};

/** With `--last`, `--head` counts what remains. */
const headOf = (entries: readonly Entry[], { head }: Query): readonly Entry[] =>
  head === null ? entries : entries.slice(0, head);

/** Returns the host's part of a query, and the rest. */
export const planOnce = async (
  query: Query,
  { signal, source }: Pick<Reading, 'signal' | 'source'>,
  journal: HostJournal,
): Promise<JournalPlan> => {
  const { from, last, time } = query;
  if (from.kind === 'lastLines')
    // Which entries are selected must not depend on their content.
    return { ask: { latest: from.count }, latest: null, skipped: 0 };
  const level = query.pushdown && !asksContext(query) && !source.format.level ? query.level : null;
  const text = from.kind === 'fromLine' && from.line <= 1 ? await pushedText(query, journal, signal) : null;
  const skipped = from.kind === 'fromLine' ? Math.max(0, from.line - 1) : 0;
  return {
    ask: {
      level: skipped === 0 ? level : null,
      text,
      ...(query.pushdown && skipped === 0 ? time : {}),
      ...(last === null ? {} : { backwards: true }),
    },
    latest: last,
    skipped,
  };
};

const asksContext = ({ before, after }: Query): boolean => before > 0 || after > 0;

/** Returns the first pattern that is literal and can occur only in messages; null: none. */
const pushedText = async (
  query: Query,
  journal: HostJournal,
  signal: AbortSignal,
): Promise<NonNullable<JournalAsk['text']> | null> => {
  const { ignoreCase, fixed, grep } = query;
  if (!query.pushdown || asksContext(query) || query.bare || !canGrep(journal.tool)) return null;
  const literals = grep.filter(text => fixed || /^[\w \-:=/@,;"'%#!<>~`&]+$/.test(text));
  if (literals.length === 0) return null;
  const names = await journal.values(HEAD_FIELDS, signal);
  const literal = literals.find(one => isOnlyInMessages({ literal: one, ignoreCase }, names));
  return literal === undefined ? null : { literal, ignoreCase };
};
