import type { ByteString } from '../../../src/core/bytes.ts';
import { levelOfWord } from '../../../src/core/understand/findLevelWord.ts';

/** The rules of `appHead.ts` again, as regular expressions: slower, but easier to check. */

/** The fields in the head of an application's line: thread, logger, file, process id. */
export type HeadFields = Record<string, string>;

const SEPARATOR = /(?:[ \t]+|[-|:](?=[ \t]|$)|---(?=[ \t]))+/y;
const BRACKET = /\[((?:[^[\]]|\[[^[\]]*\])*)\]|\(([^()]*)\)|<([^<>]*)>/y;
const WORD = /[^ \t[\]()<>|]+/y;
const CAPITALS = /^[A-Z]{3,9}$/;
const MARKED = /^[A-Za-z]{3,9}$/;
const PLACE = /^\{{0,2}([\w$/@+-]*\.[\w$./@+-]*\w):(\d+)(?:\}{1,2}|:)?$/;
const SOURCE_FILE =
  /\/|\.(?:[cdhmrv]|[ch](?:c|h|pp|xx|\+\+)|cs|cu|clj|dart|erl|exs?|f90|fs|go|groovy|hs|java|jl|[cm]?jsx?|kts?|lisp|lua|ml|mm|nim|php|pl|pm|pyx?|rb|rs|scala|sh|sql|swift|[cm]?tsx?|vb|vue|zig)$/i;
const NAME_AND_LINE = /^([A-Za-z_]\w*):(\d+)$/;
const QUALIFIED = /^[A-Za-z_$][\w$-]*(?:(?:\.|::|\/)[\w$-]+)+$/;
const NAME = /^[A-Za-z_][\w.$-]*$/;
const DIGITS = /^\d{1,15}$/;
const HEX_ID = /^[0-9a-f]{16}(?:[0-9a-f]{16})?$/;

/** Maximum number of tokens in a head, and of characters in one token. */
const MAX_TOKENS = 10;
const MAX_TOKEN = 300;

/** Collects the information in a head's tokens. */
class Head {
  readonly fields: HeadFields = {};
  hasLevel = false;

