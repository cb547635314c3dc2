import { isatty } from 'node:tty';
import { ConfigError } from '../config/files/issue.ts';
import { ownSurroundings, type Surroundings } from '../config/files/paths.ts';
import { ownSshHosts } from '../config/imports/ssh/hosts.ts';
import type { LoadedConfig } from '../config/load.ts';
import { SelectionError } from '../config/sources/selectionProblem.ts';
import { parseSourceWord } from '../config/sources/sourceWord.ts';
import { isHubUrl } from '../core/relay/hubUrl.ts';
import { withoutControls } from '../core/text/controls.ts';
import { SqlError } from './commands/asking/sqlError.ts';
import { renderIgnored } from './commands/ignored.ts';
import { importWarnings } from './commands/importTexts.ts';
import { loadInventory, startDemo } from './commands/inventory.ts';
import { ReplayError } from './commands/replay.ts';
import { explainWord } from './commands/subcommandAdvice.ts';
import { completionCandidates, renderCandidates } from './completion/candidates.ts';
import { exitCode } from './exitCodes.ts';
import { localZone } from './localZone.ts';
import type { Program } from './options/commands.ts';
import type { CommandLine } from './options/parse.ts';
import { problem, renderProblems } from './options/problems.ts';
import { defaultSettings } from './request/configured.ts';
import type { Invocation, Request } from './request/request.ts';
import { mentionsTemplate, resolveRequest } from './request/resolve.ts';
import { trustQuestion } from './terminal/configTrustQuestion.ts';
import { UnusablePathError } from './terminal/unusablePath.ts';

type Dispatched = Extract<
  Invocation,
  { kind: 'request' | 'complete' | 'completion' | 'trust' | 'init' | 'example' }
>;

/** Runs everything that needs the configuration; returns the exit code. */
export const dispatch = async (program: Program, invocation: Dispatched): Promise<number> => {
  const where = ownSurroundings();
  try {
    switch (invocation.kind) {
      case 'completion': {
        const { completionScript } = await import('./completion/script.ts');
        process.stdout.write(completionScript(invocation.shell));
        return 0;
      }
      case 'complete': {
        const { configFile, what, word } = invocation.question;
        if (what === 'operands' && isHubUrl(word)) {
          const { publishedCandidates } = await import('./completion/publishedLogs.ts');
          process.stdout.write(renderCandidates(await publishedCandidates(invocation.question)));
          return 0;
        }
        const { inventory } = await loadInventory(program, where, {
          file: configFile,
          typing: true,
          imports: 'kept',
        });
        const sshHosts = () => ownSshHosts(where.home, null);
        process.stdout.write(
          renderCandidates(completionCandidates(invocation.question, inventory, sshHosts)),
        );
        return 0;
      }
      case 'init': {
        const { runInit } = await import('./commands/setup/init.ts');
        return await runInit(program, invocation.file, where);
      }
      case 'example': {
        const { exampleText } = await import('./commands/setup/example.ts');
        process.stdout.write(exampleText());
        return 0;
      }
      case 'trust': {
        const { runTrust } = await import('./commands/trust.ts');
        return await runTrust(program, invocation, where);
      }
      case 'request':
        return await withConfiguration(program, invocation, where);
    }
  } catch (error) {
    // During completion, shells ignore messages.
    if (invocation.kind !== 'complete') process.stderr.write(usageText(program, error));
    return exitCode({ kind: 'usage' });
  }
};

const withConfiguration = async (
  program: Program,
  invocation: Extract<Invocation, { kind: 'request' }>,
  where: Surroundings,
): Promise<number> => {
  const needsHosts = asksInventory(invocation.commandLine);
  const loaded = invocation.demo
    ? NOTHING_YET
    : await loadInventory(program, where, {
        file: invocation.configFile,
        ask: needsHosts ? trustQuestion() : null,
        imports: needsHosts ? (invocation.refresh ? 'afresh' : 'due') : 'none',
        onRun: announceRun(program),
        onIgnored: ignored => process.stderr.write(renderIgnored(program, ignored)),
      });
  const set = {
    commandLine: invocation.commandLine,
    env: process.env,
    defaults: loaded === NOTHING_YET ? [] : defaultSettings(loaded, where.home),
  };
  const resolved = resolveRequest({
    ...set,
    parseTemplate: mentionsTemplate(set) ? (await import('../core/text/template.ts')).parseTemplate : null,
    terminal: {
      stdinIsTerminal: isatty(0),
      stdoutIsTerminal: process.stdout.isTTY === true,
    },
    clock: { now: Date.now(), zone: localZone },
  });
  if (!resolved.ok) {
    process.stderr.write(renderProblems(program, resolved.problems));
    return exitCode({ kind: 'usage' });
  }
  const { request } = resolved;
  for (const warning of importWarnings(loaded?.imported ?? []))
    process.stderr.write(`${program}: ${warning}\n`);
  for (const warning of request.warnings) process.stderr.write(`${program}: ${warning}\n`);
  if (loaded !== NOTHING_YET) return perform(request, loaded, where);
  const demo = await startDemo(program, where, request.inventory.demo?.seed ?? 0);
  try {
    return await perform(ofDemo(request), demo.loaded, where);
  } finally {
    await demo.fleet.stop();
  }
};

