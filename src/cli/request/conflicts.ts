import type { SettingName } from '../options/options.ts';
import { type Problem, problem } from '../options/problems.ts';
import { distanceOf } from './layers.ts';
import type { Setting, Settings } from './settings.ts';

/** Two options that cannot both be meant. */
interface Conflict {
  readonly options: readonly [SettingName, SettingName];
  /** Only with these values; absent: whenever both are on. */
  readonly when?: (first: unknown, second: unknown) => boolean;
  readonly why: string;
  readonly advice: string;
  /** The second only shapes what the first replaces: said on the command line alone, elsewhere it just has no effect. */
  readonly mild?: true;
}

export const CONFLICTS: readonly Conflict[] = [
  {
    options: ['head', 'last'],
    why: 'the first lines and the latest ones cannot both be asked for',
    advice: 'Keep one of them.',
  },
  {
    options: ['last', 'max-count'],
    why: '--max-count keeps the first of each log, --last the latest of all',
    advice: 'Keep one of them.',
  },
  {
    options: ['last', 'follow'],
    why: 'the latest lines are found by reading back from the end, and a followed log has none',
    advice: 'Use -n N -f to begin N lines before the end, or drop -f.',
  },
  {
    options: ['output', 'format'],
    when: form => form !== 'text',
    why: 'a template shapes text output only',
    advice: 'Drop -o, or drop --format.',
    mild: true,
  },
  {
    options: ['output', 'prefix'],
    when: (form, prefix) => form === 'raw' && prefix === 'always',
    why: 'raw output is the bytes of the log with nothing in front',
    advice: 'Use -o text to have the source in front of each line, or --tee DIR to keep sources apart.',
    mild: true,
  },
  {
    options: ['output', 'time'],
    when: (form, time) => form === 'raw' && time !== 'off',
    why: 'raw output is the bytes of the log with nothing in front',
    advice: 'Use -o text to have times in front of each line.',
    mild: true,
  },
  {
    options: ['output', 'color'],
    when: (form, color) => form !== 'text' && color === 'always',
    why: 'only text output has colours',
    advice: 'Drop -o, or drop --color.',
    mild: true,
  },
  {
    options: ['demo', 'config'],
    why: 'the demo has an inventory of its own',
    advice: 'Keep one of them.',
  },
  {
    options: ['demo', 'jump'],
    why: 'the demo has a bastion of its own',
    advice: 'Drop --jump.',
  },
  { options: ['demo', 'replay'], why: 'each says what to show', advice: 'Keep one of them.' },
  {
    options: ['replay', 'follow'],
    why: 'what was saved does not grow',
    advice: 'Drop -f.',
  },
  { options: ['replay', 'tee'], why: 'what is shown is saved already', advice: 'Drop --tee.' },
  {
    options: ['replay', 'explain'],
    why: 'nothing runs on a host when saved logs are shown',
    advice: 'Drop one of them.',
  },
];

/** True unless a setting says that its option is not wanted. */
export const isOn = ({ name, value }: Setting): boolean =>
  value !== false &&
  value !== null &&
  !(Array.isArray(value) && value.length === 0 && name !== 'jump') &&
  !(name === 'follow' && value === 'none');

/**
 * Finds contradictions. Said in the same place they are problems; otherwise the nearer one counts and the farther is dropped, so that
 * `--last 5` on the command line works whatever `defaults:` says.
 */
export function resolveConflicts(settings: Settings): { settings: Settings; problems: readonly Problem[] } {
  const left = new Map(settings);
  const problems: Problem[] = [];
  for (const { options, when, why, advice, mild } of CONFLICTS) {
    const [first, second] = options.map(name => left.get(name)) as [Setting | undefined, Setting | undefined];
    if (!first || !second || !isOn(first) || !isOn(second)) continue;
    if (when && !when(first.value, second.value)) continue;
    const apart = distanceOf(first.origin) - distanceOf(second.origin);
    if (apart > 0) left.delete(first.name);
    else if (apart < 0 || (mild && first.origin.kind !== 'flag')) left.delete(second.name);
    else problems.push(problem(`${spelt(first)} and ${spelt(second)}: ${why}`, advice));
  }
  return { settings: left, problems: [...problems, ...samePattern(left)] };
}

/** How a setting was asked for, as a person would recognise it. */
export function spelt({ name, origin }: Setting): string {
  switch (origin.kind) {
    case 'flag':
      return origin.spelt;
    case 'environment':
      return origin.variable;
    case 'file':
      return `${origin.file}: defaults.${name}`;
    case 'built-in':
      return `--${name}`;
  }
}

function samePattern(settings: Settings): Problem[] {
  const excluded = new Set((settings.get('exclude')?.value ?? []) as readonly string[]);
  const both = ((settings.get('grep')?.value ?? []) as readonly string[]).filter(pattern =>
    excluded.has(pattern),
  );
  return both.map(pattern =>
    problem(`--grep and --exclude both say '${pattern}': no line can match`, 'Drop one of them.'),
  );
}
