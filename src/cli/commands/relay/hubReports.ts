import type { HubUrl } from '../../../core/relay/hubUrl.ts';
import { fullName } from '../../../core/relay/names.ts';
import { byteSize, duration } from '../../../core/text/quantities.ts';
import { sanitiseText } from '../../../core/text/sanitise.ts';
import type { HubHealth, LogHealth } from '../../../relay/read/health.ts';
import { exitCode } from '../../exitCodes.ts';
import type { Request } from '../../request/request.ts';
import { alignColumns } from '../table.ts';
import { hubOptions, readHubUrl } from './hubOptions.ts';

/** `rtail check redis://…`: prints the state of servers, relays and published logs; returns the exit code. */
export const checkHubs = async (request: Request, words: readonly string[]): Promise<number> => {
  let failed = 0;
  for (const word of words) {
    const { shown, health, failure } = await look(request, word);
    if (health === null) {
      failed++;
      process.stdout.write(
        request.output.form === 'json'
          ? `${JSON.stringify({ hub: shown, ok: false, failure })}\n`
          : `FAIL  ${failure}\n`,
      );
      continue;
    }
    const isWell =
      health.problems.length === 0 &&
      health.logs.every(({ stale, problem }) => !stale && problem === null) &&
      alive(health, Date.now()).length > 0;
    if (!isWell) failed++;
    process.stdout.write(
      request.output.form === 'json'
        ? `${JSON.stringify({ hub: shown, ok: isWell, ...health })}\n`
        : sanitiseText(checkText(shown, health, Date.now()), { color: false, tabStop: 1 }),
    );
  }
  return exitCode({ kind: 'done', sources: words.length, failed, lines: 0, filtering: false });
};

/** `rtail list redis://…`: lists the published logs; returns the exit code. */
export const listHubs = async (request: Request, words: readonly string[]): Promise<number> => {
  let sources = words.length;
  let failed = 0;
  for (const word of words) {
    const { shown, health, failure } = await look(request, word);
    if (health === null) {
      failed++;
      process.stderr.write(`rtail: ${failure}\n`);
      continue;
    }
    const damaged = health.logs.filter(({ problem }) => problem !== null).length;
    sources += damaged;
    failed += damaged;
    const rows = health.logs.map(log => [`${shown}/${fullName(log.entry.name)}`, conditionOf(log)]);
    const text =
      request.output.form === 'json'
        ? `${JSON.stringify({ hub: shown, logs: health.logs }, null, 2)}\n`
        : rows.length === 0
          ? nothingListed(word, shown)
          : `${alignColumns(rows, 60).join('\n')}\n`;
    process.stdout.write(sanitiseText(text, { color: false, tabStop: 1 }));
  }
  return exitCode({ kind: 'done', sources, failed, lines: 0, filtering: false });
};

const nothingListed = (word: string, shown: string): string => {
  const { project, logs } = readHubUrl(word);
  if (project === null && logs === null) return `no logs are published at ${shown}\n`;
  const named = [project, logs].filter(part => part !== null).join('/');
  return `no log named ${named} is published at ${shown}: rtail list ${shown} lists all\n`;
};

const look = async (
  request: Request,
  word: string,
): Promise<{ readonly shown: string; readonly health: HubHealth | null; readonly failure: string }> => {
  const [{ Hub }, { lookAtHub }, { hubErrorOf, hubTrouble }] = await Promise.all([
    import('../../../relay/hub/hub.ts'),
    import('../../../relay/read/health.ts'),
    import('../../../relay/hub/hubError.ts'),
  ]);
  const url: HubUrl = readHubUrl(word);
  const hub = new Hub(hubOptions(url, request.redis));
  try {
    return { shown: hub.name, health: await lookAtHub(hub, url, Date.now()), failure: '' };
  } catch (error) {
    const { message, advice } = hubTrouble(hubErrorOf(error), hub.name);
    return { shown: hub.name, health: null, failure: advice === null ? message : `${message}\n  ${advice}` };
  } finally {
    hub.close();
  }
};

/** Returns the relays that were seen recently. */
const alive = ({ relays }: HubHealth, now: number): HubHealth['relays'] =>
  relays.filter(({ at }) => now - at < 60_000);

const checkText = (shown: string, health: HubHealth, now: number): string => {
  const { facts, relays, logs, problems } = health;
  const server =
    facts === null
      ? 'this user is not allowed to run INFO'
      : [
          `Redis ${facts.version}${facts.cluster ? ', cluster' : ''}`,
          facts.policy ?? 'eviction policy unknown',
          facts.maxMemory
            ? `${byteSize(facts.usedMemory ?? 0)} of ${byteSize(facts.maxMemory)} used`
            : `${byteSize(facts.usedMemory ?? 0)} used, no limit`,
        ].join(', ');
  const rows = [
    [problems.length === 0 ? 'ok' : 'FAIL', shown, server],
    ...problems.map(text => ['', '', text]),
    ...relays.map(({ relay, at, logs: count }) => [
      now - at < 60_000 ? 'ok' : 'gone',
      `relay ${relay}`,
      `${count} ${count === 1 ? 'log' : 'logs'}, last seen ${duration(Math.max(0, now - at))} ago`,
    ]),
    ...(alive(health, now).length === 0 ? [['FAIL', 'relays', 'none running']] : []),
    ...logs.map(log => [
      log.stale || log.problem !== null ? 'FAIL' : 'ok',
      fullName(log.entry.name),
      logText(log, now),
    ]),
  ];
  return `${alignColumns(rows, 50).join('\n')}\n`;
};

const logText = (log: LogHealth, now: number): string => {
  const { oldest, newest, bytes, memory, problem } = log;
  if (problem !== null) return problem;
  if (oldest === null || newest === null) return `${conditionOf(log)}; nothing is stored`;
  const since = (ms: number): string => duration(Math.max(0, now - ms));
  const size = `${byteSize(bytes ?? 0)} stored${memory === null ? '' : ` in ${byteSize(memory)} of memory`}`;
  return `${conditionOf(log)}; ${size}, the last ${since(oldest)}; newest line ${since(newest)} ago`;
};

const conditionOf = ({ entry, stale, problem }: LogHealth): string => {
  if (problem !== null) return problem;
  if (stale && entry.condition !== 'stopped') return 'its relay is not responding';
  if (entry.condition === 'stopped') return 'its relay was stopped';
  return entry.detail === null ? entry.condition : `${entry.condition}: ${entry.detail}`;
};
