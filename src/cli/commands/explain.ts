import type { Surroundings } from '../../config/files/paths.ts';
import type { LoadedConfig } from '../../config/load.ts';
import { filePath } from '../../core/place.ts';
import type { Source } from '../../core/target.ts';
import { sanitiseText } from '../../core/text/sanitise.ts';
import { Hosts } from '../../session/host/hosts.ts';
import { explainSource } from '../../session/run/explainSource.ts';
import { exitCode } from '../exitCodes.ts';
import type { Request } from '../request/request.ts';
import { connectOnTerminal, openDebugLog } from '../terminal/connect.ts';
import { openConsole } from '../terminal/console.ts';
import { sourcesOf } from './sources.ts';

/**
 * `--explain`: prints what would run on each source's host, without reading the log. It logs in, because the
 * plan depends on the host's tools.
 */
export const explainRun = async (
  request: Request,
  loaded: LoadedConfig,
  where: Surroundings,
): Promise<number> => {
  const sources = sourcesOf(request, loaded, where);
  const { connect, query } = request;
  const { messages, progress } = openConsole(request, () => ({
    lines: 0,
    bytesReceived: 0,
    bytesRead: 0,
    bytesToRead: null,
  }));
  const transport = connectOnTerminal(request, where, progress);
  const hosts = new Hosts(transport, Date.now, new AbortController().signal, connect.timings.answerMs);
  const write = request.output.debug === null ? null : openDebugLog(request.output.debug);
  let failed = 0;
  let abridged = false;
  const explainOne = async (source: Source): Promise<string> => {
    const explained = await explainSource(source, { hosts, query, sudo: connect.sudo, now: Date.now });
    if ('text' in explained) {
      if (explained.whole !== null) {
        abridged = true;
        write?.(`${titleOf(source)}\n${explained.whole}`);
      }
      return `${titleOf(source)}\n${explained.text.replace(/^/gm, '  ')}\n`;
    }
    failed++;
    messages.trouble(explained.trouble, source);
    return '';
  };
  try {
    const texts = await Promise.all(sources.map(explainOne));
    progress.close();
    if (abridged && write === null) messages.say('--debug FILE writes each PROGRAM in full');
    process.stdout.write(sanitiseText(texts.join(''), { color: false, tabStop: null }));
    return exitCode({ kind: 'done', sources: sources.length, failed, lines: texts.length, filtering: false });
  } finally {
    progress.close();
    await transport.close();
  }
};

const titleOf = ({ host, log, place }: Source): string => {
  const path = filePath(place);
  return path === null || path === log ? `${host.name}:${log}` : `${host.name}:${log} (${path})`;
};
