import type { Program } from './commands.ts';

/** The oldest Node that runs this program, and what is said to an older one. Nothing newer than its syntax may be loaded before the check. */
const OLDEST = [22, 18] as const;

/** Checks the Node in use, then runs the program on the command line of this process and sets the exit code. */
export const startProgram = async (program: Program): Promise<void> => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    process.stderr.write(
      `${program}: needs Node ${OLDEST.join('.')} or newer, and this is ${process.versions.node}\n` +
        `  Install a newer Node from https://nodejs.org, or run bin/${program} from a checkout: it brings its own.\n`,
    );
    process.exitCode = 2;
    return;
  }
  const { main } = await import('./main.ts');
  process.exitCode = await main(program, process.argv.slice(2));
};
