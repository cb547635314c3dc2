import type { SettingName } from '../options/options.ts';
import { spelt } from './conflicts.ts';
import type { Request } from './request.ts';
import type { Settings } from './settings.ts';

type Rule = readonly [
  options: readonly SettingName[],
  idle: (request: Omit<Request, 'warnings'>) => boolean,
  why: string,
];

const reads = ({ command }: { command: string }): boolean => command === 'run';
const notFollowing: Rule[1] = request => reads(request) && request.query.follow === 'none';
const withoutPattern: Rule[1] = request =>
  reads(request) && request.query.grep.length === 0 && request.query.exclude.length === 0;
const onScreen: Rule[1] = ({ mode }) => mode === 'screen';

/** When an option does nothing as it is used: not wrong, but not what its user thinks. */
const RULES: readonly Rule[] = [
  [['retry', 'pid', 'sleep-interval'], notFollowing, 'only matters when following (-f)'],
  [['ignore-case', 'fixed'], withoutPattern, 'only matters with --grep or --exclude'],
  [
    ['after-context', 'before-context', 'context'],
    request => withoutPattern(request) && request.query.level === null,
    'only matters with --grep, --exclude or --level',
  ],
  [['output', 'format', 'prefix'], onScreen, 'shapes printed output; add --print, or use rtail'],
  [['seed'], ({ inventory }) => inventory.demo === null, 'only matters with --demo'],
  [
    ['name'],
    request => reads(request) && request.inventory.demo === null && !request.words.includes('-'),
    'only matters with the source - (standard input)',
  ],
];

/** A sentence for each option on the command line that has no effect as it is used. */
export function remarksOn(request: Omit<Request, 'warnings'>, settings: Settings): string[] {
  return RULES.flatMap(([options, idle, why]) => {
    const said = options.flatMap(name => settings.get(name) ?? []).filter(isAsked);
    const forms = new Set(said.map(spelt));
    return forms.size > 0 && idle(request) ? [...forms].map(form => `${form} has no effect: it ${why}`) : [];
  });
}

/** Shorthands for several options (`-F`) mean what they mean; only an option itself is remarked on. */
const isAsked = ({ origin, value }: { origin: { kind: string; spelt?: string }; value: unknown }): boolean =>
  origin.kind === 'flag' && origin.spelt !== '-F' && value !== false;
