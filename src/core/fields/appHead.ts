import type { ByteString } from '../bytes.ts';
import { isDigit, isLetter, isLower, isWord } from '../understand/compile/steps.ts';
import { bytesOf } from '../understand/compile/textBytes.ts';
import { findLevelWord } from '../understand/findLevelWord.ts';
import { FieldList } from './fieldList.ts';
import {
  bracketEnd,
  dashFollows,
  endsName,
  holds,
  isName,
  isNumber,
  isOpener,
  isQualified,
  leadsOn,
  levelMayFollow,
  lookedTo,
  mayBeCapitalLevel,
  mayBeLevel,
  readSeparator,
  separator,
  wordEnd,
} from './headTokens.ts';

const PLACE = /^\{{0,2}([\w$/@+-]*\.[\w$./@+-]*\w):(\d+)(?:\}{1,2}|:)?$/;
/** Matches names of source files; other names before a line's number are loggers (`shop.Cart:12`), or of hosts. */
const SOURCE_FILE =
  /\/|\.(?:[cdhmrv]|[ch](?:c|h|pp|xx|\+\+)|cs|cu|clj|dart|erl|exs?|f90|fs|go|groovy|hs|java|jl|[cm]?jsx?|kts?|lisp|lua|ml|mm|nim|php|pl|pm|pyx?|rb|rs|scala|sh|sql|swift|[cm]?tsx?|vb|vue|zig)$/i;
/** Matches a short name of a logger with a line's number, as Log4j's `%c{1}:%L` writes it. */
const NAME_AND_LINE = /^([A-Za-z_]\w*):(\d+)$/;
/** Matches addresses and times in seconds, which are no names of threads. */
const NUMBERS = /^\d[\d.:]*$/;
const LOGGER = /^[a-z].*[.:]/;
const NAME = /^[A-Za-z_][\w.$-]*$/;
const HEX_ID = /^[0-9a-f]{16}(?:[0-9a-f]{16})?$/;

const mayBePlace = (name: string): boolean => SOURCE_FILE.test(name) || !isDigit(name.charCodeAt(0));

/** Maximum number of tokens in a head, and of characters in one token. */
const MAX_TOKENS = 10;
const MAX_TOKEN = 300;
/** How much of the text after a token is examined. */
const MAX_AHEAD = 8;
/** As much text is examined to see that no separator starts at its beginning. */
const MAX_SEPARATOR = 4;

const TAB = 9;
const BLANK = 32;
const COLON = 58;
const EQUALS = 61;
const COMMA = 44;

const found = { to: 0, level: 0 };

/** Collects the information in a head's tokens; reused for each head. */
class Head {
  /** The fields in the head: thread, logger, file, process id. */
  readonly fields = new FieldList();
  hasLevel = false;
  isSpring = false;
  #line: ByteString = '';
  #bytes: Uint8Array = new Uint8Array();
  #end = 0;

  begin(line: ByteString, bytes: Uint8Array, end: number): void {
    this.fields.clear();
    this.hasLevel = false;
    this.isSpring = false;
    this.#line = line;
    this.#bytes = bytes;
    this.#end = end;
  }

