import { LIMITS } from '../protocol/limits.ts';
import type { Snap, State, Tail } from '../protocol/pushes.ts';
import type { TailMessage } from '../protocol/requests.ts';
import type { Pane, RowId } from '../protocol/rows.ts';
import { Snaps } from '../viewer/snaps.ts';
import type { Viewer } from '../viewer/viewer.ts';
import type { ConversationContext } from './contract.ts';

/** Interval between two checks of all panes and sources. Milliseconds. */
const SNAP_MS = 250;

/** Data pushed to a page: states of logs, counts, and the ends of panes, at the pace at which it paints them. */
export class Pushes {
  readonly #viewer: Viewer;
  readonly #context: Pick<ConversationContext, 'now' | 'surrounding'>;
  readonly #send: (message: Snap | State | Tail) => void;
  readonly #snaps: Snaps;
  #tails: TailMessage['panes'] = [];
  /** The last row sent of each pane's end, and the number of rows at that time. */
  #sent = new Map<Pane, { readonly last: RowId | null; readonly total: number }>();
  #states = new Map<Pane, string>();
  #stateRest = '';
  #n = 0;
  #acked = 0;
  #isChanged = true;
  #snapAt = 0;

  constructor(
    viewer: Viewer,
    context: Pick<ConversationContext, 'now' | 'surrounding'>,
    send: (message: Snap | State | Tail) => void,
  ) {
    this.#viewer = viewer;
    this.#snaps = new Snaps(source => viewer.openedAs(source));
    this.#context = context;
    this.#send = send;
  }

  /** Notes that there is something new to send. */
  changed(): void {
    this.#isChanged = true;
  }

  /** Sets the panes whose ends the page shows. */
  show(panes: TailMessage['panes']): void {
    this.#tails = panes;
    this.#sent.clear();
    this.#isChanged = true;
  }

  /** Starts over because the settings have changed: everything sent belongs to another view. */
  restart(): void {
    this.#sent.clear();
    this.#states.clear();
    this.#stateRest = '';
    this.#isChanged = true;
  }

  /** Handles the acknowledgement of a tail; returns false if it was not sent. */
  acknowledged(n: number): boolean {
    if (n > this.#n) return false;
    this.#acked = Math.max(this.#acked, n);
    return true;
  }

  /** Sends what is due; returns false if nothing was. */
  push(): boolean {
    const isDue = this.#context.now() - this.#snapAt >= SNAP_MS;
    if (isDue) this.snap();
    if (!this.#isChanged && !isDue) return false;
    this.#isChanged = false;
    if (!this.#tail()) this.#isChanged = true;
    this.#state(isDue);
    return true;
  }

  /** Sends what has changed in the sources and around them (viewers, questions). */
  snap(): void {
    this.#snapAt = this.#context.now();
    const snap = this.#snaps.next(this.#viewer.view.snapshot(), this.#context.surrounding());
    if (snap !== null) this.#send(snap);
  }

  /**
   * Sends the current ends of panes that show them; returns false if the page has not painted the previous ones yet.
   */
  #tail(): boolean {
    const viewer = this.#viewer;
    if (this.#tails.length === 0) return true;
    if (this.#n - this.#acked >= LIMITS.credits) return false;
    const panes = this.#tails.flatMap(({ pane, rows: count }) => {
      if (!viewer.hasPane(pane)) return [];
      const before = this.#sent.get(pane);
      const { total, rows, same } = viewer.tail(pane, count, before?.last ?? null);
      const last = rows.at(-1)?.[0] ?? (same ? before!.last : null);
      if (before?.total === total && before.last === last) return [];
      this.#sent.set(pane, { last, total });
      return [{ pane, total, rows, ...(same && before!.last !== null && { same: before!.last }) }];
    });
    if (panes.length === 0) return true;
    this.#n++;
    this.#send({ type: 'tail', n: this.#n, v: viewer.version, panes });
    return true;
  }

  /** Sends changed counts: for the merged pane and panes that show their ends, and occasionally for all. */
  #state(all: boolean): void {
    const viewer = this.#viewer;
    const { sources, scanned } = viewer.view.snapshot();
    const shown: Pane[] = all
      ? [null, ...sources.map(({ source }) => source.id)]
      : [null, ...this.#tails.map(({ pane }) => pane)];
    const panes = [...new Set(shown)].flatMap(pane => {
      if (!viewer.hasPane(pane)) return [];
      const state = viewer.paneState(pane);
      const text = JSON.stringify(state);
      if (this.#states.get(pane) === text) return [];
      this.#states.set(pane, text);
      return [state];
    });
    const rest = `${viewer.version} ${scanned} ${viewer.past}`;
    if (panes.length === 0 && rest === this.#stateRest) return;
    this.#stateRest = rest;
    this.#send({ type: 'state', v: viewer.version, panes, scanned, past: viewer.past });
  }
}
