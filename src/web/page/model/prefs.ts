import type { TimeForm } from '../list/timeOf.ts';

/** A person's preferences in this browser. */
export interface Prefs {
  readonly theme: 'auto' | 'light' | 'dark';
  /** Null: depends on whether the window is wide enough for long lines. */
  readonly wrap: boolean | null;
  readonly time: TimeForm;
  readonly utc: boolean;
  readonly sourceColumn: boolean;
  readonly timeline: boolean;
  /** Null: depends on the window's width. */
  readonly sidebar: boolean | null;
}

export const DEFAULT_PREFS: Prefs = {
  theme: 'auto',
  wrap: null,
  time: 'seconds',
  utc: false,
  sourceColumn: true,
  timeline: true,
  sidebar: null,
};

const NAME = 'rtail-prefs';

export const loadPrefs = (): Prefs => {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(NAME) ?? '{}');
    return { ...DEFAULT_PREFS, ...(stored as Partial<Prefs>) };
  } catch {
    return DEFAULT_PREFS;
  }
};

export const savePrefs = (prefs: Prefs): void => {
  try {
    localStorage.setItem(NAME, JSON.stringify(prefs));
  } catch {
    // Without storage, they last as long as the page.
  }
};

/** Windows narrower than this are treated as phones: lines wrap, and side panels cover the logs. Pixels. */
export const NARROW = 760;

export const isNarrow = (): boolean => innerWidth < NARROW;
