import { type ByteString, encodeText } from '../../core/bytes.ts';
import { isTotal } from '../../core/count/question.ts';
import { countsRecords } from '../../core/count/unit.ts';
import type { HostFacts } from '../../core/facts.ts';
import { compilePattern } from '../../core/pattern/pattern.ts';
import type { Query } from '../../core/query.ts';
import { AwkPatterns, type LineCondition } from '../filter/awkPatterns.ts';
import { awkKnows } from '../filter/knownPatterns.ts';
import { MAX_GROUP } from '../filter/recordGroups.ts';
import { recordSelection } from '../filter/recordSelection.ts';
import { conditionsOf } from '../filter/recordStages.ts';
import { type Stage, stage } from '../script/stage.ts';
import { ESCAPE } from './canonical.ts';
import { startFunction, type TextStart } from './textStart.ts';

/** The last line that was received: where a log is resumed. */
export interface LastLine {
  /** Its first bytes, and its length. */
  readonly start: ByteString;
  readonly length: number;
  /** It is the N-th such line with its timestamp. */
  readonly ordinal: number;
  /** The start of a timestamp so much later that the line should have come before it. */
  readonly latest: string;
}

/** Number of bytes by which a line is recognised, besides its length. */
export const RECOGNISED = 900;

/** What the host reports about the last line: it was found, or is no longer in the log. */
export const FOUND = '!found';
export const GONE = '!gone';
/** Precedes the number of matching lines, which are not printed. */
export const COUNT = '=';

export interface SelectionAsk {
  readonly query: Query;
  readonly facts: HostFacts;
  /** Lines are `TIME STREAM F TEXT` instead of `TIME TEXT`. */
  readonly streams: boolean;
  /** How records start; null: unknown. */
  readonly start: TextStart | null;
  /** The log is followed: each line is passed on at once. */
  readonly follow: boolean;
  /** Continues after this line; null: the log is read from where it was requested. */
  readonly after: LastLine | null;
}

/** Maximum number of lines that are left out in a row while a log is followed. */
const MAX_SILENT = 10_000;

/**
 * Returns an awk that passes on the lines of a container's log that may match, and possibly others: lines, or records if
 * these are selected, with their context. Each stream has its own records. Null if nothing could be left out.
 *
 * While following, it passes on a line or record at least once a minute of the log's time, because whatever is passed on
 * is the position from which reading continues after a disconnect. It then skips the lines up to that one.
 */
export const selectStage = (ask: SelectionAsk): Stage | null => {
  const { query, facts, streams, follow, after } = ask;
  const conditions = conditionsFor(ask);
  const counts = isCounted(ask, conditions);
  if (conditions === null && after === null && !counts) return null;
  const patterns = new AwkPatterns(facts.awk === 'mawk');
  const unit = counts
    ? countUnit(ask, conditions ?? [], patterns)
    : conditions === null
      ? EVERY_LINE
      : unitOf(ask, conditions, patterns);
  if (unit === null || patterns.failed) return null;
  const head = streams
    ? `x=substr(l,i+1);j=index(x," ");s=substr(x,1,j-1);x=substr(x,j+3);v=substr(l,1,i)${asksStream(query) ? ' s " "' : ''} x`
    : 'x=substr(l,i+1);s="";v=l';
  const program = `function pl(l){print l${follow ? ';fflush()' : ''};h=0;w=substr(l,1,16)}
${unit}
function ln(l,i,j,s,x){i=index(l," ");if(!i||l!~/^[0-9][0-9][0-9][0-9]-/){print l;fflush();return}
${head};tk(l,s,${query.bare ? 'x,x' : 'l,x'})${follow ? `;if(h>0&&(h>${MAX_SILENT}||substr(l,1,16)!=w))al(s)` : ''}}
${after === null ? '{ln($0)}' : skipRules}`;
  const env = {
    ...patterns.env,
    ...(after === null
      ? {}
      : { L: after.start, LN: `${after.length}`, LO: `${after.ordinal}`, LT: encodeText(after.latest) }),
  };
  const begin = `BEGIN{${patterns.begin}${after === null ? '' : 'lt=ENVIRON["LT"];lo=ENVIRON["LO"]+0;lm=ENVIRON["LN"]+0;la=ENVIRON["L"];k=1;r=1;'}}\n`;
  const options = facts.awk === 'mawk' && follow ? ['-W', 'interactive'] : [];
  return stage(['awk', ...options, `${begin}${program}`].map(encodeText), {
    env,
    says: [
      recordSelection(query) === null
        ? 'passes on lines that may match'
        : 'passes on whole records that may match',
      ...(conditions ?? []).flatMap(({ says }) => (says === undefined ? [] : [`wanted: ${says}`])),
      ...(follow ? ['and one each minute, as a position to resume from'] : []),
    ],
  });
};

