import type { Query } from '../../core/query.ts';
import { isHubUrl } from '../../core/relay/hubUrl.ts';
import { isProject } from '../../core/relay/names.ts';
import { isLiveOnly } from '../../core/sourceSchemes.ts';
import type { Command } from '../options/commands.ts';
import type { SettingName, SettingValues } from '../options/options.ts';
import { quoted } from '../options/problems.ts';
import { isCounting } from './resolveQuery.ts';

/** The input of rules, once every option has its value. */
export interface Situation {
  readonly program: string;
  readonly command: Command;
  readonly mode: 'print' | 'screen';
  /** The operands, or their replacement. */
  readonly words: readonly string[];
  readonly values: SettingValues;
  readonly query: Query;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** True if following was requested, instead of being the default. */
  readonly followAsked: boolean;
  /** The options of the command line as written. */
  readonly spelt: ReadonlySet<string>;
}

/**
 * Two options that exclude each other. In the same place, that is an error; otherwise the nearer one counts and the
 * other is dropped, so that `--last 5` on the command line works whatever `defaults:` contains. With `override`, the
 * second only affects what the first replaces: an error on the command line alone; elsewhere it is dropped.
 */
export interface ConflictRule {
  readonly options: readonly [SettingName, SettingName];
  readonly severity: 'conflict' | 'override';
  /** Applies only to these values. Default: whenever both options are on. */
  readonly when?: (values: SettingValues) => boolean;
  readonly message: string;
  readonly advice: string;
}

/**
 * Reports an invalid use of options (`error`), or one without effect (`warning`). An error starts with the options that
 * are on (`--since: …`); there is a warning for each of them on the command line (`--retry has no effect …`).
 */
export interface UseRule {
  readonly options: readonly SettingName[];
  readonly severity: 'error' | 'warning';
  readonly when: (situation: Situation) => boolean;
  readonly message: string | ((situation: Situation) => string);
  readonly advice: string | ((situation: Situation) => string) | null;
}

const iso = (ms: number | null): string => new Date(ms ?? 0).toISOString();

const reads = ({ command }: Situation): boolean => command === 'run';
const isReplay = ({ values }: Situation): boolean => values.replay !== null;
const isFollowing = ({ query }: Situation): boolean => query.follow !== 'none';
const hasRecords = ({ query: { level, where } }: Situation): boolean => level !== null || where.length > 0;

const asksAboutAll = ({ values }: Situation): boolean => isCounting(values) || values.sql !== null;
const printsLines = ({ values }: Situation): boolean =>
  values.tee !== null || values.format !== null || values['until-match'] !== null;
const hasPattern = ({ query: { grep, exclude } }: Situation): boolean => grep.length + exclude.length > 0;
const excludedPatterns = ({ values: { grep, exclude } }: Situation): readonly string[] =>
  grep.filter(pattern => exclude.includes(pattern));

export const CONFLICTS: readonly ConflictRule[] = [
  {
    options: ['head', 'last'],
    severity: 'conflict',
    message: 'the first and the latest lines cannot be combined',
    advice: 'Keep one of them.',
  },
  {
    options: ['last', 'max-count'],
    severity: 'conflict',
    message: '--max-count keeps the first matches of each log, --last the latest of all logs',
    advice: 'Keep one of them.',
  },
  {
    options: ['last', 'follow'],
    severity: 'conflict',
    message: 'the latest lines are read backwards from the end, but a log that is followed has no end',
    advice: 'Use -n N -f to start N lines before the end, or drop -f.',
  },
  {
    options: ['output', 'format'],
    severity: 'override',
    when: ({ output }) => output !== 'text',
    message: 'a template applies only to text output',
    advice: 'Drop -o, or drop --format.',
  },
  {
    options: ['output', 'prefix'],
    severity: 'override',
    when: ({ output, prefix }) => output === 'raw' && prefix === 'always',
    message: 'raw output is the exact bytes of the log, with nothing added',
    advice: 'Use -o text for a prefix on each line, or --tee DIR to save each source to its own file.',
  },
  {
    options: ['output', 'time'],
    severity: 'override',
    when: ({ output, time }) => output === 'raw' && time !== 'off',
    message: 'raw output is the exact bytes of the log, with nothing added',
    advice: 'Use -o text for a time on each line.',
  },
  {
    options: ['output', 'color'],
    severity: 'override',
    when: ({ output, color }) => output !== 'text' && color === 'always',
    message: 'only text output has colours',
    advice: 'Drop -o, or drop --color.',
  },
  {
    options: ['demo', 'config'],
    severity: 'conflict',
    message: 'the demo has its own inventory',
    advice: 'Keep one of them.',
  },
  {
    options: ['demo', 'jump'],
    severity: 'conflict',
    message: 'the demo has its own bastion',
    advice: 'Drop --jump.',
  },
  {
    options: ['demo', 'replay'],
    severity: 'conflict',
    message: 'each of them selects what is shown',
    advice: 'Keep one of them.',
  },
  {
    options: ['replay', 'follow'],
    severity: 'conflict',
    message: 'saved logs do not grow',
    advice: 'Drop -f.',
  },
  {
    options: ['replay', 'tee'],
    severity: 'conflict',
    message: 'replayed logs are already saved',
    advice: 'Drop --tee.',
  },
  {
    options: ['replay', 'explain'],
    severity: 'conflict',
    message: 'a replay does not run anything on a host',
    advice: 'Drop one of them.',
  },
];

