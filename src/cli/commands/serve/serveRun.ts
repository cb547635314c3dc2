import type { Surroundings } from '../../../config/files/paths.ts';
import type { LoadedConfig } from '../../../config/load.ts';
import { screenSettings } from '../../../config/screenSettings.ts';
import { fieldsOf } from '../../../core/fields/readFields.ts';
import type { LogRecord } from '../../../core/record.ts';
import type { Source } from '../../../core/target.ts';
import { ByteOutput } from '../../../print/byteOutput.ts';
import { recordJson } from '../../../print/json/recordJson.ts';
import { Hub } from '../../../session/live/hub.ts';
import { RunControl } from '../../../session/live/sourceControl.ts';
import { questionText } from '../../../session/loginQuestions.ts';
import type { Prompter } from '../../../transport/transport.ts';
import { type PageFiles, readPageFiles } from '../../../web/http/pageFiles.ts';
import { type RunningServer, startServer } from '../../../web/serve.ts';
import { exitCode } from '../../exitCodes.ts';
import type { Request } from '../../request/request.ts';
import { connectTransports } from '../../terminal/connect.ts';
import { createTerminalPrompter } from '../../terminal/terminalPrompter.ts';
import { firstFilter, viewNamed } from '../savedViews.ts';
import { sourcesOf } from '../sources.ts';
import { openCatalogue } from './catalogue.ts';
import { openBrowser } from './openBrowser.ts';
import { ServeProblem } from './serveProblem.ts';
import { pageFolders, type ServerSettings, serverSettings } from './settings.ts';

/** `rtail serve`: shows logs in browsers until a signal ends it; returns the exit code. Throws a SelectionError. */
export const serveRun = async (
  request: Request,
  loaded: LoadedConfig,
  where: Surroundings,
): Promise<number> => {
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  try {
    return await serve(request, loaded, where, say);
  } catch (error) {
    if (!(error instanceof ServeProblem)) throw error;
    say(`${request.program}: ${error.message}`);
    return exitCode({ kind: 'usage' });
  }
};

const serve = async (
  request: Request,
  loaded: LoadedConfig,
  where: Surroundings,
  say: (text: string) => void,
): Promise<number> => {
  const settings = serverSettings(request.serve, where);
  const policy = loaded.config.serve;
  // Without the intended policy, viewers would see too much.
  if (policy && policy.allow === undefined && policy.operators === undefined) {
    throw new ServeProblem(
      'the policy in serve: does not apply, because it is empty or the file is not trusted; to trust the file, run rtail trust',
    );
  }
  const files = pageFiles();
  const view = viewNamed(request.screen.view, screenSettings(loaded.config).views);
  const words = request.words.length > 0 ? request.words : (view?.sources ?? []);
  const wanted = words.length > 0 || request.inventory.demo !== null;
  const select = (names: readonly string[]): readonly Source[] =>
    sourcesOf({ ...request, words: names }, loaded, where);
  const first = wanted ? select(words) : [];
  if (!wanted && loaded.inventory.hosts.size === 0) {
    throw new ServeProblem(
      'serve: nothing to show: no SOURCE was given, and no configuration defines any hosts. Try rtail serve ./app.log, rtail serve user@host:/var/log/app.log, or rtail --demo serve',
    );
  }
  const catalogue = openCatalogue({ loaded, first, isNamed: words.length > 0, select });
  const { query, connect, screen, serve: asked } = request;
  const filter = firstFilter(query, view);
  const control = new RunControl({
    query,
    filter,
    resolve: select,
    bufferBytes: screen.bufferBytes,
    sudo: connect.sudo,
    answerMs: connect.timings.answerMs,
    stdin: process.stdin,
    now: Date.now,
  });
  const hub = new Hub({
    bufferBytes: screen.bufferBytes,
    control,
    now: Date.now,
    filter,
    timelinePerSource: true,
  });
  const { prompter, waiting } = watchedPrompter(
    createTerminalPrompter({ interactive: process.stdin.isTTY === true }),
  );
  const transport = connectTransports(request, where, prompter);
  control.start(hub, transport, []);
  const log = (line: string): void => say(`${new Date().toISOString().slice(0, 19)}Z ${line}`);
  let server: RunningServer | null = null;
  let tidy = (): void => {};
  try {
    server = await startServer({
      ...settings,
      hub,
      catalogue,
      reader: {
        open: (source, told) => control.open(source, told),
        end: id => control.remove(id),
        retry: id => control.retry(id),
      },
      files,
      operators: [...asked.operators, ...(loaded.config.serve?.operators ?? [])],
      once: asked.once,
      maxViewers: asked.maxViewers,
      graceMs: asked.graceMs,
      version: process.env['RTAIL_VERSION'] ?? 'from source',
      title: words.length > 0 ? words.join(' ') : request.inventory.demo !== null ? 'demo' : 'all logs',
      hostFilter: filter,
      initial: null,
      questions: waiting,
      json: jsonLine(),
      now: Date.now,
      log,
    }).catch(error => {
      throw new ServeProblem(listenProblem(asked.listen, error));
    });
    announce(server, settings, say);
    if (asked.open) tidy = openBrowser(`${server.url}#t=${settings.tokens.viewer}`, say);
    const signal = await ended();
    return signal === 'SIGINT' ? 0 : exitCode({ kind: 'signal', signal });
  } finally {
    tidy();
    hub.close();
    control.cancel();
    await server?.close();
    await transport.close();
    process.stdin.destroy();
  }
};