  /** Spring Boot's `--- [app] [thread]`: the last of two is the thread. */
  #renameApp(inside: string): boolean {
    const thread = this.fields.get('thread');
    if (!this.isSpring || thread === undefined || this.fields.has('tag')) return false;
    this.fields.add('tag', thread);
    this.fields.set('thread', inside);
    return true;
  }

  /** Handles text in brackets. */
  bracket(from: number, to: number): void {
    const inside = this.#line.slice(from, to).trim();
    const start = inside.length === to - from ? from : this.#line.indexOf(inside, from);
    const end = start + inside.length;
    if (!this.hasLevel && mayBeLevel(this.#bytes, start, end) && this.#isLevel(start, end))
      this.hasLevel = true;
    else this.#name(inside, start, end);
  }

  #isLevel(from: number, to: number): boolean {
    return findLevelWord(this.#line, from, to, found) && found.to === to;
  }

  #name(inside: string, from: number, to: number): void {
    if (inside === '') return;
    const bytes = this.#bytes;
    const place = holds(bytes, from, to, COLON) ? PLACE.exec(inside) : null;
    if (this.#renameApp(inside)) return;
    if (place && mayBePlace(place[1]!)) this.#setPlace(place);
    else if (holds(bytes, from, to, EQUALS)) this.#pairs(inside);
    else if (holds(bytes, from, to, COMMA)) this.#ids(inside);
    else if (isNumber(bytes, from, to)) this.#set(this.fields.has('pid') ? 'thread' : 'pid', inside);
    else if (isQualified(bytes, from, to) && LOGGER.test(inside)) this.#set('logger', inside);
    else if (!NUMBERS.test(inside)) this.#set(this.fields.has('thread') ? 'logger' : 'thread', inside);
  }

  /** Handles a bare token. True: the head continues. */
  word(from: number, to: number): boolean {
    const bytes = this.#bytes;
    const bare = bytes[to - 1] === COLON ? to - 1 : to;
    if (!this.hasLevel && mayBeLevel(bytes, from, bare)) {
      // With zap's and logrus' tabs, lower-case names count too.
      const counts = mayBeCapitalLevel(bytes, from, bare) || (to < this.#end && bytes[to] === TAB);
      if (counts && this.#isLevel(from, bare)) {
        this.hasLevel = true;
        return true;
      }
    }
    const ahead = Math.min(this.#end, to + MAX_AHEAD);
    if (holds(bytes, from, bare, COLON)) {
      const token = this.#line.slice(from, to);
      const place = this.#placeOf(
        token,
        bare < to || endsName(bytes, to, ahead),
        dashFollows(bytes, to, ahead),
      );
      if (place) {
        this.#setPlace(place);
        return true;
      }
    }
    if (isNumber(bytes, from, to)) {
      if (this.hasLevel && !leadsOn(bytes, to, ahead)) return false;
      this.#set('pid', this.#line.slice(from, to));
      return true;
    }
    if (!this.#isLogger(from, bare, to, ahead)) return false;
    this.#set('logger', this.#line.slice(from, bare));
    return true;
  }

  /** Reads a file or a logger with a line's number. Only what ends like a name is a logger: it may be a host and a port. */
  #placeOf(token: string, isEnded: boolean, isBeforeDash: boolean): RegExpExecArray | null {
    const place = PLACE.exec(token);
    if (place) return SOURCE_FILE.test(place[1]!) || (isEnded && mayBePlace(place[1]!)) ? place : null;
    return this.hasLevel && isBeforeDash ? NAME_AND_LINE.exec(token) : null;
  }

  /**
   * Names of several parts are unambiguous; others count only if `-` follows and a level or a thread may
   * precede.
   */
  #isLogger(from: number, bare: number, to: number, ahead: number): boolean {
    const bytes = this.#bytes;
    const isPlain = isName(bytes, from, bare) && (!this.hasLevel || this.fields.has('thread'));
    if (isPlain && dashFollows(bytes, to, ahead)) return true;
    if (!isQualified(bytes, from, bare)) return false;
    return bare < to || endsName(bytes, to, ahead) || (!this.hasLevel && levelMayFollow(bytes, to, ahead));
  }

  #set(name: string, value: string): void {
    if (!this.fields.has(name)) this.fields.add(name, value);
  }

  #setPlace(place: RegExpExecArray): void {
    this.#set(SOURCE_FILE.test(place[1]!) ? 'file' : 'logger', place[1]!);
    this.#set('line', place[2]!);
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

const head = new Head();

/** Where the message starts and what precedes it; valid until the next head is read. */
export interface AppHead {
  readonly fields: FieldList;
  messageAt: number;
}

const read: AppHead = { fields: head.fields, messageAt: 0 };

/**
 * The end of the text examined for the last head: a longer line with the same bytes up to there has the same
 * head. Infinity: the head may depend on the whole line.
 */
export const reach = { to: 0 };

/**
 * Returns true if a line certainly has no head, and no key before `=`: it starts with a word that is no level, because all its letters but the first
 * are small, and that no dash follows.
 */
export const beginsWithWord = (bytes: Uint8Array, from: number, to: number): boolean => {
  let at = from + 1;
  while (isLower(bytes[at]!)) at++;
  if (at - from < 2 || at + 1 >= to || bytes[at] !== BLANK || !isLetter(bytes[from]!)) return false;
  return isWord(bytes[at + 1]!);
};

/**
 * Reads the head of an application's line (log4j, logback, Spring, Python, Go, JBoss…) starting after its
 * time or at its start: brackets, a level, names of loggers and files, process ids. Null if it shows no
 * level. `to`: where the line ends in a text that contains it.
 */
export const readAppHead = (line: ByteString, from: number, to = line.length): AppHead | null => {
  const { bytes } = bytesOf(line);
  // Only a short text is examined, because heads are short.
  const end = Math.min(to, from + MAX_TOKENS * MAX_TOKEN);
  head.begin(line, bytes, end);
  reach.to = from;
  let at = from;
  for (let tokens = 0; tokens < MAX_TOKENS; tokens++) {
    readSeparator(bytes, at, end);
    if (separator.isSpring) head.isSpring = true;
    at = separator.to;
    const bracket = bracketEnd(bytes, at, end);
    if (bracket >= 0) {
      reach.to = bracket + MAX_AHEAD;
      if (bracket - at > MAX_TOKEN) break;
      head.bracket(at + 1, bracket - 1);
      at = bracket;
      if (at < end && bytes[at] === COLON) at++;
      continue;
    }
    const word = wordEnd(bytes, at, end);
    reach.to = isOpener(bytes[at]!)
      ? Number.POSITIVE_INFINITY
      : Math.max(at + MAX_SEPARATOR, lookedTo(bytes, word, word + MAX_AHEAD));
    if (word === at || word - at > MAX_TOKEN || !head.word(at, word)) break;
    at = word;
  }
  if (!head.hasLevel) return null;
  readSeparator(bytes, at, end);
  read.messageAt = separator.to;
  return read;
};
