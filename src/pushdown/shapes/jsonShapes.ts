import { type ByteString, decodeText } from '../../core/bytes.ts';
import { namesOf, wordOf } from '../../core/fields/words.ts';
import { levelOfWord } from '../../core/understand/findLevelWord.ts';
import { type FieldKey, fieldKey } from '../../core/understand/structured/fieldKeys.ts';
import { type JsonLeaf, jsonTokens } from './jsonTokens.ts';
import type { LineNeeds } from './needs.ts';
import { DATE_PARTS, ereOf, hashEre, inSlashes, joined, type LineShape } from './shape.ts';

type Part = { readonly text: ByteString } | { readonly code: ByteString };

/** Characters that JSON does not escape. */
const PLAIN_NUMBER = '^(-?[1-9][0-9]*|0)$';

/** A value's pattern, and its replacement in the reduced line; null: it is omitted. */
interface Slot {
  /** The value, as an awk expression. */
  readonly own: ByteString;
  readonly ere: ByteString;
  readonly kept: readonly Part[] | null;
}

/** Starts escape sequences as rsyslog writes them. */
const WRITTEN_ESCAPE = '#033';

const TEXT = '[^"\\\\\\001-\\037]*';
/** Returns the same with escape sequences, and without those of rsyslog. */
const textWith = (escapes: string): string => `([^"\\\\#\\001-\\037]|${escapes}|${hashEre(escapes)})*#*`;
const HEX = 'u[0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F]';
const ANY_TEXT = textWith(`[\\\\](["\\\\/bfnrt]|${HEX})`);
/** The same within a string of JSON, as container runtimes write it. */
const QUOTED_TEXT = textWith(`[\\\\]([\\\\]([\\\\]["\\\\]|[/bfnrt]|${HEX})|u(003[ce]|0026|202[89]))`);
const NUMBER = '(-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?|true|false|null)';

/** Longer lines would need patterns that are too large. */
const MAX_KEYS = 60;

/**
 * Returns the shape of JSON lines with exactly these keys in this order and any values; null if these keys
 * cannot answer the request with certainty.
 */
export const jsonShape = (sample: ByteString, needs: LineNeeds): LineShape | null => {
  const tokens = jsonTokens(sample);
  if (tokens === null || tokens.leaves.length > MAX_KEYS || tokens.leaves.length === 0) return null;
  if (sample.includes(WRITTEN_ESCAPE)) return null;
  const { texts, leaves, objects } = tokens;
  const names = new Set(needs.fields.flatMap(namesOf).map(name => name.toLowerCase()));
  if (objects.some(path => isAsked(path, names))) return null;
  const roles = rolesOf(leaves, objects);
  if (roles === null) return null;
  // The value's place among the parts between quotes, and what surrounds it.
  let field = 1;
  const slots = leaves.map((leaf, index): Slot | null => {
    field += count(texts[index]!, '"');
    const own = leaf.isText
      ? `$${field}`
      : inField(field, texts[index]!.split('"').at(-1)!, texts[index + 1]!.split('"')[0]!);
    if (leaf === roles.time)
      return roles.nanos === null
        ? timeSlot(leaf, own, needs.time)
        : secondsSlot(leaf, own, needs.time, names);
    if (leaf === roles.nanos) return nanosSlot(leaf, own, names);
    if (leaf === roles.level) return levelSlot(leaf, own, needs.level);
    const asked = isAsked(leaf.path, names);
    if (leaf === roles.status) return statusSlot(own, needs.level || asked);
    const kept = asked ? [{ code: own }] : leaf === roles.request ? [{ text: leaf.isText ? '' : '0' }] : null;
    return { own, ere: leaf.isText ? TEXT : NUMBER, kept };
  });
  if (slots.includes(null)) return null;
  const all = slots as Slot[];
  const lineEre = (ereOfSlot: (slot: Slot, index: number) => ByteString, between = texts): ByteString =>
    `^${all.map((slot, index) => ereOf(between[index]!) + ereOfSlot(slot, index)).join('')}${ereOf(between.at(-1)!)}$`;
  const ere = lineEre(slot => slot.ere);
  const level = levelOf(roles, leaf => all[leaves.indexOf(leaf)]!.own);
  const levelAt = leaves.findIndex(leaf => leaf === (roles.level ?? roles.status));
  return {
    test: `NF==${count(sample, '"') + 1}&&$0~${inSlashes(ere)}`,
    line: joined(reduced(leaves, all)),
    functions: [],
    value(name) {
      // A duration's unit depends on its key.
      if (wordOf(name)?.word === 'duration') return null;
      const own = new Set(namesOf(name).map(candidate => candidate.toLowerCase()));
      const found = leaves.flatMap((leaf, index) => (isAsked(leaf.path, own) ? [index] : []));
      const [first] = found;
      if (first === undefined) return 'absent';
      if (found.length > 1) return null;
      const { own: code } = all[first]!;
      const { isText } = leaves[first]!;
      const unless = isText ? null : `(${code}!~${inSlashes(PLAIN_NUMBER)}||length(${code})>15)`;
      return { code, unless, isNumber: !isText };
    },
    level,
    ere: withControls(ere),
    ...(level === 'absent'
      ? {}
      : {
          having: (levels, quoted = false) => {
            const found =
              level.kind === 'status' ? `[${levels.join('')}][0-9][0-9]` : `(${levels.join('|')})`;
            const value = quoted ? QUOTED_TEXT : ANY_TEXT;
            const ereOfSlot = ({ ere: own }: Slot): ByteString => (own === TEXT ? value : own);
            return withControls(
              lineEre(
                (slot, index) => (index === levelAt ? found : ereOfSlot(slot)),
                quoted ? texts.map(text => text.replaceAll('"', '\\"')) : texts,
              ),
            );
          },
        }),
  };
};

