import type { Shell } from './commands.ts';
import { bashCompletion } from './completionBash.ts';
import { fishCompletion } from './completionFish.ts';
import { zshCompletion } from './completionZsh.ts';

/** The completion script for a shell, for both programs. */
export function completionScript(shell: Shell): string {
  switch (shell) {
    case 'bash':
      return bashCompletion();
    case 'zsh':
      return zshCompletion();
    case 'fish':
      return fishCompletion();
  }
}
