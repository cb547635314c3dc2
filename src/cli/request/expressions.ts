import { parsePattern } from '../../core/pattern/pattern.ts';
import { parseTemplate } from '../../core/text/template.ts';
import { parseWhere } from '../../core/where/parse.ts';
import { type Problem, problem, quoted } from '../options/problems.ts';
import { type Settings, valuesOf } from './settings.ts';
import { spelt } from './validate.ts';

/** Returns the problems with patterns and the template, with the position of each. */
export const expressionProblems = (settings: Settings): Problem[] => {
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
  return [...patterns, ...conditionProblems(settings), ...templateProblems(settings)];
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

const templateProblems = (settings: Settings): Problem[] => {
  const setting = settings.get('format')!;
  const parsed = typeof setting.value === 'string' ? parseTemplate(setting.value) : null;
  if (!parsed || parsed.ok) return [];
  return [
    problem(
      `${spelt(setting)} ${quoted(setting.text ?? '')}: character ${parsed.position}: ${parsed.message}`,
    ),
  ];
};
