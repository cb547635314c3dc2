import type { AskTrust, TrustQuestion } from '../../config/trust/judge.ts';
import { withoutControls } from '../../core/text/controls.ts';
import { needTexts } from '../commands/ignored.ts';
import { confirmOnTerminal } from './terminalPrompter.ts';

/**
 * Returns a function that asks on the terminal whether to trust a found configuration; null if there is no terminal.
 */
export const trustQuestion = (): AskTrust | null =>
  process.stdin.isTTY && process.stderr.isTTY
    ? question => confirmOnTerminal({ interactive: true }, trustText(question), TRUST_PROMPT)
    : null;

export const TRUST_PROMPT = 'Trust it in its current form (yes/no)? ';

/** Returns the lines before the prompt: which file, what it would do, and the effect of a `no`. */
export const trustText = ({ file, needs, changed }: TrustQuestion): readonly string[] =>
  [
    changed
      ? `${file}, or a file that it extends, has changed since you trusted it.`
      : `${file} was found here, and you have not trusted it yet.`,
    'It does things that only a trusted configuration is allowed to do:',
    ...needTexts(needs).map(text => `  ${text}`),
    'Read it before you answer yes. If you answer no, its hosts and logs still work, but none of this takes effect.',
  ].map(withoutControls);