/** The name of a stream contains a word for a level, so it is searched only where it is asked for. */
const asksStream = ({ where }: Query): boolean => where.some(text => text.includes('stream'));

/** Returns the conditions; null if there are none, or if the host cannot find whole records. */
const conditionsFor = ({ query, facts, start }: SelectionAsk): readonly LineCondition[] | null => {
  if (!query.pushdown || facts.awk === 'none') return null;
  const selection = recordSelection(query);
  const conditions = conditionsOf(query, pattern => awkKnows(pattern, facts));
  if (selection === null) {
    const known = (text: string) => awkKnows(compilePattern(text, query), facts);
    if (query.before + query.after === 0) return conditions.length === 0 ? null : conditions;
    if (query.grep.length + query.exclude.length === 0 || ![...query.grep, ...query.exclude].every(known))
      return null;
    return conditionsOf({ ...query, before: 0, after: 0 }, () => true);
  }
  const isAlone = !selection.whole || query.before + query.after === 0;
  return start === null || conditions.length === 0 || !isAlone ? null : conditions;
};

/** Passes on every line after the one to resume from. */
const EVERY_LINE = 'function tk(l,s,y,x){pl(l)}\nfunction al(s){}';

/** Returns true if only the number of matching lines is requested, and the host can tell which match. */
const isCounted = (
  { query, follow, facts }: SelectionAsk,
  conditions: readonly LineCondition[] | null,
): boolean => {
  const { count, maxCount, head, last, pushdown, grep, exclude } = query;
  if (!count || !isTotal(count) || countsRecords(query) || recordSelection(query) !== null) return false;
  const isKnown = [...grep, ...exclude].every(text => awkKnows(compilePattern(text, query), facts));
  const isUnlimited = maxCount === null && head === null && last === null && query.before + query.after === 0;
  return (
    pushdown &&
    !follow &&
    facts.awk !== 'none' &&
    isUnlimited &&
    isKnown &&
    (conditions !== null || grep.length + exclude.length === 0)
  );
};

/** Counts matching lines; those with text that the patterns do not know are passed on. */
const countUnit = (
  { query }: SelectionAsk,
  conditions: readonly LineCondition[],
  patterns: AwkPatterns,
): string => {
  const test = conditions.map(condition => patterns.conditionTest(condition, 'y')).join('&&') || '1';
  return `function tk(l,s,y,x){if(${query.grep.length + query.exclude.length === 0 ? '0' : ESCAPED})pl(l);else if(${test})nc++}
function al(s){}
END{print "${COUNT}" nc+0}`;
};

/** A byte 1 stands for text that the patterns do not know. */
const ESCAPED = `index(l,"\\${ESCAPE.charCodeAt(0).toString(8).padStart(3, '0')}")`;

