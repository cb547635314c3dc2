import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Surroundings } from '../../../config/files/paths.ts';
import type { LoadedConfig } from '../../../config/load.ts';
import { EVERYTHING, type Query } from '../../../core/query.ts';
import { fullName, logField, type Naming, relayName } from '../../../core/relay/names.ts';
import type { Source } from '../../../core/target.ts';
import { markerText } from '../../../core/text/markerText.ts';
import type { Messages } from '../../../print/messages.ts';
import type { Relay } from '../../../relay/publish/relay.ts';
import type { SourceSink } from '../../../session/events.ts';
import { Run, type SourceOutcome } from '../../../session/run/run.ts';
import { exitCode } from '../../exitCodes.ts';
import type { Request } from '../../request/request.ts';
import { connectOnTerminal } from '../../terminal/connect.ts';
import { openConsole } from '../../terminal/console.ts';
import { watchEndings } from '../../terminal/stopConditions.ts';
import { sourcesOf } from '../sources.ts';
import { hubOptions, readHubUrl } from './hubOptions.ts';

/** Number of existing lines to publish when a log is first published. */
const FIRST_LINES = 1000;

/** `rtail relay redis://HOST SOURCE...`: publishes logs until it is stopped; returns the exit code. */
export const relayRun = async (
  request: Request,
  loaded: LoadedConfig,
  where: Surroundings,
): Promise<number> => {
  const [url = '', ...words] = request.words;
  const options = hubOptions(readHubUrl(url), request.redis);
  const sources = sourcesOf({ ...request, words }, loaded, where);
  const [{ Hub }, { Relay: RelayOf }] = await Promise.all([
    import('../../../relay/hub/hub.ts'),
    import('../../../relay/publish/relay.ts'),
  ]);
  const { messages, progress } = openConsole({ ...request, query: EVERYTHING }, () => ({
    lines: 0,
    bytesReceived: 0,
    bytesRead: 0,
    bytesToRead: null,
  }));
  const hub = new Hub(options);
  const { project, keepBytes, keepMs, leaseMs } = request.relay;
  const naming = { project, machine: hostname() };
  const relay = new RelayOf({
    ...{ hub, naming, keepBytes, keepMs, leaseMs, now: Date.now },
    relay: `${hostname()}-${process.pid}-${randomBytes(2).toString('hex')}`,
    report: (log, text) => messages.say(`${log}: ${text}`),
  });
  const failure = await checkHub(relay, hub.name, messages, request.output.maxTimeMs);
  if (failure !== null) {
    messages.say(failure);
    hub.close();
    process.stdin.destroy();
    return exitCode({ kind: 'done', sources: 1, failed: 1, lines: 0, filtering: false });
  }
  const twins = sameNames(sources, naming);
  if (twins !== null) messages.say(`${twins} is listed twice: it is published once`);

  const transport = connectOnTerminal(request, where, progress);
  const run = new Run({
    query: relayQuery(request),
    transport,
    sink: relaySink(messages, naming),
    sudo: request.connect.sudo,
    answerMs: request.connect.timings.answerMs,
    stdin: () => process.stdin,
    around: (reading, read) => relay.around(reading, read),
    now: Date.now,
  });
  const ending = watchEndings({
    outputs: [],
    maxTimeMs: request.output.maxTimeMs,
    quiet: null,
    cancel: () => run.cancel(),
  });
  relay.start();
  messages.say(`publishing ${sources.length} ${sources.length === 1 ? 'source' : 'sources'} to ${hub.name}`);
  try {
    for (const source of unique(sources, naming)) run.add(source);
    const outcomes = await run.finished();
    const cause = ending.cause();
    return cause?.kind === 'signal' ? exitCode(cause) : exitCode(outcomeOf(outcomes));
  } finally {
    ending.stop();
    await relay.close();
    progress.close();
    await transport.close();
    hub.close();
    process.stdin.destroy();
  }
};

/** Pauses between initial attempts to reach the hub, in milliseconds. */
const RETRY_MS = 2_000;

/** Waits until the hub can be reached; returns why it is unusable, or null. */
const checkHub = async (
  relay: Relay,
  name: string,
  messages: Messages,
  maxTimeMs: number | null,
): Promise<string | null> => {
  const { hubErrorOf, hubTrouble } = await import('../../../relay/hub/hubError.ts');
  const giveUpAt = maxTimeMs === null ? Number.POSITIVE_INFINITY : Date.now() + maxTimeMs;
  let said = '';
  for (;;) {
    try {
      for (const note of await relay.check()) messages.say(`${name}: ${note}`);
      return null;
    } catch (error) {
      const { message, advice, final } = hubTrouble(hubErrorOf(error), name);
      const text = advice === null ? message : `${message}; ${advice}`;
      if (final || Date.now() >= giveUpAt) return text;
      if (text !== said) messages.say(`${text}; trying again`);
      said = text;
      await sleep(RETRY_MS);
    }
  }
};

/** Returns the query for publishing: whole logs, followed indefinitely, because readers filter. */
const relayQuery = ({ query, relay }: Request): Query => ({
  ...EVERYTHING,
  from: relay.startGiven ? query.from : { kind: 'lastLines', count: FIRST_LINES },
  follow: 'name',
  retry: true,
});

/** Reports events of the logs for the journal; a state only if it changed. */
const relaySink = (messages: Messages, naming: Naming): SourceSink => {
  const said = new Map<number, string>();
  const labelOf = (source: Source): string => logField(relayName(source, naming));
  const say = (source: Source, text: string): void => {
    if (said.get(source.id) === text) return;
    said.set(source.id, text);
    messages.say(`${labelOf(source)}: ${text}`);
  };
  return {
    opened: () => undefined,
    lines: () => undefined,
    marker: (source, marker) => messages.say(`${labelOf(source)}: ${markerText(marker, true)}`),
    state: (source, state) => {
      if (state.kind === 'failed' || state.kind === 'retrying') messages.state(source, state);
      else if (state.kind === 'waiting') say(source, 'published by another relay');
      else if (state.kind === 'live') say(source, 'published by this relay');
    },
  };
};

const nameOf = (source: Source, naming: Naming): string => fullName(relayName(source, naming));

const unique = (sources: readonly Source[], naming: Naming): readonly Source[] =>
  [...new Map(sources.toReversed().map(source => [nameOf(source, naming), source])).values()].toReversed();

const sameNames = (sources: readonly Source[], naming: Naming): string | null => {
  const names = sources.map(source => nameOf(source, naming));
  return names.find((name, index) => names.indexOf(name) !== index) ?? null;
};

const outcomeOf = (outcomes: readonly SourceOutcome[]) => ({
  kind: 'done' as const,
  sources: outcomes.length,
  failed: outcomes.filter(({ trouble }) => trouble !== null).length,
  lines: 1,
  filtering: false,
});
