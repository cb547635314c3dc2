import type { ByteString } from '../../bytes.ts';

/** Normalises a key by dropping case, `_` and `-`: `eventTime`, `EVENT_TIME` and `event-time` are equal. */
export const plainKey = (key: string): string => key.replace(SEPARATORS, '').toLowerCase();

const SEPARATORS = /(?<=.)[_-](?=.)/g;

/** Maximum length of a key; longer ones are ignored. */
const MAX_KEY = 40;

/** Rejects irrelevant keys by length and first character, so that no strings are created for them. */
export class KeyFilter {
  readonly #may = new Uint8Array((MAX_KEY + 1) * 128);

  /** Takes `names` as in the tables, with `_` between words. */
  constructor(names: readonly string[]) {
    for (const name of names) {
      const plain = plainKey(name);
      const most = Math.min(MAX_KEY, name.length);
      for (let length = plain.length; length <= most; length++) {
        this.#add(length, plain.charCodeAt(0));
        this.#add(length, plain.toUpperCase().charCodeAt(0));
      }
    }
  }

  mayBe(length: number, first: number): boolean {
    return length <= MAX_KEY && first < 128 && this.#may[length * 128 + first] === 1;
  }

  #add(length: number, first: number): void {
    this.#may[length * 128 + first] = 1;
  }
}

/** Caches results by the original spelling of the key: a log repeats a few. */
export class KeyCache<T> {
  readonly #known = new Map<string, T | null>();
  readonly #find: (plain: string) => T | undefined;
  /** The most recent keys, by length and their first and last characters: the next line usually has the same ones. */
  readonly #recent: ({ readonly key: string; readonly found: T | null } | undefined)[] = new Array(RECENT);

  constructor(find: (plain: string) => T | undefined) {
    this.#find = find;
  }

  /** Returns the result for the key between two positions in a text, without creating a string for a known key. */
  at(text: ByteString, from: number, to: number): T | null {
    const length = to - from;
    const place = (length * 31 + text.charCodeAt(from) * 7 + text.charCodeAt(to - 1)) & (RECENT - 1);
    const recent = this.#recent[place];
    if (recent !== undefined && recent.key.length === length && text.startsWith(recent.key, from))
      return recent.found;
    const key = text.slice(from, to);
    const found = this.get(key);
    // A short text is copied; a long one would keep the whole chunk in memory.
    if (length <= MAX_RECENT) this.#recent[place] = { key, found };
    return found;
  }

  get(key: string): T | null {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = this.#find(plainKey(key)) ?? null;
    // A log may contain any number of different keys.
    if (this.#known.size < MAX_KEYS) this.#known.set(key, found);
    return found;
  }
}

const MAX_KEYS = 2000;
const RECENT = 256;
const MAX_RECENT = 40;