  /** Spring Boot's `--- [app] [thread]`: the last of two is the thread. */
  #renameApp(inside: string): boolean {
    if (!this.isSpring || this.fields['thread'] === undefined || this.fields['tag'] !== undefined)
      return false;
    this.fields['tag'] = this.fields['thread'];
    this.fields['thread'] = inside;
    return true;
  }

  isSpring = false;

  /** Handles a token in brackets. */
  bracket(text: string): void {
    const inside = text.trim();
    if (!this.hasLevel && MARKED.test(inside) && levelOfWord(inside) !== null) this.hasLevel = true;
    else this.#name(inside);
  }

  #name(inside: string): void {
    const place = PLACE.exec(inside);
    if (inside !== '' && this.#renameApp(inside)) return;
    if (place && (SOURCE_FILE.test(place[1]!) || !/^\d/.test(place[1]!)))
      this.#set(SOURCE_FILE.test(place[1]!) ? 'file' : 'logger', place[1]!, 'line', place[2]!);
    else if (inside.includes('=')) this.#pairs(inside);
    else if (inside.includes(',')) this.#ids(inside);
    else if (DIGITS.test(inside)) this.#set(this.fields['pid'] === undefined ? 'pid' : 'thread', inside);
    else if (QUALIFIED.test(inside) && /^[a-z].*[.:]/.test(inside)) this.#set('logger', inside);
    else if (inside !== '' && !/^\d[\d.:]*$/.test(inside))
      this.#set(this.fields['thread'] === undefined ? 'thread' : 'logger', inside);
  }

  /** Handles a bare token; `next` is what follows it. True: the head continues. */
  word(token: string, next: string): boolean {
    const bare = token.endsWith(':') ? token.slice(0, -1) : token;
    if (!this.hasLevel && CAPITALS.test(bare) && levelOfWord(bare) !== null) {
      this.hasLevel = true;
      return true;
    }
    // zap's and logrus' tabs.
    if (!this.hasLevel && next.startsWith('\t') && MARKED.test(bare) && levelOfWord(bare) !== null) {
      this.hasLevel = true;
      return true;
    }
    const isBeforeDash = /^[ \t]+-[ \t]/.test(next);
    const isEnded = bare !== token || /^[ \t]*(?:[-:|][ \t]|$)/.test(next);
    const named = PLACE.exec(token);
    const short = !named && this.hasLevel && isBeforeDash ? NAME_AND_LINE.exec(token) : null;
    const isPlace = named && (SOURCE_FILE.test(named[1]!) || (isEnded && !/^\d/.test(named[1]!)));
    const place = isPlace ? named : short;
    if (place) {
      this.#set(SOURCE_FILE.test(place[1]!) ? 'file' : 'logger', place[1]!, 'line', place[2]!);
      return true;
    }
    if (DIGITS.test(token)) {
      if (this.hasLevel && !/^[ \t]+(?:---|\[)/.test(next)) return false;
      this.#set('pid', token);
      return true;
    }
    if (this.#isLogger(bare, bare !== token, next)) {
      this.#set('logger', bare);
      return true;
    }
    return false;
  }

  /**
   * Names of several parts are unambiguous; others count only if `-` follows and a level or a thread may
   * precede.
   */
  #isLogger(name: string, hasColon: boolean, next: string): boolean {
    const isBeforeDash = /^[ \t]+-[ \t]/.test(next);
    if (NAME.test(name) && isBeforeDash && (!this.hasLevel || this.fields['thread'] !== undefined))
      return true;
    if (!QUALIFIED.test(name)) return false;
    return (
      hasColon || /^[ \t]*(?:[-:|][ \t]|$)/.test(next) || (!this.hasLevel && /^[ \t]+[[(A-Z-]/.test(next))
    );
  }

  #set(...pairs: string[]): void {
    for (let at = 0; at < pairs.length; at += 2) this.fields[pairs[at]!] ??= pairs[at + 1]!;
  }

  /** The content of a mapped diagnostic context: `[trace_id=…, user=ann]`. */
  #pairs(inside: string): void {
    for (const pair of inside.split(/[,; ]+/)) {
      const equals = pair.indexOf('=');
      if (equals > 0 && NAME.test(pair.slice(0, equals)))
        this.#set(pair.slice(0, equals), pair.slice(equals + 1));
    }
  }

  /** Spring Cloud Sleuth's `[app,trace,span]`. */
  #ids(inside: string): void {
    const [app, trace, span] = inside.split(',').map(part => part.trim());
    if (app && NAME.test(app)) this.#set('tag', app);
    if (trace && HEX_ID.test(trace)) this.#set('trace', trace);
    if (span && HEX_ID.test(span)) this.#set('span', span);
  }
}

const matchAt = (pattern: RegExp, text: ByteString, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

/** Where the message starts, and what precedes it. */
export interface AppHead {
  readonly fields: HeadFields;
  readonly messageAt: number;
}

/**
 * Reads the head of an application's line (log4j, logback, Spring, Python, Go, JBoss…) starting after its
 * time or at its start: brackets, a level, names of loggers and files, process ids. Null if it shows no
 * level.
 */
export const readAppHeadByPatterns = (line: ByteString, from: number): AppHead | null => {
  const head = new Head();
  // Only a short text is examined, because heads are short.
  const text = line.slice(from, from + MAX_TOKENS * MAX_TOKEN);
  let at = 0;
  for (let tokens = 0; tokens < MAX_TOKENS; tokens++) {
    const between = matchAt(SEPARATOR, text, at)?.[0] ?? '';
    head.isSpring ||= between.includes('---');
    at += between.length;
    const bracket = matchAt(BRACKET, text, at);
    if (bracket) {
      if (bracket[0].length > MAX_TOKEN) break;
      head.bracket(bracket[1] ?? bracket[2] ?? bracket[3] ?? '');
      at += bracket[0].length;
      if (text[at] === ':') at++;
      continue;
    }
    const word = matchAt(WORD, text, at)?.[0];
    if (word === undefined || word.length > MAX_TOKEN) break;
    if (!head.word(word, text.slice(at + word.length, at + word.length + 8))) break;
    at += word.length;
  }
  if (!head.hasLevel) return null;
  at += matchAt(SEPARATOR, text, at)?.[0].length ?? 0;
  return { fields: head.fields, messageAt: from + at };
};