export const USES: readonly UseRule[] = [
  {
    options: ['count', 'count-by', 'per', 'top', 'sql', 'follow'],
    severity: 'error',
    when: situation => asksAboutAll(situation) && isFollowing(situation),
    message: 'the result is known only at the end of the log, but a log that is followed has no end',
    advice: 'Drop the option that follows the log.',
  },
  {
    options: ['count', 'count-by', 'per', 'top', 'sql', 'tee', 'format', 'until-match'],
    severity: 'error',
    when: situation => asksAboutAll(situation) && printsLines(situation),
    message: 'a count or query prints no log lines',
    advice: 'Use a separate run for it.',
  },
  {
    options: ['count', 'count-by', 'per', 'top', 'sql'],
    severity: 'error',
    when: ({ values }) => isCounting(values) && values.sql !== null,
    message: 'in SQL, count with count(*) and group by',
    advice: 'Keep one of them.',
  },
  {
    options: ['top'],
    severity: 'error',
    when: ({ values }) => values.top !== null && values['count-by'].length === 0,
    message: 'there is nothing to rank',
    advice: 'Add --count-by FIELD.',
  },
  {
    options: ['per'],
    severity: 'error',
    when: ({ values }) => values.per !== null && values.per < 1,
    message: 'a period cannot be shorter than a millisecond',
    advice: 'Use a duration such as 1m, 1h or 1d.',
  },
  {
    options: ['count-by'],
    severity: 'error',
    when: ({ values }) =>
      values['count-by'].some(text => text.split(',').some(name => name.trim() === 'time')),
    message: 'times are counted by period',
    advice: 'Use --per, for example --per 1m.',
  },
  {
    options: ['count-by'],
    severity: 'error',
    when: ({ values }) => values['count-by'].some(text => text.split(',').some(name => name.trim() === '')),
    message: 'a field name is empty',
    advice: 'Separate names with commas: --count-by host,status.',
  },
  {
    options: ['until-match', 'head'],
    severity: 'error',
    when: ({ values }) => values['until-match'] !== null && values.head !== null,
    message: 'each of them decides when to stop',
    advice: 'Keep one of them.',
  },
  {
    options: ['grep', 'exclude'],
    severity: 'error',
    when: situation => excludedPatterns(situation).length > 0,
    message: situation =>
      `both have ${excludedPatterns(situation).map(quoted).join(', ')}, so no line can match`,
    advice: 'Drop one of them.',
  },
  {
    options: [],
    severity: 'error',
    when: situation =>
      reads(situation) &&
      situation.mode === 'print' &&
      situation.words.length === 0 &&
      situation.values.view === null &&
      !situation.values.demo &&
      !situation.values.name.some(text => text.includes('=')) &&
      !isReplay(situation),
    message: 'no source given',
    advice: ({ program }) =>
      `A SOURCE is HOST:LOG, HOST, @GROUP:LOG, USER@HOST:/PATH, ./FILE or -; see '${program} list'.`,
  },
  {
    options: [],
    severity: 'error',
    when: ({ command, words, values }) => command === 'check' && words.length === 0 && !values.demo,
    message: 'check: no source given',
    advice: ({ program }) => `'${program} check "*"' checks all of them.`,
  },
  {
    options: [],
    severity: 'error',
    when: ({ command, words }) => command === 'relay' && !isHubUrl(words[0] ?? ''),
    message: ({ words }) =>
      words.length === 0
        ? 'relay: no Redis server given'
        : `relay: ${quoted(words[0]!)} is not a Redis server`,
    advice: ({ program }) => `Write '${program} relay redis://HOST SOURCE...'.`,
  },
  {
    options: [],
    severity: 'error',
    when: ({ command, words, values }) =>
      command === 'relay' && isHubUrl(words[0] ?? '') && words.length === 1 && !values.demo,
    message: 'relay: no source given',
    advice: ({ program }) => `'${program} relay redis://HOST "*"' publishes all of them.`,
  },
  {
    options: ['redis-cert', 'redis-key'],
    severity: 'error',
    when: ({ values }) => (values['redis-cert'] === null) !== (values['redis-key'] === null),
    message: 'a certificate and its private key belong together: --redis-cert and --redis-key',
    advice: null,
  },
  {
    options: ['project'],
    severity: 'error',
    when: ({ values }) => values.project !== null && !isProject(values.project),
    message:
      'a project name may contain only letters, digits, ., _ and -, because access in Redis is granted by patterns on it',
    advice: null,
  },
  {
    options: ['lease'],
    severity: 'error',
    when: ({ command, values }) => command === 'relay' && values.lease < 500,
    message: 'must be at least 0.5s, because it is renewed three times in that period',
    advice: null,
  },
  {
    options: [],
    severity: 'error',
    when: ({ command, words }) => command === 'config' && words.length > 0,
    message: ({ words }) => `config: takes no arguments, but got ${quoted(words.join(' '))}`,
    advice: null,
  },
  {
    options: ['resume'],
    severity: 'error',
    when: ({ values }) => values.resume && values.tee === null,
    message: 'continues files written by --tee',
    advice: 'Add --tee DIR.',
  },
  {
    options: ['resume'],
    severity: 'error',
    when: ({ values, mode, query }) =>
      values.resume && values.tee !== null && mode === 'print' && query.follow === 'none',
    message: 'continues logs that were followed',
    advice: 'Add -f or -F, or drop --resume.',
  },
  {
    options: ['replay'],
    severity: 'error',
    when: situation => isReplay(situation) && situation.words.length > 0,
    message: ({ words }) => `shows everything that was saved and accepts no source (${words.join(' ')})`,
    advice: null,
  },
  {
    options: ['since', 'until'],
    severity: 'error',
    when: ({ query: { time } }) => time.since !== null && time.until !== null && time.since > time.until,
    message: ({ query: { time } }) => `${iso(time.since)} is after ${iso(time.until)}, so nothing can match`,
    advice: null,
  },
  {
    options: ['since'],
    severity: 'error',
    when: ({ query: { time, follow }, now }) =>
      time.since !== null &&
      time.since > now &&
      (time.until === null || time.since <= time.until) &&
      follow === 'none',
    message: ({ query: { time } }) => `${iso(time.since)} is in the future, so nothing can match`,
    advice: 'Add -f to wait for it.',
  },
  {
    options: ['until'],
    severity: 'error',
    when: situation =>
      situation.query.time.until !== null &&
      situation.query.time.until <= situation.now &&
      situation.followAsked &&
      isFollowing(situation),
    message: ({ query: { time } }) => `${iso(time.until)} is in the past, so there is nothing to follow`,
    advice: 'Drop -f or --until.',
  },
  {
    options: ['follow'],
    severity: 'error',
    when: ({ words, values }) => values.follow === 'none' && words.some(isLiveOnly),
    message: ({ words }) => `${words.find(isLiveOnly)} has no past to read, so it is always followed`,
    advice: 'Drop --no-follow. Use --head N or --max-time to stop.',
  },
  {
    options: ['last'],
    severity: 'error',
    when: ({ words, values }) => values.last !== null && words.some(isLiveOnly),
    message: ({ words }) => `${words.find(isLiveOnly)} has no past to read, so there are no latest lines`,
    advice: 'Use --head N.',
  },
  {
    options: ['retry', 'pid', 'sleep-interval'],
    severity: 'warning',
    when: situation => reads(situation) && !isFollowing(situation),
    message: 'has no effect without -f',
    advice: null,
  },
  {
    options: ['ignore-case'],
    severity: 'warning',
    when: situation => reads(situation) && !hasPattern(situation) && situation.query.where.length === 0,
    message: ({ words }) =>
      `has no effect without --grep, --exclude or --where${words.some(isLocalFile) ? KEY_HINT : ''}`,
    advice: null,
  },
  {
    options: ['fixed'],
    severity: 'warning',
    when: situation => reads(situation) && !hasPattern(situation),
    message: 'has no effect without --grep or --exclude',
    advice: null,
  },
  {
    options: ['after-context', 'before-context', 'context'],
    severity: 'warning',
    when: situation => reads(situation) && asksAboutAll(situation),
    message: 'has no effect when lines are counted',
    advice: null,
  },
  {
    options: ['after-context', 'before-context', 'context'],
    severity: 'warning',
    when: situation =>
      reads(situation) && !hasPattern(situation) && !hasRecords(situation) && !asksAboutAll(situation),
    message: 'has no effect without --grep, --exclude, --level or --where',
    advice: null,
  },
  {
    options: ['output', 'format', 'prefix'],
    severity: 'warning',
    when: ({ mode }) => mode === 'screen',
    message: 'has no effect on the screen; add --print, or use rtail',
    advice: null,
  },
  {
    options: ['prefix'],
    severity: 'warning',
    when: situation => reads(situation) && hasPattern(situation) && situation.spelt.has('-v'),
    message: 'prefixes each line with its source, as in tail; to drop matching lines, use -x',
    advice: null,
  },
  {
    options: ['seed'],
    severity: 'warning',
    when: ({ values }) => !values.demo,
    message: 'has no effect without --demo',
    advice: null,
  },
  {
    options: ['name'],
    severity: 'warning',
    when: situation =>
      reads(situation) &&
      !situation.values.demo &&
      !situation.words.includes('-') &&
      situation.values.name.some(text => !text.includes('=')),
    message: 'has no effect unless - (standard input) is a source',
    advice: null,
  },
];

/** Returns true for a file of this machine, which after `-i` is probably a key. */
const isLocalFile = (word: string): boolean => /^(?:\.{0,2}|~)\//.test(word);

const KEY_HINT =
  ': it ignores case; name a key as identity: in the inventory, or as IdentityFile in ~/.ssh/config';
