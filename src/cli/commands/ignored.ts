import { showIssue } from '../../config/files/issue.ts';
import type { Ignored } from '../../config/gather.ts';
import type { Distrust, Need } from '../../config/trust/judge.ts';
import { withoutControls } from '../../core/text/controls.ts';
import { shellWord } from '../completion/words.ts';
import type { Program } from '../options/commands.ts';

/** Returns lines for stderr: what was ignored because the file is not trusted, where, and how to allow it. */
export const renderIgnored = (program: Program, ignored: Ignored): string =>
  linesOf(program, ignored)
    .map(line => `${program}: ${withoutControls(line)}\n`)
    .join('');

const linesOf = (program: Program, ignored: Ignored): readonly string[] => {
  const { file } = ignored;
  if (ignored.kind === 'unusable') return [showIssue({ ...ignored, ...NOWHERE, advice: 'it is ignored' })];
  const { needs, distrust, forgetful } = ignored;
  return [
    ...needTexts(needs).map(text => `ignored: ${text}`),
    ...(distrust === null ? [] : [`  ${distrustText(program, file, distrust)}`]),
    ...(forgetful === null ? [] : [`your answer about ${file} cannot be saved: ${forgetful}`]),
  ];
};

const NOWHERE = { position: null, path: [] };

/** Maximum number listed; a file with more of them should be read anyway. */
const FEW = 8;

/** A longer line would push the others off the screen. */
const MAX_WIDTH = 500;

const cut = (line: string): string => (line.length > MAX_WIDTH ? `${line.slice(0, MAX_WIDTH)}…` : line);

/** Returns what a configuration needs trust for, one per line: `FILE:LINE:COLUMN: KEY: what it does`. */
export const needTexts = (needs: readonly Need[]): readonly string[] => {
  const texts = needs
    .slice(0, FEW)
    .map(({ what, ...place }) => cut(showIssue({ ...place, message: what, advice: null })));
  return needs.length > FEW ? [...texts, `and ${needs.length - FEW} more of these`] : texts;
};

export const distrustText = (program: Program, file: string, distrust: Distrust): string => {
  const allow = `to allow this, read the file and run: ${program} trust ${fileWord(file)}`;
  switch (distrust.kind) {
    case 'unknown':
      return `${file} was found here and you have not trusted it; ${allow}`;
    case 'changed':
      return `${file}, or a file that it extends, has changed since you trusted it; ${allow}`;
    case 'refused':
      return `you chose not to trust ${file}; ${allow}`;
    case 'unsafe':
      return `${file} was found here and cannot be trusted: ${distrust.reason}. Fix that or, if you know what the file does, name it with --config ${fileWord(file)}`;
  }
};

/** Quotes a file's name for a shell. */
export const fileWord = (file: string): string => (/^[\w./~+@:,-]+$/.test(file) ? file : shellWord(file));
