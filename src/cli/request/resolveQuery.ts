import type { CountQuestion } from '../../core/count/question.ts';
import type { Follow, Query, ReadFrom, TimeRange } from '../../core/query.ts';
import { type Clock, resolveTimeRange } from '../../core/time/timeExpression.ts';
import type { Extent } from '../options/lineRange.ts';
import type { SettingValues } from '../options/options.ts';

/** Default number of lines to read. */
export const DEFAULT_LINES = { print: 10, screen: 200 } as const;

/**
 * Returns the query for every source, with defaults filled in by the rules of `--help`. `isLive`: some sources have
 * only future lines.
 */
export const resolveQuery = (
  values: SettingValues,
  mode: 'print' | 'screen',
  clock: Clock,
  isLive = false,
): Query => {
  const time = (following: boolean): TimeRange =>
    resolveTimeRange(values.since, values.until, clock, following);
  // `head -n 0` reads nothing, whatever its input.
  const nothing = [values.head, values.last, values['max-count']].includes(0);
  const explicit = nothing ? 'none' : explicitFollow(values, mode);
  const count = countQuestion(values, clock);
  const asksAboutAll = count !== null || values.sql !== null;
  const follow =
    explicit ?? (isLive && !asksAboutAll ? 'name' : defaultFollow(values, mode, time(false), clock.now));
  return {
    from: resolveFrom(values, mode, follow),
    follow,
    retry: values.retry,
    pid: values.pid,
    sleepSeconds: values['sleep-interval'] === null ? null : values['sleep-interval'] / 1000,
    zeroTerminated: values['zero-terminated'],
    grep: values.grep,
    exclude: values.exclude,
    ignoreCase: values['ignore-case'],
    fixed: values.fixed,
    before: count ? 0 : (values['before-context'] ?? values.context ?? 0),
    after: count ? 0 : (values['after-context'] ?? values.context ?? 0),
    record: values.record || countsRecords(values),
    where: values.where,
    level: values.level,
    time: time(follow !== 'none'),
    maxCount: values['max-count'],
    head: values.head,
    last: values.last,
    ...(count && { count }),
    pushdown: values.pushdown,
    ...(values.output === 'raw' && { bare: true }),
  };
};

/** Returns what to count; null: nothing. */
const countQuestion = (values: SettingValues, clock: Clock): CountQuestion | null => {
  if (!isCounting(values)) return null;
  const by = values['count-by'].flatMap(text => text.split(',')).map(name => name.trim());
  const perMs = values.per;
  return {
    by: by.filter(name => name !== ''),
    perMs,
    precisionMs: precisionOf(perMs, clock),
    top: values.top,
  };
};

/**
 * Returns the precision that periods need. Whole hours start when UTC's do if our clock's offset is a number
 * of whole hours all year round.
 */
const precisionOf = (perMs: number | null, { zone, now }: Clock): number => {
  if (perMs === null || perMs % MINUTE_MS !== 0) return 1;
  const offsets = Array.from({ length: 13 }, (_, month) => zone(now - month * MONTH_MS));
  const wholeHours = offsets.every(minutes => minutes % 60 === 0);
  return perMs % HOUR_MS === 0 && wholeHours ? HOUR_MS : MINUTE_MS;
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MONTH_MS = 30 * 24 * HOUR_MS;

/** True if counts are requested, not lines. */
export const isCounting = (values: SettingValues): boolean =>
  values.count || values['count-by'].length > 0 || values.per !== null || values.top !== null;

/** Returns true if a number of records is requested only by level or fields: part of a record would not count. */
const countsRecords = ({
  level,
  where,
  grep,
  exclude,
  head,
  last,
  'max-count': max,
}: SettingValues): boolean => {
  const counts = head !== null || last !== null || max !== null;
  return (level !== null || where.length > 0) && grep.length + exclude.length === 0 && counts;
};

/** Returns the requested way of following; null if unspecified. */
const explicitFollow = ({ follow }: SettingValues, mode: 'print' | 'screen'): Follow | null => {
  if (follow !== 'yes') return follow;
  return mode === 'screen' ? 'name' : 'descriptor';
};

/**
 * Returns the screen's default: follow whatever can still grow, but not the latest N, saved runs, or ranges that end in
 * the past.
 */
const defaultFollow = (
  { last, replay, 'until-match': untilMatch }: SettingValues,
  mode: 'print' | 'screen',
  { until }: TimeRange,
  now: number,
): Follow => {
  if (untilMatch !== null && replay === null && last === null) return 'descriptor';
  const grows = last === null && replay === null && (until === null || until > now);
  return mode === 'screen' && grows ? 'name' : 'none';
};

/**
 * Returns where reading starts: as requested; the whole file if matches may be anywhere in it; otherwise, the last few
 * lines.
 */
const resolveFrom = (values: SettingValues, mode: 'print' | 'screen', follow: Follow): ReadFrom => {
  if (values.lines !== null) return lines(values.lines);
  if (values.bytes !== null) return bytes(values.bytes);
  const whole = values.since !== null || values.replay !== null || (follow === 'none' && isSelective(values));
  return whole ? { kind: 'fromLine', line: 1 } : { kind: 'lastLines', count: DEFAULT_LINES[mode] };
};

const lines = ({ from, count }: Extent): ReadFrom =>
  from === 'start' ? { kind: 'fromLine', line: count } : { kind: 'lastLines', count };

const bytes = ({ from, count }: Extent): ReadFrom =>
  from === 'start' ? { kind: 'fromByte', byte: count } : { kind: 'lastBytes', count };

/** Returns true if lines are selected by content, time or number, not by being at the end. */
export const isSelective = (values: SettingValues): boolean =>
  isFiltering(values) ||
  isCounting(values) ||
  values.sql !== null ||
  values['until-match'] !== null ||
  values.head !== null ||
  values.last !== null ||
  values['max-count'] !== null;

/** Returns true if lines are selected by content or time. */
export const isFiltering = (values: SettingValues): boolean =>
  values.grep.length > 0 ||
  values.exclude.length > 0 ||
  values.level !== null ||
  values.where.length > 0 ||
  values.since !== null ||
  values.until !== null;