/** Returns an awk's ERE for other tools, which have no octal escapes. */
const withControls = (ere: ByteString): ByteString => ere.replaceAll('\\001-\\037', '\x01-\x1f');

const count = (text: ByteString, character: string): number => text.split(character).length - 1;

const inField = (field: number, before: ByteString, after: ByteString): ByteString =>
  `substr($${field},${before.length + 1},length($${field})-${before.length + after.length})`;

const isAsked = (path: readonly string[], names: ReadonlySet<string>): boolean =>
  names.has(decodeText(path.join('.')).toLowerCase());

interface Roles {
  /** The time, or the seconds of one that is an object, whose nanoseconds are another leaf. */
  readonly time: JsonLeaf;
  readonly nanos: JsonLeaf | null;
  readonly level: JsonLeaf | null;
  /** Without a level: the HTTP status that determines it, and the part of the request that proves it; null: none. */
  readonly status: JsonLeaf | null;
  readonly request: JsonLeaf | null;
}

const levelOf = ({ level, status }: Roles, own: (leaf: JsonLeaf) => ByteString): LineShape['level'] => {
  if (level !== null) return { code: own(level), kind: level.isText ? 'word' : 'number' };
  return status === null ? 'absent' : { code: own(status), kind: 'status' };
};

/**
 * Returns the values of an object that determine its time and level, whatever they are; null if others could.
 */
const rolesOf = (leaves: readonly JsonLeaf[], objects: readonly (readonly string[])[]): Roles | null => {
  const top = leaves.flatMap(leaf => {
    const key = leaf.path.length === 1 ? fieldKey(leaf.path[0]!) : null;
    return key === null ? [] : [{ leaf, key }];
  });
  const first = (rank: (key: FieldKey) => number): readonly [JsonLeaf | null, boolean] => {
    const ranks = top
      .filter(({ key }) => rank(key) < Number.POSITIVE_INFINITY)
      .sort((a, b) => rank(a.key) - rank(b.key));
    const [best, next] = ranks;
    const isSure = !best || !next || rank(best.key) < rank(next.key);
    return [best?.leaf ?? null, isSure];
  };
  const [written, sureTime] = first(key => key.timeRank);
  const [level, sureLevel] = first(key => key.levelRank);
  const instant = written === null ? instantOf(leaves, objects) : null;
  const time = instant?.seconds ?? written;
  const nested = objects.some(
    path => path.length === 1 && path[0] !== instant?.key && mayTell(fieldKey(path[0]!), level !== null),
  );
  if (nested || time === null || !sureTime || !sureLevel) return null;
  // Without a level of its own, the line may carry another that has one, or its other fields may imply one.
  const implies = top.some(
    ({ key }) => key.lineRank < Number.POSITIVE_INFINITY || ['s', '@mt', '@m'].includes(key.telling ?? ''),
  );
  const carries = top.some(({ key }) => key.telling === 'stream');
  if ((level === null && implies) || carries) return null;
  const [status, sureStatus] = level === null ? first(key => key.statusRank) : [null, true];
  const request = status === null ? null : (top.find(({ key }) => key.requests)?.leaf ?? null);
  if (!sureStatus) return null;
  const nanos = instant?.nanos ?? null;
  return { time, nanos, level, status: request === null ? null : status, request };
};

