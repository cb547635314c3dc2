import { openSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { isDeepStrictEqual } from 'node:util';
import type { Surroundings } from '../../config/files/paths.ts';
import { saveView } from '../../config/files/saveView.ts';
import type { LoadedConfig } from '../../config/load.ts';
import { screenSettings, viewConfig } from '../../config/screenSettings.ts';
import { SelectionError } from '../../config/sources/selectionProblem.ts';
import { nearest } from '../../core/nearest.ts';
import type { SavedView } from '../../core/savedView.ts';
import type { Source } from '../../core/target.ts';
import { type TimeStyle, UTC } from '../../core/text/timeText.ts';
import { filterOf } from '../../session/host/requery.ts';
import { filtersOf, narrowedQuery } from '../../session/live/remoteFilter.ts';
import {
  createLiveSession,
  type LiveSession,
  type Narrowing,
  type SourceControl,
} from '../../session/live/session.ts';
import { RecordStage } from '../../session/records/recordStage.ts';
import { Run } from '../../session/run/run.ts';
import type { Transport } from '../../transport/transport.ts';
import { runScreen, type ScreenOptions } from '../../ui/runScreen.ts';
import { exitCode } from '../exitCodes.ts';
import { collectEarly, keepYoungSpaceSmall } from '../heap.ts';
import type { Request } from '../request/request.ts';
import { connectTransports } from '../terminal/connect.ts';
import { recentSources, rememberSources } from './recentSources.ts';
import { sourcesOf } from './sources.ts';

/** How long a live record waits for earlier ones of other hosts, and for lines that continue it: a new line is to show within 80 ms. */
const HOLD_MS = 25;
const CONTINUATION_MS = 20;

/** What the picker says where no inventory names a host. */
const howToBegin = ({ inventory, files }: LoadedConfig): readonly string[] =>
  inventory.hosts.size > 0
    ? []
    : [
        files.length === 0 ? 'There is no inventory yet.' : `${files[0]} names no host.`,
        ...(files.length > 0
          ? []
          : [
              '.rtailrc is looked for here and in the folders above, then in ~/.config/rtail and ~;',
              'rtail --help tells how to write one, and .rtailrc.example shows all of it.',
            ]),
        '',
        'Without one, type a source and press Enter:',
        '    user@host:/var/log/app.log    as ssh knows the host',
        '    /var/log/syslog               a file of this machine',
        '',
        'rtop --demo shows everything on a fleet of its own.',
      ];

/** `rtop`: the screen over a live session; gives the exit code. Throws a SelectionError for the words of the command line. */
export const screenRun = async (
  request: Request,
  loaded: LoadedConfig,
  where: Surroundings,
): Promise<number> => {
  const settings = screenSettings(loaded.config);
  const view = viewNamed(request.screen.view, settings.views);
  const words = request.words.length > 0 ? request.words : (view?.sources ?? []);
  const wanted = words.length > 0 || request.inventory.demo !== null || request.replay !== null;
  const first = wanted ? sourcesOf({ ...request, words }, loaded, where) : [];
  const { output } = request;
  const control = new ScreenControl(request, loaded, where, view);
  const session = createLiveSession({
    bufferBytes: request.screen.bufferBytes,
    control,
    now: Date.now,
    initial: control.narrowing,
  });
  const transport = connectTransports(request, where, session.prompter);
  const keys = keyboard();
  const run = control.start(session, transport);
  for (const source of first) run.add(source, control.query);
  try {
    const end = await runScreen({
      ...settings,
      ...(view ? { view } : {}),
      session,
      lists: pickerLists(loaded, where),
      beginning: howToBegin(loaded),
      stdin: keys,
      stdout: process.stdout,
      env: process.env,
      depth: output.colors,
      mouse: request.screen.mouse,
      firstDrawn() {
        keepYoungSpaceSmall();
        collectEarly();
      },
      ...timesShown(request.screen.time),
      saveView: async view =>
        `View ${view.name} kept in ${await saveView(view.name, viewConfig(view), where)}`,
      ...(request.screen.ascii ? { ascii: true } : {}),
    });
    return end.kind === 'signal' ? exitCode({ kind: 'signal', signal: end.signal }) : 0;
  } finally {
    session.close();
    run.cancel();
    await transport.close();
    process.stdin.destroy();
    keys.destroy();
  }
};

/** What --time says, in the screen's terms: its column has no zones, so there is one clock for all. */
const timesShown = (style: TimeStyle | null): Pick<ScreenOptions, 'time' | 'zone'> => {
  switch (style) {
    case null:
      return {};
    case 'short':
      return { time: 'millis' };
    case 'off':
      return { time: 'off' };
    case 'utc':
      return { time: 'full', zone: UTC };
    case 'full':
    case 'local':
      return { time: 'full' };
  }
};

/** The view of a name, null where none is asked for. Throws a SelectionError for one that the configuration lacks. */
const viewNamed = (name: string | null, views: readonly SavedView[]): SavedView | null => {
  if (name === null) return null;
  const view = views.find(one => one.name === name);
  if (view) return view;
  const names = views.map(one => one.name);
  const [near] = nearest(name, names);
  throw new SelectionError([
    {
      word: '--view',
      message: `the configuration has no view ${name}`,
      advice:
        near !== undefined
          ? `Did you mean ${near}?`
          : names.length > 0
            ? `It has ${names.join(', ')}.`
            : 'In rtop, :save-view NAME keeps one.',
    },
  ]);
};

/** Where keys are typed: standard input, or the terminal itself where that is a log (`rtop -`). */
const keyboard = (): ReadStream =>
  process.stdin.isTTY ? process.stdin : new ReadStream(openSync('/dev/tty', 'r'));

/** What the screen does with its sources. */
class ScreenControl implements SourceControl {
  readonly #request: Request;
  readonly #loaded: LoadedConfig;
  readonly #where: Surroundings;
  #narrowing: Narrowing;
  #session: LiveSession | null = null;
  #run: Run | null = null;

  constructor(request: Request, loaded: LoadedConfig, where: Surroundings, view: SavedView | null) {
    this.#request = request;
    this.#loaded = loaded;
    this.#where = where;
    const { query } = request;
    const asked = filtersOf(query);
    const kept = (view?.filters ?? []).map((filter, i) => ({ ...filter, id: asked.length + i + 1 }));
    this.#narrowing = {
      filters: [...asked, ...kept],
      level: query.level ?? view?.level ?? null,
      ignoreCase: query.ignoreCase || (view?.ignoreCase ?? false),
    };
  }

  get narrowing(): Narrowing {
    return this.#narrowing;
  }

  /** What is asked of the hosts now; the level is left to the session, which knows each record's. */
  get query(): Request['query'] {
    return { ...narrowedQuery(this.#request.query, this.#narrowing), level: null, before: 0, after: 0 };
  }

  start(session: LiveSession, transport: Transport): Run {
    this.#session = session;
    const { query, connect, screen } = this.#request;
    const run = new Run({
      query,
      transport,
      sudo: connect.sudo,
      connectTimeoutMs: connect.connectTimeoutMs,
      stdin: process.stdin,
      now: Date.now,
      sink: new RecordStage({
        sink: session,
        merge: { kind: 'live', holdMs: HOLD_MS },
        group: true,
        live: true,
        bufferBytes: screen.bufferBytes,
        continuationMs: CONTINUATION_MS,
        zeroTerminated: query.zeroTerminated,
        now: Date.now,
        skewMs: ({ host }) => run.facts(host)?.clockSkewMs ?? null,
      }),
    });
    this.#run = run;
    return run;
  }

  async add(names: readonly string[], only: boolean): Promise<void> {
    const words = names.flatMap(name => this.#wordsOf(name));
    const wanted = this.#select(words);
    const open = (this.#session?.snapshot().sources ?? []).map(({ source }) => source);
    if (only) {
      for (const source of open.filter(one => !wanted.some(other => isSame(one, other))))
        this.#session?.dispatch({ type: 'removeSource', source: source.id });
    }
    const added = wanted.filter(source => !open.some(one => isSame(one, source)));
    for (const source of added) this.#run?.add(source, this.query);
    rememberSources(names, this.#where);
    if (added.length === 0 && !only) throw new Error(`${names.join(' ')}: open already`);
  }

  remove(source: number): void {
    this.#run?.remove(source);
  }

  retry(source: number): void {
    this.#run?.retry(source);
  }

  narrow(narrowing: Narrowing, reread: boolean): void {
    const before = JSON.stringify(filterOf(this.query));
    this.#narrowing = narrowing;
    if (!reread && JSON.stringify(filterOf(this.query)) !== before) this.#run?.requery(this.query);
    if (!reread) return;
    for (const { source } of this.#session?.snapshot().sources ?? []) {
      this.#session?.dispatch({ type: 'removeSource', source: source.id });
      this.#run?.add(source, this.query);
    }
  }

  counts(source: number) {
    return this.#run?.counts(source) ?? null;
  }

  #select(words: readonly string[]): readonly Source[] {
    try {
      return sourcesOf({ ...this.#request, words }, this.#loaded, this.#where);
    } catch (error) {
      if (error instanceof SelectionError) throw new Error(error.message, { cause: error });
      throw error;
    }
  }

  /** The picker offers tags, which are no SOURCE by themselves: their hosts are. */
  #wordsOf(name: string): readonly string[] {
    const tag = /^tag:(.+)$/.exec(name)?.[1];
    if (tag === undefined) return [name];
    return [...this.#loaded.inventory.hosts.values()]
      .filter(({ tags }) => tags.includes(tag))
      .map(host => `${host.name}:*`);
  }
}

/** The same log of the same host, or a file of what a glob stands for. */
const isSame = (open: Source, wanted: Source): boolean =>
  open.host.name === wanted.host.name &&
  open.log === wanted.log &&
  (isDeepStrictEqual(open.place, wanted.place) || (wanted.place.kind === 'file' && wanted.place.glob));

const pickerLists = ({ inventory }: LoadedConfig, where: Surroundings) => ({
  hosts: [...inventory.hosts.values()].map(host => ({
    name: host.name,
    team: host.team,
    tags: host.tags,
    logs: host.logs,
    jump: (host.jump ?? []).map(({ address }) => address),
  })),
  groups: [...inventory.groups].map(([name, hosts]) => ({ name, hosts })),
  recent: recentSources(where),
});