const unitOf = (
  ask: SelectionAsk,
  conditions: readonly LineCondition[],
  patterns: AwkPatterns,
): string | null => {
  const { query, start } = ask;
  const selection = recordSelection(query);
  if (selection === null) {
    const test = conditions.map(condition => patterns.conditionTest(condition, 'y')).join('&&');
    return lineUnit(`${ESCAPED}||(${test})`, query);
  }
  if (start === null) return null;
  const own = new Set(conditionsOf({ ...query, grep: [], exclude: [] }, () => true).map(({ says }) => says));
  const tests = conditions.map(condition => {
    const isOurs = condition.excludes.length === 0 && own.has(condition.says);
    if (!isOurs) return patterns.conditionTest(condition, 'y');
    // They may be at the start of the text, or after the time. The tag F would be taken for a level.
    return `(${patterns.conditionTest(condition, 'x')}||${patterns.conditionTest(condition, 'v')})`;
  });
  return recordUnit(tests, startFunction(start, patterns));
};

/**
 * `tk` takes line `l` of stream `s`, whose patterned text is `y` and whose message is `x`; `al` passes on everything held.
 * `b`: the lines before, as many as may be context, and one more, which shows that lines are missing; `a`: number of
 * lines after a match still to pass on.
 */
const lineUnit = (test: string, { before, after }: Query): string => {
  const held = before + after > 0 ? before + 1 : 0;
  const hold = held === 0 ? 'h++;lh=l' : `h++;b[++bn]=l;if(bn-bo>${held})delete b[++bo]`;
  const all = held === 0 ? 'pl(lh)' : 'while(bo<bn){pl(b[++bo]);delete b[bo]}';
  return `function al(s){${all}}
function tk(l,s,y,x){if(r){r=0;a=${after}}
if(${test}){${held === 0 ? '' : 'al(s);'}pl(l);a=${after};return}
if(a>0){a--;pl(l);return}
${hold}}`;
};

/**
 * The same for records. `m[s]`: the stream's current record is passed on; `f[s,i]`: conditions satisfied so far; `c`, `z`:
 * its lines and bytes; `g[s]`: its number. Lines of undecided records wait in `q`, in the order of arrival, with the
 * number of their record in `p`; `o[g]`: its stream, if it is undecided. A line is never passed on before one that came
 * earlier.
 */
const recordUnit = (tests: readonly string[], start: string): string => {
  const flags = tests.map((_, index) => `f[s,${index}]`);
  return `${start}
function al(s,i,t){for(i=1;i<=n;i++){if(p[i] in o){t=o[p[i]];m[t]=1;pl(q[i])}delete q[i];delete p[i]}n=0;for(i in o)delete o[i]}
function co(i,j){j=0;for(i=1;i<=n;i++)if(p[i] in o){q[++j]=q[i];p[j]=p[i]}for(i=j+1;i<=n;i++){delete q[i];delete p[i]}n=j;N=2*j+1000}
function tk(l,s,y,x,i,b){b=sf(x,s)
if(b||!(s in g)){if((s in g)&&(g[s] in o)){delete o[g[s]]}
m[s]=r&&!b&&!(s in g);g[s]=++G;c[s]=0;z[s]=0;${flags.map(flag => `${flag}=0`).join(';')}
if(!m[s])o[G]=s}
if(!m[s]){${tests.map((test, index) => `if(!${flags[index]}&&${test})${flags[index]}=1`).join(';')}
z[s]+=length(l)
if((${flags.join('&&')})||${ESCAPED}||++c[s]>${MAX_GROUP.lines}||z[s]>${MAX_GROUP.bytes}){m[s]=1}
h++;q[++n]=l;p[n]=g[s]
if(!m[s]){if(n>N+1000)co();return}
al(s);return}
if(n>0)al(s)
pl(l)}`;
};

/** Skips the lines up to the one to resume from; without it, all lines are new. */
const skipRules = `{if(!k||$0!~/^[0-9][0-9][0-9][0-9]-/){ln($0);next}
if(length($0)==lm&&substr($0,1,${RECOGNISED})==la&&++kn>=lo){k=0;for(;kq>0;kq--)delete kb[kq];print "${FOUND}";fflush();next}
kb[++kq]=$0
if(substr($0,1,length(lt))>lt)gn()}
function gn(i){k=0;print "${GONE}";fflush();for(i=1;i<=kq;i++){ln(kb[i]);delete kb[i]}}
END{if(k&&kq)gn()}`;
