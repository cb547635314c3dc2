import { exitCode } from './exitCodes.ts';
import type { Program } from './options/commands.ts';
import { renderProblems } from './options/problems.ts';
import { parseInvocation } from './request/invocation.ts';
import { watchOutput } from './terminal/writtenOutput.ts';

/**
 * Runs a program on a command line (without the program's name) and returns its exit code, once everything has been
 * written.
 */
export const main = async (program: Program, argv: readonly string[]): Promise<number> => {
  process.stderr.on('error', () => undefined);
  const written = watchOutput(process.stdout);
  const code = await run(program, argv);
  const failure = await written();
  const failed = exitCode({ kind: 'output-failed' });
  if (failure === null || code === failed) return code;
  process.stderr.write(`${program}: standard output: ${failure.message}\n`);
  return failed;
};

/** Performs what was asked. This is the only place that wires everything; modules that a run does not need are not loaded. */
const run = async (program: Program, argv: readonly string[]): Promise<number> => {
  const invocation = parseInvocation(program, argv, process.env);
  switch (invocation.kind) {
    case 'version':
      process.stdout.write(`${program} ${process.env['RTAIL_VERSION'] ?? 'from source'}\n`);
      return 0;
    case 'help': {
      const { longHelp, shortHelp } = await import('./docs/help.ts');
      const render = invocation.length === 'short' ? shortHelp : longHelp;
      process.stdout.write(render(program, invocation.command, process.stdout.columns ?? 80));
      return 0;
    }
    case 'usage':
      process.stderr.write(renderProblems(program, invocation.problems));
      return exitCode({ kind: 'usage' });
    case 'completion':
    case 'complete':
    case 'trust':
    case 'init':
    case 'example':
    case 'request': {
      const { dispatch } = await import('./dispatch.ts');
      return dispatch(program, invocation);
    }
  }
};
