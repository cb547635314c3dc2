import type { Source } from '../../core/target.ts';
import { sanitiseLine } from '../../core/text/sanitise.ts';
import { troubleText } from '../../session/live/reducer.ts';
import type { SessionSnapshot, SourceStatus } from '../../session/live/snapshot.ts';
import type { Snap, SourceInfo } from '../protocol/pushes.ts';
import type { SourceNumber } from '../protocol/rows.ts';

const safe = (text: string): string =>
  sanitiseLine(text.replace(/[\r\n]+/g, ' '), { color: false, tabStop: 1 });

/** Returns the name by which a viewer opened a source. */
export type OpenedAs = (source: Source) => string;

const sourceInfo = ({ source, state, trouble, ...counts }: SourceStatus, openedAs: OpenedAs): SourceInfo => {
  const { records, warnings, errors, rate, evicted } = counts;
  const host = safe(source.host.name);
  const log = safe(source.log);
  return {
    source: source.id,
    host,
    team: source.host.team,
    log,
    name: `${host}:${log}`,
    openedAs: safe(openedAs(source)),
    state: state.kind,
    detail: state.kind === 'connecting' ? safe(state.detail) : null,
    at: state.kind === 'retrying' ? state.at : state.kind === 'stalled' ? state.since : null,
    trouble: trouble && {
      message: safe(troubleText(trouble, source)),
      advice: trouble.advice === null ? null : safe(trouble.advice),
    },
    records,
    warnings,
    errors,
    rate: Math.round(rate * 10) / 10,
    evicted,
  };
};

/** What viewers are told about the server as a whole. */
export interface Surrounding {
  readonly viewers: number;
  readonly questions: readonly string[];
}

/** Reports what has changed in a session since the last time. */
export class Snaps {
  readonly #openedAs: OpenedAs;
  #sources = new Map<SourceNumber, string>();
  /** Null until it has been reported, which may be that there are no logs. */
  #order: string | null = null;
  #toast = 0;
  #rest = '';

  constructor(openedAs: OpenedAs) {
    this.#openedAs = openedAs;
  }

  /** Returns null if nothing has changed. */
  next(snapshot: SessionSnapshot, { viewers, questions }: Surrounding): Snap | null {
    const infos = snapshot.sources.map(source => sourceInfo(source, this.#openedAs));
    const before = this.#sources;
    this.#sources = new Map(infos.map(info => [info.source, JSON.stringify(info)]));
    const sources = infos.filter(info => before.get(info.source) !== this.#sources.get(info.source));
    const gone = [...before.keys()].filter(id => !this.#sources.has(id));
    const order = infos.map(info => info.source);
    const isMoved = order.join() !== this.#order;
    this.#order = order.join();
    const toasts = snapshot.toasts
      .filter(({ id }) => id > this.#toast)
      .map(({ id, at, tone, text }) => ({ id, at, tone, text: safe(text) }));
    this.#toast = Math.max(this.#toast, ...toasts.map(({ id }) => id));
    const { bytes, capacity } = snapshot.buffer;
    const recordRate = Math.round(infos.reduce((sum, { rate }) => sum + rate, 0));
    const rest = {
      recordRate,
      viewers,
      questions: questions.map(safe),
      bufferUse: Math.round((100 * bytes) / capacity) / 100,
    };
    const isRest = JSON.stringify(rest) !== this.#rest;
    this.#rest = JSON.stringify(rest);
    if (sources.length + gone.length + toasts.length === 0 && !isMoved && !isRest) return null;
    return {
      type: 'snap',
      ...(sources.length > 0 && { sources }),
      ...(gone.length > 0 && { gone }),
      ...(isMoved && { order }),
      ...(toasts.length > 0 && { toasts }),
      ...(isRest && rest),
    };
  }
}
