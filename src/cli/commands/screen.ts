import { openSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import type { Surroundings } from '../../config/files/paths.ts';
import { saveView } from '../../config/files/saveView.ts';
import { ownSshHosts } from '../../config/imports/ssh/hosts.ts';
import type { InventoryLog } from '../../config/inventory/inventory.ts';
import type { LoadedConfig } from '../../config/load.ts';
import { screenSettings, viewConfig } from '../../config/screenSettings.ts';
import { SelectionError } from '../../config/sources/selectionProblem.ts';
import { placeText } from '../../core/place.ts';
import type { Source } from '../../core/target.ts';
import { sanitiseText } from '../../core/text/sanitise.ts';
import { type TimeStyle, UTC } from '../../core/text/timeText.ts';
import { createLiveSession, type LiveSession } from '../../session/live/session.ts';
import { RunControl } from '../../session/live/sourceControl.ts';
import { runScreen, type ScreenOptions } from '../../ui/runScreen.ts';
import { releaseInput } from '../../ui/terminal/foreground.ts';
import { exitCode } from '../exitCodes.ts';
import { collectEarly, keepYoungSpaceSmall } from '../heap.ts';
import type { Request } from '../request/request.ts';
import { connectTransports } from '../terminal/connect.ts';
import { recentSources, rememberSources } from './recentSources.ts';
import { openRecording, type Recording } from './recording.ts';
import { firstFilter, viewNamed } from './savedViews.ts';
import { sourcesOf } from './sources.ts';

/** Returns the picker's text if the inventory has no hosts. */
const howToBegin = ({ inventory, files }: LoadedConfig): readonly string[] =>
  inventory.hosts.size > 0
    ? []
    : [
        files.length === 0 ? 'There is no inventory yet.' : `${files[0]} names no host.`,
        ...(files.length > 0
          ? []
          : [
              'rtail looks for .rtailrc here and in the folders above, then in ~/.config/rtail and ~;',
              'rtail init creates one, and .rtailrc.example shows every key.',
            ]),
        '',
        'Without one, type a source and press Enter:',
        '    user@host:/var/log/app.log    any host that ssh can reach',
        '    /var/log/syslog               a file on this machine',
        '',
        'rtop --demo shows everything on a built-in demo fleet.',
      ];

/**
 * `rtop`: opens the screen over a live session; returns the exit code. Throws a SelectionError for invalid SOURCE
 * arguments.
 */
export const screenRun = async (
  request: Request,
  loaded: LoadedConfig,
  where: Surroundings,
): Promise<number> => {
  const settings = screenSettings(loaded.config);
  const view = viewNamed(request.screen.view, settings.views);
  const words = request.words.length > 0 ? request.words : (view?.sources ?? []);
  const wanted =
    words.length > 0 ||
    request.inventory.named.length > 0 ||
    request.inventory.demo !== null ||
    request.replay !== null;
  const first = wanted ? sourcesOf({ ...request, words }, loaded, where) : [];
  const { output, query, connect, screen } = request;
  const filter = firstFilter(query, view);
  const recording = openRecording(request);
  const control = new RunControl({
    query,
    filter,
    resolve: sourceResolver(request, loaded, where),
    bufferBytes: screen.bufferBytes,
    sudo: connect.sudo,
    answerMs: connect.timings.answerMs,
    stdin: process.stdin,
    now: Date.now,
    ...(recording && { record: recording.tee.through }),
    ...(recording?.positions && { positions: recording.positions }),
  });
  const session = createLiveSession({
    bufferBytes: screen.bufferBytes,
    control,
    now: Date.now,
    initial: filter,
  });
  const transport = connectTransports(request, where, session.prompter);
  const keys = keyboard();
  if (recording) tellRecording(recording, session);
  control.start(session.hub, transport, first);
  try {
    const end = await runScreen({
      ...settings,
      ...(view ? { view } : {}),
      // A glob has no sources until its host has expanded it.
      pick: !wanted,
      session,
      lists: pickerLists(loaded, where, request),
      beginning: howToBegin(loaded),
      stdin: keys,
      stdout: process.stdout,
      env: process.env,
      depth: output.colors,
      mouse: screen.mouse,
      firstDrawn() {
        keepYoungSpaceSmall();
        collectEarly();
      },
      base: baseWords(request),
      ...timesShown(screen.time),
      saveView: async view =>
        `View ${view.name} saved to ${await saveView(view.name, viewConfig(view), where)}`,
      ...(screen.ascii ? { ascii: true } : {}),
    });
    control.cancel();
    const unrecorded = await finishRecording(recording, control);
    if (unrecorded !== null) process.stderr.write(`rtop: ${sanitiseText(unrecorded, PLAIN)}\n`);
    if (end.kind === 'signal') return exitCode({ kind: 'signal', signal: end.signal });
    return unrecorded === null ? 0 : exitCode({ kind: 'output-failed' });
  } finally {
    session.close();
    control.cancel();
    await transport.close();
    releaseInput(process.stdin);
    releaseInput(keys);
  }
};

const PLAIN = { color: false, tabStop: 8 } as const;

/** Options that the screen can change; they are read from the view again. */
const CHANGED_ON_SCREEN: ReadonlySet<string> = new Set([
  'grep',
  'exclude',
  'level',
  'ignore-case',
  'fixed',
  'since',
  'until',
  'view',
  'where',
]);

/** Returns the options of the command line that apply to everything on the screen. */
const baseWords = ({ settings }: Request): readonly string[] =>
  settings
    .filter(
      ({ name, origin, text }) => origin.kind === 'flag' && text !== null && !CHANGED_ON_SCREEN.has(name),
    )
    .map(({ name, value, text }) =>
      value === true ? `--${name}` : value === false ? `--no-${name}` : `--${name}=${text}`,
    );

/**
 * Reports where the logs are recorded. If recording fails, reports it at once, so that the user does not rely
 * on it.
 */
const tellRecording = ({ folder, tee, listen }: Recording, session: LiveSession): void => {
  session.dispatch({ type: 'notify', tone: 'info', text: `Recording to ${folder}` });
  listen(text => session.dispatch({ type: 'notify', tone: 'warn', text: `--resume: ${text}` }));
  tee.failed.addEventListener('abort', () =>
    session.dispatch({ type: 'notify', tone: 'error', text: `Recording has stopped: ${tee.failure()}` }),
  );
};

const finishRecording = async (recording: Recording | null, control: RunControl): Promise<string | null> => {
  if (recording === null) return null;
  await control.finished();
  return recording.finish();
};

/** Translates --time for the screen: its column has no zones, so all times use one clock. */
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

/** Returns the stream of keys: standard input, or the terminal itself if standard input is a log (`rtop -`). */
const keyboard = (): ReadStream =>
  process.stdin.isTTY ? process.stdin : new ReadStream(openSync('/dev/tty', 'r'));

/**
 * Resolves names from the picker or `:open`, and remembers them. Throws an error with a message for the user.
 */
const sourceResolver =
  (request: Request, loaded: LoadedConfig, where: Surroundings) =>
  (names: readonly string[]): readonly Source[] => {
    const words = names.flatMap(name => wordsOf(name, loaded));
    try {
      // Sources on the command line are already open, or were closed.
      const inventory = { ...request.inventory, named: [] };
      const sources = sourcesOf({ ...request, words, inventory }, loaded, where);
      rememberSources(names, where);
      return sources;
    } catch (error) {
      if (error instanceof SelectionError) throw new Error(error.message, { cause: error });
      throw error;
    }
  };

/** Expands names from the picker, which offers tags that represent their hosts. */
const wordsOf = (name: string, { inventory }: LoadedConfig): readonly string[] => {
  const tag = /^tag:(.+)$/.exec(name)?.[1];
  if (tag === undefined) return [name];
  return [...inventory.hosts.values()].filter(({ tags }) => tags.includes(tag)).map(host => `${host.name}:*`);
};

const whereIs = (log: InventoryLog | undefined): string => (log ? placeText(log.place) : '');

const pickerLists = (
  { inventory }: LoadedConfig,
  where: Surroundings,
  { inventory: { demo }, connect }: Request,
) => ({
  hosts: [...inventory.hosts.values()].map(host => ({
    name: host.name,
    team: host.team,
    tags: host.tags,
    logs: host.logs,
    paths: Object.fromEntries(host.logs.map(log => [log, whereIs(inventory.logs.get(log))])),
    jump: (host.jump ?? []).map(({ address }) => address),
  })),
  groups: [...inventory.groups].map(([name, hosts]) => ({ name, hosts })),
  recent: recentSources(where),
  sshHosts:
    demo === null
      ? ownSshHosts(where.home, connect.sshConfig).filter(name => !inventory.hosts.has(name))
      : [],
});
