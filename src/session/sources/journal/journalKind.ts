import { decodeText } from '../../../core/bytes.ts';
import type { Query } from '../../../core/query.ts';
import type { Source } from '../../../core/target.ts';
import { localPipeline } from '../../../pushdown/explain.ts';
import { wholeFilter } from '../../../pushdown/filter/filterStages.ts';
import { journalStages } from '../../../pushdown/journal/journalctl.ts';
import { stageText } from '../../../pushdown/script/stage.ts';
import { followSource } from '../../follow/follower.ts';
import type { SourceKind } from '../contract.ts';
import { refuseFileOptions } from '../fileOptions.ts';
import { JournalFollow } from './follow.ts';
import { HostJournal } from './host.ts';
import { planOnce, readOnce } from './once.ts';

/** Reads the systemd journal of a host: `journal:nginx.service`. */
export const journalKind: SourceKind = {
  read: async reading => {
    const { source, counts, context, signal } = reading;
    refuse(source, context.query);
    if (context.query.follow === 'none') return readOnce(reading);
    context.started?.(source, 'journals cannot be read backwards');
    return followSource(source, counts, context, signal, following => new JournalFollow(following));
  },
  async explain(source, context) {
    const { query, hosts, sudo } = context;
    refuse(source, query);
    const { connection } = await hosts.reach(source.host);
    const journal = await HostJournal.open(connection, source, sudo);
    const { signal } = new AbortController();
    const isFollowed = query.follow !== 'none';
    const { ask } = isFollowed
      ? { ask: { follow: true, level: query.level, since: query.time.since } }
      : await planOnce(query, { source, signal }, journal);
    const stages = journalStages(journal.ask(ask));
    const there = stages.map(one => stageText(one, { argument: '', input: '' }, '')).join(' | ');
    const { version } = journal.tool;
    const notes = [
      ...(version === null ? ['the version of systemd is unknown'] : []),
      ...(version !== null && version < 236
        ? [`systemd ${version} sends whole entries: all fields cross the network`]
        : []),
      ...(isFollowed
        ? [
            'resumes after the last entry, by its cursor; entries that the journal removed in the meantime are marked as a gap with their number',
          ]
        : []),
    ];
    const text = [
      `host:  ${decodeText(there)}`,
      `local: ${localPipeline(wholeFilter(query))}`,
      ...notes.map(note => `note:  ${note}`),
    ].join('\n');
    return { text, whole: null };
  },
  shortfalls: () => [],
  checkMs: null,
};

/** Throws a TroubleError for options that do not apply to journals. */
const refuse = (source: Source, query: Query): void =>
  refuseFileOptions(source, query, {
    bytes: ['a journal cannot be counted in bytes', 'use -n for the latest entries'],
    nul: 'journal entries do not end with NUL',
  });
