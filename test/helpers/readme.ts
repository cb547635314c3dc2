import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const root = join(import.meta.dirname, '../..');
export const README = readFileSync(join(root, 'README.md'), 'utf8');

/** A recipe: the command lines below a comment. */
export interface Recipe {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Returns the recipes of the first shell block below a heading such as `### Journals`. */
export const recipesOf = (heading: string): readonly Recipe[] =>
  (new RegExp(`${heading}[\\s\\S]*?\`\`\`sh\\n([\\s\\S]*?)\`\`\``).exec(README)?.[1] ?? '')
    .trim()
    .split('\n\n')
    .map(recipe => {
      const [title = '', ...lines] = recipe.trim().split('\n');
      return { title, lines };
    });

/** The end of a recipe's line: an exit code, or the signal that ended a followed log. */
export interface RecipeEnd {
  readonly ended: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly isFollowing: boolean;
}

/** Runs a line in a shell, like a reader who presses ^C once a followed log shows something. */
export const runRecipe = async (
  line: string,
  { cwd, home, env = {} }: { readonly cwd: string; readonly home: string; readonly env?: NodeJS.ProcessEnv },
): Promise<RecipeEnd> => {
  const path = [join(root, 'bin'), env['PATH'], process.env['PATH']].filter(Boolean).join(':');
  const child = spawn('sh', ['-c', line], {
    cwd,
    detached: true,
    env: { ...process.env, ...env, PATH: path, HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const isFollowing = / -F /.test(line);
  if (isFollowing) child.stdout.once('readable', () => process.kill(-child.pid!, 'SIGINT'));
  const [stdout, stderr, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { ended: isFollowing ? (signal ?? code) : code, stdout, stderr, isFollowing };
};
