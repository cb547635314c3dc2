import type { Option } from '../options/options.ts';
import { groupedOptions, optionForms } from '../options/optionText.ts';
import { capitalised } from './help.ts';

/** Lines of the README between which the table stands. */
export const TABLE_MARKERS = ['<!-- options: made by npm run docs -->', '<!-- end of options -->'] as const;

/** The options as Markdown: a table for each group. */
export const readmeTable = (): string =>
  groupedOptions(null)
    .map(({ heading, options }) => `**${heading}**\n\n| | |\n|---|---|\n${options.map(row).join('')}`)
    .join('\n');

const row = (option: Option): string =>
  `| ${cell(`\`${optionForms(option)}\``)} | ${cell(capitalised(option.summary))} |\n`;

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** A text with what stands between the markers replaced by the table; null if it has no markers. */
export const withReadmeTable = (readme: string): string | null => {
  const [start, end] = TABLE_MARKERS;
  const from = readme.indexOf(start);
  const to = readme.indexOf(end, from);
  if (from < 0 || to < 0) return null;
  return `${readme.slice(0, from + start.length)}\n\n${readmeTable()}\n${readme.slice(to)}`;
};
