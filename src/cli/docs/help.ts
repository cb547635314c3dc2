import { EXIT_CODES } from '../exitCodes.ts';
import { COMMAND_ROWS, type Command, type Program, SUBCOMMANDS } from '../options/commands.ts';
import type { Option } from '../options/options.ts';
import { groupedOptions, optionFacts, optionForms } from '../options/optionText.ts';
import { DESCRIPTION, ENVIRONMENT, EXAMPLES, PURPOSE, SOURCES, SPELLINGS } from './manual.ts';

/** Maximum width of an option's forms next to its summary; longer ones get their own line. */
const FORMS_WIDTH = 33;
const MIN_WIDTH = 60;

/** Returns `-h`: the usage and one line per option. `width` is the terminal's, in columns. */
export const shortHelp = (program: Program, command: Command, width: number): string => {
  const options = groupedOptions(command).map(({ heading, options }) =>
    section(heading, options.map(option => row(optionForms(option), option.summary, width)).join('')),
  );
  const more = `Run '${commandWords(program, command)} --help' for details and examples.\n`;
  return [opening(program, command), ...options, more].join('\n');
};

/** Returns `--help`: everything about the options, with examples, at most `width` columns wide. */
export const longHelp = (program: Program, command: Command, width: number): string => {
  const options = groupedOptions(command).map(({ heading, options }) =>
    section(heading, options.map(option => entry(option, width)).join('')),
  );
  const isMain = command === 'run';
  const before = isMain ? [paragraphs(DESCRIPTION[program], width), section('SOURCE', sources(width))] : [];
  const after = isMain ? [section('Examples', examples(width))] : [];
  const notes = paragraphs(command === 'completion' ? [] : [SPELLINGS, ENVIRONMENT], width);
  const exits = section(
    'Exit codes',
    EXIT_CODES.map(({ code, meaning }) => `  ${code.padEnd(7)}${meaning}\n`).join(''),
  );
  const parts = [opening(program, command), ...before, ...options, ...after, notes, exits];
  return parts.filter(part => part !== '').join('\n');
};

const commandWords = (program: Program, command: Command): string =>
  command === 'run' ? program : `${program} ${command}`;

const opening = (program: Program, command: Command): string => {
  const own = COMMAND_ROWS.find(({ name }) => name === command)!;
  const summary = command === 'run' ? PURPOSE[program] : own.summary;
  const rows = command === 'run' ? [own, ...SUBCOMMANDS] : [own];
  const usages = rows.map(({ usage }) => `${program} ${usageOf(program, usage)}`);
  return `${commandWords(program, command)}: ${summary}\n\nUsage: ${usages.join('\n       ')}\n`;
};

/** Returns a usage line; rtop's SOURCE is optional, because it can open its picker. */
export const usageOf = (program: Program, usage: string): string =>
  program === 'rtop' && usage === '[options] SOURCE...' ? '[options] [SOURCE...]' : usage;

const section = (heading: string, body: string): string => `${heading}:\n${body}`;

const row = (forms: string, summary: string, width: number): string => {
  const left = `  ${forms.startsWith('--') ? `    ${forms}` : forms}`;
  const indent = ' '.repeat(FORMS_WIDTH);
  const text = wrap(summary, width - FORMS_WIDTH).join(`\n${indent}`);
  return left.length < FORMS_WIDTH - 1
    ? `${left.padEnd(FORMS_WIDTH)}${text}\n`
    : `${left}\n${indent}${text}\n`;
};

const entry = (option: Option, width: number): string => {
  const text = [`${option.summary}.`, ...optionFacts(option)].join(' ');
  return `  ${optionForms(option)}\n${indented(capitalised(text), 6, width)}`;
};

const sources = (width: number): string =>
  SOURCES.map(({ form, meaning }) => `  ${form}\n${indented(`${capitalised(meaning)}.`, 6, width)}`).join('');

const examples = (width: number): string =>
  EXAMPLES.map(({ task, command }) => `${indented(`${task}:`, 2, width)}      ${command}\n`).join('');

const paragraphs = (texts: readonly string[], width: number): string =>
  texts.map(text => indented(text, 0, width)).join('\n');

const indented = (text: string, by: number, width: number): string =>
  wrap(text, width - by)
    .map(line => `${' '.repeat(by)}${line}\n`)
    .join('');

export const capitalised = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}`;

/** Breaks text at spaces into lines of at most `width` columns; a longer word gets its own line. */
export const wrap = (text: string, width: number): string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > Math.max(width, MIN_WIDTH / 2)) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
};
