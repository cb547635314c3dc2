import type { SourceId } from '../../core/record.ts';
import type { Source } from '../../core/target.ts';
import type { Trouble } from '../../core/trouble.ts';
import type { SourceState } from '../events.ts';
import type { SessionAction, SessionEvent } from './actions.ts';
import { checkFilter, checkPattern } from './pattern.ts';
import type { Filter, SessionState, ToastTone } from './snapshot.ts';

type OpenSource = SessionState['sources'][number];

/**
 * Adds a source in the order of the arguments: a glob's files are placed where the glob is, however late they
 * are found.
 */
const withSource = (sources: SessionState['sources'], added: OpenSource): SessionState['sources'] => {
  const rank = ({ source }: OpenSource): number => source.partOf ?? source.id;
  const at = sources.findLastIndex(one => rank(one) <= rank(added)) + 1;
  return [...sources.slice(0, at), added, ...sources.slice(at)];
};

/** Toasts kept for the list of messages. */
const MAX_TOASTS = 200;

export const initialState: SessionState = {
  sources: [],
  filters: [],
  level: null,
  ignoreCase: false,
  search: null,
  hidden: [],
  range: null,
  questions: [],
  toasts: [],
  offers: { logs: [], problems: [] },
  nextId: 1,
};

/**
 * Returns the state after an action or an event; `now` is milliseconds since the epoch. Pure; if nothing changes,
 * returns the same object.
 */
export const reduce = (
  state: SessionState,
  event: SessionAction | SessionEvent,
  now: number,
): SessionState => {
  switch (event.type) {
    case 'addFilter': {
      const problem = checkFilter(event.pattern);
      if (problem !== null) return toast(state, now, 'error', `No filter set: ${problem}`);
      const { pattern, negate, only } = event;
      const filter = {
        ...{ id: state.nextId, pattern, negate, enabled: true },
        ...(only === undefined ? {} : { only }),
      };
      const isSame = (one: Filter): boolean =>
        one.pattern === pattern && one.negate === negate && one.only === only;
      const others = state.filters.filter(one => !isSame(one));
      return { ...state, filters: [...others, filter], nextId: state.nextId + 1 };
    }
    case 'toggleFilter':
      return {
        ...state,
        filters: state.filters.map(one => (one.id === event.id ? { ...one, enabled: !one.enabled } : one)),
      };
    case 'scopeFilter':
      return {
        ...state,
        filters: state.filters.map(one => (one.id === event.id ? scoped(one, event.only) : one)),
      };
    case 'removeFilter':
      return { ...state, filters: state.filters.filter(one => one.id !== event.id) };
    case 'clearFilters':
      return state.filters.length === 0 && state.level === null
        ? state
        : { ...state, filters: [], level: null };
    case 'setFilters': {
      const problem = event.filters.map(({ pattern }) => checkFilter(pattern)).find(one => one !== null);
      if (problem) return toast(state, now, 'error', `No filter set: ${problem}`);
      const filters = event.filters.map((filter, i) => ({ ...filter, id: state.nextId + i }));
      const { level, ignoreCase } = event;
      return { ...state, filters, level, ignoreCase, nextId: state.nextId + filters.length };
    }
    case 'setLevel':
      return state.level === event.level ? state : { ...state, level: event.level };
    case 'setIgnoreCase':
      return state.ignoreCase === event.on ? state : { ...state, ignoreCase: event.on };
    case 'setRange':
      return state.range === event.range ? state : { ...state, range: event.range };
    case 'setHidden':
      return { ...state, hidden: event.sources };
    case 'search': {
      if (event.pattern === state.search) return state;
      const problem = event.pattern === null ? null : checkPattern(event.pattern);
      return problem === null
        ? { ...state, search: event.pattern }
        : toast(state, now, 'error', `Not searched: ${problem}`);
    }
    case 'answer':
    case 'withdrawn':
      return { ...state, questions: state.questions.filter(one => one.id !== event.id) };
    case 'asked':
      return { ...state, questions: [...state.questions, { id: event.id, question: event.question }] };
    case 'removeSource':
      return {
        ...state,
        sources: state.sources.filter(one => one.source.id !== event.source),
        filters: state.filters.some(({ only }) => only === event.source)
          ? state.filters.filter(({ only }) => only !== event.source)
          : state.filters,
      };
    case 'notify':
      return toast(state, now, event.tone, event.text);
    case 'offered':
      return { ...state, offers: event.offers };
    case 'addSources':
    case 'browse':
    case 'retry':
    case 'reread':
    case 'readOlder':
    case 'stopReading':
    case 'readOn':
    case 'readAt':
    case 'readAround':
    case 'leaveAround':
    case 'dropDetached':
      return state;
    case 'opened':
      return {
        ...state,
        sources: withSource(
          state.sources.filter(one => one.source.id !== event.source.id),
          { source: event.source, state: { kind: 'waiting' as const }, trouble: null },
        ),
      };
    case 'state':
      return setState(state, event.source, event.state, now);
    case 'marked':
      return marked(state, event, now);
  }
};