/**
 * Returns the request for the demo, without the user's ssh configuration, whose hosts may have the same names as the
 * demo's.
 */
const ofDemo = (request: Request): Request => ({
  ...request,
  connect: { ...request.connect, sshConfig: request.connect.sshConfig ?? '/dev/null' },
});

/** An inventory command that takes this long is named, so that users know what rtail is waiting for. */
const ANNOUNCED_MS = 1000;

const announceRun = (program: Program): ((command: string | null) => void) => {
  let timer: NodeJS.Timeout | undefined;
  return command => {
    clearTimeout(timer);
    if (command === null) return;
    const text = `${program}: waiting for the inventory command: ${withoutControls(command)}\n`;
    timer = setTimeout(() => process.stderr.write(text), ANNOUNCED_MS);
  };
};

/**
 * Returns true if a command line may need the inventory: reading only local files and standard input does
 * not.
 */
const asksInventory = ({ command, words, flags }: CommandLine): boolean =>
  command !== 'run' ||
  (words.length === 0 && !flags.some(({ option, text }) => option.name === 'name' && text.includes('='))) ||
  words.some(word => !['local', 'other', 'stdin'].includes(parseSourceWord(word).kind));

/** `rtail list`: part of the inventory could not be read. */
const SOME_FAILED = 3;

/** The demo's inventory is created later, once the seed is known. */
const NOTHING_YET = null;

const perform = async (request: Request, loaded: LoadedConfig, where: Surroundings): Promise<number> => {
  switch (request.command) {
    case 'list': {
      const hubs = request.words.filter(isHubUrl);
      if (hubs.length > 0) return (await import('./commands/relay/hubReports.ts')).listHubs(request, hubs);
      const { renderList } = await import('./commands/list.ts');
      const { team } = request.inventory;
      const form = request.output.form === 'json' ? 'json' : 'text';
      const sshHosts = request.inventory.demo === null ? ownSshHosts(where.home, null) : [];
      process.stdout.write(
        renderList(loaded.inventory, {
          form,
          names: request.words,
          team,
          imported: loaded.imported,
          sshHosts,
        }),
      );
      return loaded.imported.some(({ failure, ageMs }) => failure !== null && ageMs === null)
        ? SOME_FAILED
        : 0;
    }
    case 'config': {
      const { renderConfig } = await import('./commands/config.ts');
      const form = request.output.form === 'json' ? 'json' : 'text';
      process.stdout.write(
        renderConfig(loaded, { form, settings: request.settings, cwd: where.cwd, home: where.home }),
      );
      return 0;
    }
    case 'check': {
      const hubs = request.words.filter(isHubUrl);
      if (hubs.length > 0) return (await import('./commands/relay/hubReports.ts')).checkHubs(request, hubs);
      const { checkSources } = await import('./commands/check.ts');
      return checkSources(request, loaded, where);
    }
    case 'relay': {
      const { relayRun } = await import('./commands/relay/relay.ts');
      return relayRun(request, loaded, where);
    }
    case 'serve': {
      const { serveRun } = await import('./commands/serve/serveRun.ts');
      return serveRun(request, loaded, where);
    }
    case 'run': {
      if (request.explain) {
        const { explainRun } = await import('./commands/explain.ts');
        return explainRun(request, loaded, where);
      }
      if (request.mode === 'screen') {
        const { screenRun } = await import('./commands/screen.ts');
        return screenRun(request, loaded, where);
      }
      const { printRun } = await import('./commands/print.ts');
      return printRun(request, loaded, where);
    }
  }
};

/** Returns the message for an invalid request or configuration; rethrows anything else, which is a bug in rtail. */
const usageText = (program: Program, error: unknown): string => {
  if (error instanceof ConfigError) return error.message.replace(/^/gm, `${program}: `).concat('\n');
  if (error instanceof SelectionError) {
    return renderProblems(
      program,
      error.problems
        .map(found => explainWord(program, found))
        .map(({ word, message, advice }) => problem(`${word}: ${message}`, advice)),
    );
  }
  if (error instanceof ReplayError || error instanceof UnusablePathError || error instanceof SqlError)
    return `${program}: ${error.message}\n`;
  throw error;
};
