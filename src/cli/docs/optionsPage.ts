import { EXIT_CODES } from '../exitCodes.ts';
import { SUBCOMMANDS } from '../options/commands.ts';
import type { Option } from '../options/options.ts';
import { groupedOptions, optionFacts, optionForms } from '../options/optionText.ts';
import { FIELD_LIST, FIELDS } from './fields.ts';
import { capitalised } from './help.ts';
import { ENVIRONMENT, FILES, SOURCES, SPELLINGS } from './manual.ts';

/** Returns docs/options.md: sources, subcommands, options, environment, files and exit codes. */
export const optionsPage = (): string =>
  `${[
    '<!-- Made by `npm run docs` from the table of options: do not edit. -->',
    '# Sources, subcommands and options',
    'For both programs: `rtail [options] SOURCE...` prints, `rtop [options] [SOURCE...]` opens the screen.',
    '## Sources',
    list(SOURCES.map(({ form, meaning }) => [form, `${capitalised(meaning)}.`])),
    '## Subcommands',
    list(SUBCOMMANDS.map(({ usage, summary }) => [usage, `${capitalised(summary)}.`])),
    '## Options',
    SPELLINGS,
    ...groupedOptions(null).flatMap(({ heading, options }) => [`### ${heading}`, list(options.map(entry))]),
    '## Fields and conditions',
    ...FIELDS.map(escaped),
    list(FIELD_LIST),
    '## Environment and configuration',
    ENVIRONMENT,
    '## Files',
    list(FILES.map(({ path, meaning }) => [path, `${capitalised(meaning)}.`])),
    '## Exit codes',
    list(EXIT_CODES.map(({ code, meaning }) => [code, `${capitalised(meaning)}.`])),
  ].join('\n\n')}\n`;

const list = (items: readonly (readonly [term: string, text: string])[]): string =>
  items.map(([term, text]) => `- \`${term}\`: ${escaped(text)}`).join('\n');

const entry = (option: Option): readonly [string, string] => [
  optionForms(option),
  [`${capitalised(option.summary)}.`, ...optionFacts(option)].join(' '),
];

/** Escapes characters that Markdown would interpret as markup. */
const escaped = (text: string): string => text.replace(/[*_<>|]/g, '\\$&');