/** Prints the address of the page. The tokens are in the fragment, which browsers never send. */
const announce = (
  { url }: RunningServer,
  { tokens, authHeader, listen, origins }: ServerSettings,
  say: (text: string) => void,
): void => {
  say(`Viewers:    ${url}#t=${tokens.viewer}`);
  say(`Operators:  ${url}#t=${tokens.operator}`);
  if (authHeader !== null) say(`Through the proxy: ${url}`);
  // Without the address of a proxy, only the socket's path is known.
  const socket = listen.kind === 'unix' && origins.length === 0 ? `--unix-socket '${listen.path}' ` : '';
  if (socket !== '')
    say('Browsers need a reverse proxy in front of the socket; set --origin to its address.');
  say(
    `Scripts:    curl -N ${socket}-H 'Authorization: Bearer TOKEN' '${url}stream?grep=error'   (TOKEN: the part after #t=)`,
  );
  say('Passwords and host keys are asked for here. Press Ctrl-C to stop.');
};

const listenProblem = (listen: string, error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return `--listen ${listen}: the port is in use; --listen 127.0.0.1:0 picks a free one`;
  if (code === 'EACCES') return `--listen ${listen}: permission denied; ports below 1024 need root`;
  return `--listen ${listen}: ${message}`;
};

const pageFiles = (): PageFiles => {
  for (const folder of pageFolders()) {
    try {
      return readPageFiles(folder);
    } catch {
      // The policy may be in another file.
    }
  }
  throw new ServeProblem('the page is not built; in a checkout, run npm run build');
};

/** Creates the prompter with its pending questions. */
const watchedPrompter = (
  prompter: Prompter,
): { readonly prompter: Prompter; readonly waiting: () => readonly string[] } => {
  const open = new Map<number, string>();
  let next = 0;
  return {
    prompter: {
      ask: async (question, signal) => {
        const id = next++;
        open.set(id, `${questionText(question).title} for ${question.host}`);
        try {
          return await prompter.ask(question, signal);
        } finally {
          open.delete(id);
        }
      },
    },
    waiting: () => [...open.values()],
  };
};

/** Returns a function that formats records like `-o json`. */
const jsonLine = (): ((record: LogRecord, source: Source) => string) => {
  const writers = new Map<number, ReturnType<typeof recordJson>>();
  return (record, source) => {
    let writer = writers.get(source.id);
    if (!writer) {
      writer = recordJson(source);
      writers.set(source.id, writer);
    }
    const out = new ByteOutput();
    writer(record, fieldsOf(record, source), out);
    return out.take().toString('utf8');
  };
};

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const ended = (): Promise<(typeof SIGNALS)[number]> =>
  new Promise(resolve => {
    for (const signal of SIGNALS) process.once(signal, () => resolve(signal));
  });
