import { type LineMatcher, lineMatcher, type Place } from '../compile/lineMatcher.ts';

/** A matcher that is created at the first line, because that takes longer than drawing a screen. */
class LazyMatcher {
  match: LineMatcher;

  constructor(place: Place, name: string | null) {
    this.match = (text, from, end, reading) => {
      this.match = lineMatcher(place, name);
      return this.match(text, from, end, reading);
    };
  }
}

const matchers = new Map<string, LazyMatcher>();

/** Matchers are shared by all sources. */
export const matcherOf = (place: Place, name: string | null): LazyMatcher => {
  const key = `${place} ${name}`;
  const known = matchers.get(key);
  if (known) return known;
  const made = new LazyMatcher(place, name);
  matchers.set(key, made);
  return made;
};

/** Possible formats of lines in one place. */
export interface Expected {
  readonly json: boolean;
  readonly logfmt: boolean;
  readonly ltsv: boolean;
  readonly lines: LazyMatcher | null;
}

export const ANYTHING_INSIDE: Expected = {
  json: true,
  logfmt: true,
  ltsv: true,
  lines: matcherOf('payload', null),
};
