import { EXIT_CODES } from '../exitCodes.ts';
import { COMMAND_ROWS, type Program, SUBCOMMANDS } from '../options/commands.ts';
import { hasLongForm, type Option } from '../options/options.ts';
import { groupedOptions, optionFacts } from '../options/optionText.ts';
import { takesWord } from '../options/valueKinds.ts';
import { FIELD_LIST, FIELDS } from './fields.ts';
import { capitalised, usageOf, wrap } from './help.ts';
import { DESCRIPTION, ENVIRONMENT, EXAMPLES, FILES, PURPOSE, REVISED, SOURCES, SPELLINGS } from './manual.ts';

/** mandoc's style check requires lines under 80 bytes. */
const TEXT_WIDTH = 78;

/** Returns the manual page of a program in mdoc(7), for section 1. */
export const manPage = (program: Program): string => {
  const other = program === 'rtail' ? 'rtop' : 'rtail';
  const lines = [
    '.\\" Made by scripts/generateDocs.ts from the table of options: do not edit.',
    `.Dd ${REVISED}`,
    `.Dt ${program.toUpperCase()} 1`,
    '.Os',
    '.Sh NAME',
    `.Nm ${program}`,
    `.Nd ${text(PURPOSE[program])}`,
    '.Sh SYNOPSIS',
    ...synopsis(program),
    '.Sh DESCRIPTION',
    ...paragraphs(DESCRIPTION[program]),
    '.Ss Sources',
    ...list(
      'tag',
      SOURCES.map(({ form, meaning }) => [literal(form), [text(`${capitalised(meaning)}.`)]]),
    ),
    '.Ss Options',
    text(SPELLINGS),
    ...groupedOptions(null).flatMap(({ heading, options }) => [
      '.Pp',
      `${text(heading)}:`,
      ...list(
        'tag',
        options.map(option => [forms(option), explanation(option)]),
      ),
    ]),
    '.Ss Fields',
    ...paragraphs(FIELDS),
    ...list(
      'tag',
      FIELD_LIST.map(([word, meaning]) => [literal(word), [text(meaning)]]),
    ),
    '.Ss Subcommands',
    ...list(
      'tag',
      SUBCOMMANDS.map(({ usage, summary }) => [
        literal(`${program} ${usage}`),
        [text(`${capitalised(summary)}.`)],
      ]),
    ),
    '.Sh ENVIRONMENT',
    text(ENVIRONMENT),
    '.Sh FILES',
    ...list(
      'tag',
      FILES.map(({ path, meaning }) => [`.It Pa ${text(path)}`, [text(`${capitalised(meaning)}.`)]]),
    ),
    '.Sh EXIT STATUS',
    ...list(
      'tag',
      EXIT_CODES.map(({ code, meaning }) => [`.It ${code}`, [text(`${capitalised(meaning)}.`)]]),
    ),
    '.Sh EXAMPLES',
    ...EXAMPLES.flatMap(({ task, command }, index) => [
      ...(index === 0 ? [] : ['.Pp']),
      text(`${task}:`),
      `.Dl ${argument(command)}`,
    ]),
    '.Sh SEE ALSO',
    `.Xr grep 1 ,`,
    `.Xr ${other} 1 ,`,
    '.Xr ssh 1 ,',
    '.Xr tail 1 ,',
    '.Xr rtailrc 5 ,',
    '.Xr ssh_config 5',
  ];
  return `${lines.join('\n')}\n`;
};

/** Returns the synopsis; words of a usage line in brackets are optional. */
const synopsis = (program: Program): string[] =>
  COMMAND_ROWS.flatMap(({ usage }) => {
    const words = usageOf(program, usage).split(' ');
    return [
      '.Nm',
      ...words.map(word => (/^\[.*\]$/.test(word) ? `.Op Ar ${dots(word.slice(1, -1))}` : operand(word))),
    ];
  });

const operand = (word: string): string => (/^[a-z]+$/.test(word) ? `.Cm ${word}` : `.Ar ${dots(word)}`);
const dots = (word: string): string => word.replace(/\.\.\.$/, ' ...');

type Item = readonly [head: string, body: readonly string[]];

const list = (kind: 'tag', items: readonly Item[]): string[] => [
  `.Bl -${kind} -width Ds`,
  ...items.flatMap(([head, body]) => [head, ...body]),
  '.El',
];

/** Returns a list of tagged paragraphs. */
export const tagged = (items: readonly Item[]): string[] => list('tag', items);

/** `.It Fl n Ar N , Fl Fl lines Ns = Ns Ar N` */
const forms = (option: Option): string => {
  const value = option.placeholder === undefined ? '' : argument(option.placeholder);
  const short =
    option.short === undefined ? [] : [`Fl ${option.short}${takesWord(option.value) ? ` Ar ${value}` : ''}`];
  return `.It ${[...short, ...longForms(option, value)].join(' , ')}`;
};

const longForms = (option: Option, value: string): string[] => {
  if (!hasLongForm(option)) return [];
  const name = `Fl Fl ${option.name}`;
  if (option.value.kind === 'switch' && option.builtIn === 'yes') return [name, `Fl Fl no-${option.name}`];
  if (value === '') return [name];
  return [takesWord(option.value) ? `${name} Ns = Ns Ar ${value}` : `${name} Ns Op = Ns Ar ${value}`];
};

const explanation = (option: Option): string[] => [
  text(`${capitalised(option.summary)}.`),
  ...optionFacts(option).map(text),
];

const literal = (words: string): string => `.It Li ${argument(words)}`;

export const paragraphs = (texts: readonly string[]): string[] =>
  texts.flatMap((words, index) => (index === 0 ? [text(words)] : ['.Pp', text(words)]));

/**
 * Returns ordinary text: each sentence starts on a new line, as mdoc requires, and no line looks like a
 * macro.
 */
export const text = (words: string): string =>
  words
    .split(/(?<!\be\.g)(?<=\.) /)
    .flatMap(sentence => wrap(escaped(sentence), TEXT_WIDTH))
    .map(line => line.replace(/^([.'])/, '\\&$1'))
    .join('\n');

/** Returns words as one quoted argument of a macro, so that none is mistaken for another macro. */
const argument = (words: string): string => `"${escaped(words).replaceAll('"', '""')}"`;

const escaped = (words: string): string =>
  words
    .replaceAll('\\', '\\e')
    .replace(/(?<![A-Za-z0-9])-/g, '\\-')
    .replaceAll('~', '\\(ti')
    .replaceAll('^', '\\(ha');