const toast = (state: SessionState, at: number, tone: ToastTone, text: string): SessionState => ({
  ...state,
  toasts: [...state.toasts.slice(1 - MAX_TOASTS), { id: state.nextId, at, tone, text }],
  nextId: state.nextId + 1,
});

/** If the same happens to another log within this time, one message covers both. Milliseconds. */
const TOGETHER_MS = 10_000;

/** Maximum number of log names in one message. */
const MAX_NAMES = 3;

/** Adds a toast about a log, or joins it to a recent one with the same message about other logs. */
const logToast = (
  state: SessionState,
  at: number,
  tone: ToastTone,
  name: string,
  what: string,
): SessionState => {
  const same = state.toasts.find(
    one => one.logs?.what === what && one.tone === tone && at - one.at < TOGETHER_MS,
  );
  const names = [...(same?.logs?.names ?? []).filter(one => one !== name), name];
  const others = { ...state, toasts: state.toasts.filter(one => one !== same) };
  const next = toast(others, at, tone, `${namesText(names)}: ${what}`);
  const last = next.toasts.at(-1)!;
  return { ...next, toasts: [...next.toasts.slice(0, -1), { ...last, logs: { what, names } }] };
};

const namesText = (names: readonly string[]): string => {
  const more = names.length - MAX_NAMES;
  if (more <= 0) return names.join(', ');
  return `${names.slice(0, MAX_NAMES).join(', ')} and ${more} more ${more === 1 ? 'log' : 'logs'}`;
};

const labelOf = (source: Source): string => `${source.host.name} ${source.log}`;

/** Returns the failure, naming the jump host if it is the cause. */
export const troubleText = ({ host, message }: Trouble, source: Source): string =>
  host === source.host.name ? message : `jump host ${host}: ${message}`;

/** Returns the failure and what to try, in one sentence. */
const describeTrouble = (trouble: Trouble, source: Source): string => {
  const text = troubleText(trouble, source);
  return trouble.advice === null ? text : `${text}: ${trouble.advice}`;
};

/** The message for each change of state. */
const BETWEEN: Readonly<Record<string, { readonly tone: ToastTone; readonly text: string }>> = {
  'live stalled': { tone: 'warn', text: 'host not responding' },
  'live absent': { tone: 'warn', text: 'the file is gone; waiting for it' },
  'retrying live': { tone: 'info', text: 'back' },
  'stalled live': { tone: 'info', text: 'back' },
  'absent live': { tone: 'info', text: 'the file now exists' },
};

const setState = (state: SessionState, id: number, next: SourceState, now: number): SessionState => {
  const before = state.sources.find(one => one.source.id === id);
  if (!before) return state;
  const trouble = troubleAfter(before.trouble, next);
  const sources = state.sources.map(one => (one === before ? { ...one, state: next, trouble } : one));
  const changed = { ...state, sources };
  const { source } = before;
  const label = labelOf(source);
  if (next.kind === 'failed')
    return logToast(changed, now, 'error', label, describeTrouble(next.trouble, source));
  if (next.kind === 'retrying' && before.trouble?.message !== next.trouble.message) {
    return logToast(changed, now, 'warn', label, `${troubleText(next.trouble, source)}; trying again`);
  }
  const kind = before.trouble !== null && trouble === null ? 'retrying' : before.state.kind;
  const news = BETWEEN[`${kind} ${next.kind}`];
  return news ? logToast(changed, now, news.tone, label, news.text) : changed;
};

/** Returns the failure to show, which is kept during the next attempt. */
const troubleAfter = (before: Trouble | null, next: SourceState): Trouble | null => {
  switch (next.kind) {
    case 'failed':
    case 'retrying':
      return next.trouble;
    case 'waiting':
    case 'connecting':
      return before;
    default:
      return null;
  }
};

const marked = (state: SessionState, event: SessionEvent & { type: 'marked' }, now: number): SessionState => {
  if (event.marker.kind !== 'gap') return state;
  const source = state.sources.find(one => one.source.id === event.source)?.source;
  const size = event.marker.bytes === null ? 'of unknown size' : `of up to ${event.marker.bytes} bytes`;
  return toast(
    state,
    now,
    'warn',
    `${source ? labelOf(source) : 'a log'}: gap ${size} (${event.marker.why})`,
  );
};

const scoped = ({ only: _, ...filter }: Filter, only: SourceId | null): Filter =>
  only === null ? filter : { ...filter, only };