/** Returns the parts of a time that Log4j 2 wrote as an object; null: there is none, or the object may tell something else. */
const instantOf = (leaves: readonly JsonLeaf[], objects: readonly (readonly string[])[]) => {
  const isInstant = (path: readonly string[]): boolean =>
    path.length === 1 && fieldKey(path[0]!)?.plain === 'instant';
  const [object, other] = objects.filter(path => path.length > 0 && isInstant(path.slice(0, 1)));
  if (object === undefined || other !== undefined || object.length > 1) return null;
  const parts = leaves.filter(({ path }) => path[0] === object[0]);
  const part = (name: string) => parts.find(({ path, isText }) => path[1] === name && !isText);
  const seconds = part('epochSecond');
  const nanos = part('nanoOfSecond');
  return seconds && nanos && parts.length === 2 ? { key: object[0]!, seconds, nanos } : null;
};

/** Returns true if an object with this key may determine the time or the level; one about a request only without a level. */
const mayTell = (key: FieldKey | null, hasLevel: boolean): boolean =>
  key !== null && !(hasLevel && (key.exchange || key.requests) && !key.nested && !key.carries);

const { year, monthDay, clock, offset } = DATE_PARTS;
const ISO = /^\d{4}-\d\d-\d\d([T ])\d\d:\d\d:\d\d([.,]\d+)?(Z|[+-]\d\d:\d\d)?$/;
const EPOCH = /^(\d{10})(\.\d+)?$|^\d{13}$/;

/** Returns the place of a time: of ISO 8601 or in seconds or milliseconds since 1970. */
const timeSlot = ({ isText, raw }: JsonLeaf, own: ByteString, need: LineNeeds['time']): Slot | null => {
  const iso = isText ? ISO.exec(raw) : null;
  if (iso) {
    const [, between, fraction, zone] = iso;
    const tail = zone === undefined ? '' : zone === 'Z' ? 'Z' : `[+-]${offset}:[03]0`;
    const ere = `${year}-${monthDay}${between}${clock}${fraction ? `${ereOf(fraction[0]!)}[0-9]+` : ''}${tail}`;
    return { own, ere, kept: isoParts(own, need, between!, zone) };
  }
  const epoch = isText ? null : EPOCH.exec(raw);
  if (!epoch) return null;
  const isSeconds = epoch[1] !== undefined;
  const ere = `1[0-9]${'[0-9]'.repeat(isSeconds ? 8 : 11)}${epoch[2] === undefined ? '' : '[.][0-9]+'}`;
  const zeros = isSeconds ? '' : '000';
  const seconds = `substr(${own},1,10)`;
  switch (need) {
    case 'none':
      return { own, ere, kept: [{ text: `1767225600${zeros}` }] };
    case 'exact':
      return { own, ere, kept: [{ code: own }] };
    default: {
      const unit = need === 'hour' ? 3600 : 60;
      return { own, ere, kept: [{ code: `sprintf("%.0f",${seconds}-${seconds}%${unit})` }, { text: zeros }] };
    }
  }
};

