import { parsePattern } from '../../core/pattern/pattern.ts';
import type { parseTemplate } from '../../core/text/template.ts';
import { parseWhere } from '../../core/where/parse.ts';
import { type Problem, problem, quoted } from '../options/problems.ts';
import { type Settings, valuesOf } from './settings.ts';
import { spelt } from './validate.ts';

/** Parses a `--format` template. */
export type ParseTemplate = typeof parseTemplate;

/**
 * Returns the problems with patterns and the template, with the position of each. `parse` is null if no template was
 * set: it takes a while to load.
 */
export const expressionProblems = (settings: Settings, parse: ParseTemplate | null): Problem[] => {
  const { fixed, 'ignore-case': ignoreCase } = valuesOf(settings);
  const patterns = (['grep', 'exclude', 'until-match'] as const).flatMap(name => {
    const setting = settings.get(name)!;
    return ([setting.value].flat() as readonly (string | null)[]).flatMap(text => {
      if (text === null) return [];
      const parsed = parsePattern(text, { fixed, ignoreCase });
      if (parsed.ok) return [];
      const { message, at, advice } = parsed.problem;
      return [
        problem(`${spelt(setting)} ${quoted(text)}: ${message} at character ${at + 1}`, `Advice: ${advice}.`),
      ];
    });
  });
  return [...patterns, ...conditionProblems(settings), ...templateProblems(settings, parse)];
};

const conditionProblems = (settings: Settings): Problem[] => {
  const setting = settings.get('where')!;
  return (setting.value as readonly string[]).flatMap(text => {
    const parsed = parseWhere(text);
    if (parsed.ok) return [];
    const { message, at, advice } = parsed.problem;
    return [
      problem(`${spelt(setting)} ${quoted(text)}: ${message} at character ${at + 1}`, `Advice: ${advice}.`),
    ];
  });
};

const templateProblems = (settings: Settings, parse: ParseTemplate | null): Problem[] => {
  const setting = settings.get('format')!;
  if (typeof setting.value !== 'string') return [];
  if (parse === null) throw new RangeError('A template was set, but nothing was loaded to parse it');
  const parsed = parse(setting.value);
  if (parsed.ok) return [];
  return [
    problem(
      `${spelt(setting)} ${quoted(setting.text ?? '')}: character ${parsed.position}: ${parsed.message}`,
    ),
  ];
};
