import { type Clock, parseTimeRange, resolveTimeRange } from '../../../core/time/timeExpression.ts';
import type { TimeSpan } from '../../protocol/view.ts';
import { TIME_FORMS } from '../list/timeOf.ts';
import type { Page } from '../model/page.ts';
import { act } from './focus.ts';

/** Shows only a time range, and has any missing part of it read on the hosts. */
export const setRange = (page: Page, range: TimeSpan | null): void => {
  page.setSettings({ range });
  if (range !== null) void act(page, { type: 'history', what: { kind: 'at', pane: null, time: range.from } });
};

/** Interprets text typed by a person: two times are a range, one is a time to go to. Returns false if it is neither. */
export const goToWrittenTime = (page: Page, text: string): boolean => {
  const parsed = parseTimeRange(text);
  if (!parsed) return false;
  const { utc } = page.state().prefs;
  const zone: Clock['zone'] = instant => (utc ? 0 : -new Date(instant).getTimezoneOffset());
  const { since, until } = resolveTimeRange(parsed.since, parsed.until, { now: Date.now(), zone }, false);
  if (since === null) return false;
  if (until === null) void page.goToTime(page.state().focus, since);
  else setRange(page, { from: since, to: Math.max(since + 1, until) });
  return true;
};

export const cycleTime = (page: Page): void => {
  const { time } = page.state().prefs;
  page.setPrefs({ time: TIME_FORMS[(TIME_FORMS.indexOf(time) + 1) % TIME_FORMS.length]! });
};
