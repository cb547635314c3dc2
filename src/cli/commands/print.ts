import { setImmediate } from 'node:timers/promises';
import type { Surroundings } from '../../config/files/paths.ts';
import type { LoadedConfig } from '../../config/load.ts';
import type { Host, Source } from '../../core/target.ts';
import type { Totals } from '../../print/progress.ts';
import { EarlyLogins } from '../../transport/earlyLogins.ts';
import type { Request } from '../request/request.ts';
import { connectTransports, promptOnTerminal } from '../terminal/connect.ts';
import { openConsole } from '../terminal/console.ts';
import { closeStandardInput } from '../terminal/standardInput.ts';
import type { Recording } from './recording.ts';
import { sourcesOf } from './sources.ts';

const NOTHING_READ: Totals = { lines: 0, bytesReceived: 0, bytesRead: 0, bytesToRead: null };

/**
 * `rtail SOURCE...`: reads, prints, and returns the exit code. Throws a SelectionError or an UnusablePathError. Whatever
 * can be wrong with the request is found first; then the logins start, and what reads and prints is loaded meanwhile.
 */
export const printRun = async (
  asked: Request,
  loaded: LoadedConfig,
  where: Surroundings,
): Promise<number> => {
  const started = Date.now();
  const request = await withViewOf(asked, loaded);
  const sources = sourcesOf(request, loaded, where);
  const recording = await recordingOf(request);
  let totals = (): Totals => NOTHING_READ;
  const streams = openConsole(request, () => totals());
  let waits = (): void => {};
  const waiting = new Promise<void>(resolve => {
    waits = resolve;
  });
  const transport = new EarlyLogins(promptOnTerminal(streams.progress), prompter =>
    connectTransports(request, where, prompter, () => waits()),
  );
  try {
    const early = earlyHosts(request, sources);
    if (early.length > 0) await atMost(HEAD_START_MS, Promise.race([waiting, transport.start(early)]));
    const { printSources } = await loadPrinting();
    const showTotals = (of: () => Totals): void => {
      totals = of;
    };
    return await printSources({ request, sources, recording, streams, transport, started, showTotals });
  } finally {
    streams.progress.close();
    await transport.close();
    closeStandardInput();
  }
};

/** Loads what reads and prints, in parts: what servers answer meanwhile is dealt with in between. */
const loadPrinting = async (): Promise<typeof import('./printing/printSources.ts')> => {
  await import('../../core/understand/lineReader.ts');
  await answersTaken();
  await import('../../core/fields/readFields.ts');
  await answersTaken();
  return import('./printing/printSources.ts');
};

/** Resolves when whatever has arrived was dealt with: after the next turn of the event loop. */
const answersTaken = async (): Promise<void> => {
  await setImmediate();
  await setImmediate();
};

/** How long the logins may take to start before the rest is loaded anyway. */
const HEAD_START_MS = 200;

/** Waits for something, but not longer than this. */
const atMost = async (ms: number, work: Promise<unknown>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise(resolve => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, over]);
  clearTimeout(timer);
};

/** Returns the hosts to log in to at once: those that are needed in any case. A query of SQL may still be wrong. */
const earlyHosts = ({ connect, sql }: Request, sources: readonly Source[]): readonly Host[] =>
  connect.transport === 'ssh2' && sql === null
    ? sources
        .filter(
          ({ host, place }) => host.kind === 'ssh' && (place.kind === 'file' || place.kind === 'command'),
        )
        .map(({ host }) => host)
    : [];

const withViewOf = async (request: Request, loaded: LoadedConfig): Promise<Request> =>
  request.screen.view === null ? request : (await import('./savedViews.ts')).withView(request, loaded);

const recordingOf = async (request: Request): Promise<Recording | null> =>
  request.output.tee === null ? null : (await import('./recording.ts')).openRecording(request);