/** Returns the place of the seconds of a time that is an object, if nothing depends on them. */
const secondsSlot = (
  { isText, raw, path }: JsonLeaf,
  own: ByteString,
  need: LineNeeds['time'],
  names: ReadonlySet<string>,
): Slot | null =>
  isText || need !== 'none' || isAsked(path, names) || !/^1\d{9}$/.test(raw)
    ? null
    : { own, ere: `1${'[0-9]'.repeat(9)}`, kept: [{ text: '1767225600' }] };

/** The same for its nanoseconds. */
const nanosSlot = ({ path }: JsonLeaf, own: ByteString, names: ReadonlySet<string>): Slot | null =>
  isAsked(path, names) ? null : { own, ere: `(0|[1-9]${'[0-9]?'.repeat(8)})`, kept: [{ text: '0' }] };

const isoParts = (
  own: ByteString,
  need: LineNeeds['time'],
  between: string,
  zone: string | undefined,
): readonly Part[] => {
  const tail: Part =
    zone === undefined || zone === 'Z' ? { text: zone ?? '' } : { code: `substr(${own},length(${own})-5)` };
  switch (need) {
    case 'none':
      return [{ text: `2026-01-01${between}00:00:00${zone === undefined ? '' : 'Z'}` }];
    case 'exact':
      return [{ code: own }];
    case 'minute':
      return [{ code: `substr(${own},1,16)` }, { text: ':00' }, tail];
    case 'hour':
      // Only whole hours in UTC are certain to be whole hours elsewhere.
      return zone === 'Z'
        ? [{ code: `substr(${own},1,13)` }, { text: ':00:00' }, tail]
        : [{ code: `substr(${own},1,16)` }, { text: ':00' }, tail];
  }
};

export const JSON_LEVEL_WORDS =
  'trace debug info information notice warn warning err error crit critical fatal panic emerg alert'
    .split(' ')
    .flatMap(word => [word, word.toUpperCase(), word[0]!.toUpperCase() + word.slice(1)])
    .filter(word => levelOfWord(word) !== null);
const LEVEL_ERE = `(${JSON_LEVEL_WORDS.join('|')})`;

/** Returns the place of a level: a word that certainly is one, or a number of pino or bunyan. */
const levelSlot = ({ isText, raw, path }: JsonLeaf, own: ByteString, isNeeded: boolean): Slot | null => {
  if (isText && JSON_LEVEL_WORDS.includes(raw)) {
    return { own, ere: LEVEL_ERE, kept: [isNeeded ? { code: own } : { text: 'info' }] };
  }
  if (isText || !/^[1-6]0$/.test(raw) || fieldKey(path[0]!)?.plain !== 'level') return null;
  return { own, ere: '[1-6]0', kept: [isNeeded ? { code: own } : { text: '30' }] };
};

/** Returns the place of an HTTP status. */
const statusSlot = (own: ByteString, isNeeded: boolean): Slot => ({
  own,
  ere: '[1-5][0-9][0-9]',
  kept: [isNeeded ? { code: own } : { text: '200' }],
});

/** Returns the object reduced to what is kept. */
const reduced = (leaves: readonly JsonLeaf[], slots: readonly Slot[]): Part[] => {
  const parts: Part[] = [{ text: '{' }];
  let open: readonly string[] = [];
  let isFirst = true;
  const close = (to: number): void => {
    parts.push({ text: '}'.repeat(open.length - to) });
    if (open.length > to) isFirst = false;
    open = open.slice(0, to);
  };
  for (const [index, { path, isText }] of leaves.entries()) {
    const { kept } = slots[index]!;
    if (kept === null) continue;
    const within = path.slice(0, -1);
    let shared = 0;
    while (shared < open.length && shared < within.length && open[shared] === within[shared]) shared++;
    close(shared);
    for (const key of within.slice(shared)) {
      parts.push({ text: `${isFirst ? '' : ','}"${key}":{` });
      isFirst = true;
    }
    open = within;
    const quote = isText ? '"' : '';
    parts.push({ text: `${isFirst ? '' : ','}"${path.at(-1)}":${quote}` }, ...kept, { text: quote });
    isFirst = false;
  }
  close(0);
  return [...parts, { text: '}' }];
};
