import type { Surroundings } from '../../config/files/paths.ts';
import type { LoadedConfig } from '../../config/load.ts';
import type { HostFacts } from '../../core/facts.ts';
import { filePath } from '../../core/place.ts';
import type { Source } from '../../core/target.ts';
import { sanitiseText } from '../../core/text/sanitise.ts';
import type { LogSurvey } from '../../core/understand/survey.ts';
import { troubleText } from '../../session/live/reducer.ts';
import { type Checkup, checkUp } from '../../session/run/checkup.ts';
import { exitCode } from '../exitCodes.ts';
import type { Request } from '../request/request.ts';
import { connectOnTerminal } from '../terminal/connect.ts';
import { openConsole } from '../terminal/console.ts';
import { sourcesOf } from './sources.ts';
import { alignColumns } from './table.ts';

/** `rtail check SOURCE...`: prints one line per log, with its state or what to do; returns the exit code. */
export const checkSources = async (
  request: Request,
  loaded: LoadedConfig,
  where: Surroundings,
): Promise<number> => {
  const sources = sourcesOf(request, loaded, where);
  const { connect, output } = request;
  const { progress } = openConsole(request, () => ({
    lines: 0,
    bytesReceived: 0,
    bytesRead: 0,
    bytesToRead: null,
  }));
  const transport = connectOnTerminal(request, where, progress);
  try {
    const watch = { state: progress.state };
    const found = await checkUp(sources, {
      transport,
      sudo: connect.sudo,
      answerMs: connect.timings.answerMs,
      watch,
    });
    progress.close();
    process.stdout.write(output.form === 'json' ? checkJson(found) : checkText(found));
    const failed = found.filter(({ trouble }) => trouble !== null).length;
    return exitCode({ kind: 'done', sources: found.length, failed, lines: 0, filtering: false });
  } finally {
    progress.close();
    await transport.close();
    process.stdin.destroy();
  }
};

/** Returns a line for each log: `ok` or `FAIL`, and below a failure what to try. */
export const checkText = (checkups: readonly Checkup[]): string => {
  const rows = checkups.map(checkup => [
    checkup.trouble === null ? 'ok' : 'FAIL',
    nameOf(checkup.source),
    checkup.trouble === null ? wellText(checkup) : troubleText(checkup.trouble, checkup.source),
  ]);
  const lines = alignColumns(rows, 40).flatMap((line, index) => {
    const advice = checkups[index]!.trouble?.advice;
    return advice ? [line, `      ${advice}`] : [line];
  });
  return sanitiseText(`${lines.join('\n')}\n`, { color: false, tabStop: 1 });
};

/** Returns one JSON object per line, one for each log. */
export const checkJson = (checkups: readonly Checkup[]): string =>
  checkups
    .map(({ source, facts, trouble, survey, shortfalls }) => {
      const { host, log, place } = source;
      const path = filePath(place);
      const found = {
        host: host.name,
        log,
        path,
        ok: trouble === null,
        trouble,
        facts,
        shortfalls,
        ...survey,
      };
      return `${JSON.stringify(found)}\n`;
    })
    .join('');

const nameOf = ({ host, log }: Source): string => `${host.name}:${log}`;

const wellText = ({ facts, survey, shortfalls }: Checkup): string =>
  [
    ...(facts === null ? [] : [toolsText(facts), clockText(facts)]),
    ...(survey.lines === 0 ? ['no lines yet'] : surveyTexts(survey)),
    ...shortfalls,
  ].join('; ');

const surveyTexts = ({ lines, records, timed, levelled, format, zone }: LogSurvey): string[] => [
  `last ${lines} lines: ${format ?? 'no known format'}, ${records} records, ${share(timed, records)} with a time, ${share(levelled, records)} with a level`,
  ...(zone === null ? [] : [zoneText(zone)]),
];

const zoneText = ({ name, origin }: NonNullable<LogSurvey['zone']>): string => {
  switch (origin) {
    case 'line':
      return 'every line has a time zone';
    case 'configuration':
      return `zone ${name}`;
    case 'assumed':
      return `zone ${name} assumed (if that is wrong, set timezone: in the inventory)`;
  }
};

const share = (part: number, whole: number): string => `${Math.floor((100 * part) / whole)} %`;

/** Describes the host's tools, and what has to run locally without them. */
const toolsText = ({ system, tail, grep, awk, grepLineBuffered }: HostFacts): string => {
  const kinds = new Set([tail, grep]);
  const tools = kinds.size === 1 ? `${tail} tools` : `${tail} tail, ${grep} grep`;
  const here = !grepLineBuffered && awk === 'none' ? ', filtered locally when following' : '';
  return `${system || 'unknown system'}, ${tools}${here}`;
};

const clockText = ({ clockSkewMs }: HostFacts): string => {
  if (clockSkewMs === null) return 'clock unknown';
  if (Math.abs(clockSkewMs) < 50) return 'clock right';
  const seconds = clockSkewMs / 1000;
  return `clock ${seconds < 0 ? '−' : '+'}${Math.abs(seconds).toFixed(1)} s`;
};
