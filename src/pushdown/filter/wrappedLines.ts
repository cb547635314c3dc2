import { type ByteString, decodeText, encodeText } from '../../core/bytes.ts';
import type { CertainStream } from '../../core/filter/step.ts';
import { LEVELS, type Level, severity } from '../../core/level.ts';
import { certainHead } from '../../core/understand/known/certainHead.ts';
import { proofOf } from '../../core/understand/known/headProof.ts';
import { LineHead, NO_LEVEL } from '../../core/understand/lineHead.ts';
import { LineReader } from '../../core/understand/lineReader.ts';
import { accessShape } from '../shapes/accessShape.ts';
import { jsonShape } from '../shapes/jsonShapes.ts';
import type { LineNeeds } from '../shapes/needs.ts';
import { DATE_PARTS, type LineShape } from '../shapes/shape.ts';
import { excludedLevels } from './where/shapeTest.ts';

/** More forms would take longer to learn than they save. */
const MAX_FORMS = 60;

/** A container runtime's layout of lines. */
interface Wrapper {
  readonly keyOf: (stream: string) => ByteString;
  /** EREs of what is before and after the text, for a stream. */
  readonly before: (stream: string) => string;
  readonly after: (stream: string) => string;
  /** True if the text is a string of JSON. */
  readonly isQuoted: boolean;
  /** ERE of a message's further text. */
  readonly anyText: string;
  /** ERE of a line of a trace up to where it is certain. */
  readonly indented: string;
  /** Returns the text in a line, without its line end; null: it is another line. */
  readonly textOf: (line: ByteString, reading: LineHead) => ByteString | null;
}

const STREAMS = ['stdout', 'stderr'];

const FRAME = '(at [A-Za-z_$]|[.][.][.] [0-9])';

/** The cause in a trace, whatever follows. */
const CAUSE = 'Caused by: [a-z]';

const DOCKER_LINE =
  /^\{"log":"((?:[^"\\\x00-\x1f]|\\["\\/bfrt]|\\u[0-9a-f]{4})*)\\n","stream":"(stdout|stderr)","time":"[0-9T:.Z+-]+"\}$/;

/** Docker's JSON: Go escapes some characters. A message may contain colours. */
const DOCKER: Wrapper = {
  keyOf: stream => `{${stream}\n`,
  before: () => '^[{]"log":"',
  after: stream => `[\\\\]n","stream":"${stream}","time":"[0-9T:.Z+-]+"[}]$`,
  isQuoted: true,
  anyText: '([^"\\\\\x01-\x1f]|[\\\\](["\\\\/bfrt]|u00(1b|3[ce]|26)|u202[89]))*',
  indented: `([\\\\]t| )+${FRAME}`,
  textOf(line) {
    const text = DOCKER_LINE.exec(line)?.[1];
    return text === undefined ? null : encodeText(JSON.parse(`"${decodeText(text)}"`) as string);
  },
};

const { year, monthDay, clock, offset } = DATE_PARTS;
const CRI_LINE = /^[^ ]+ (?:stdout|stderr) F (.+)$/s;

/** The layout of Kubernetes' container runtime interface. */
const CRI: Wrapper = {
  keyOf: stream => ` ${stream}`,
  before: stream => `^${year}-${monthDay}T${clock}[.][0-9]{1,9}(Z|[+-]${offset}:[03]0) ${stream} F `,
  after: () => '',
  isQuoted: false,
  anyText: '',
  indented: `[ \t]+${FRAME}`,
  textOf(line, reading) {
    const text = CRI_LINE.exec(line)?.[1];
    const proof = text === undefined ? null : proofOf(line, 0, line.length, reading);
    return proof === null || proof.to > reading.payload + 1 ? null : text!;
  },
};

interface Form {
  /** ERE of the text, without an anchor at its start. */
  readonly ere: string;
  readonly regExp: RegExp;
  readonly isLower: boolean;
  readonly isTimed: boolean;
}

/** Reads lines and the texts in them. */
class Sampled {
  readonly #reader = new LineReader(null);
  readonly #reading = new LineHead();
  readonly #inner = new LineHead();

  /** Returns the text of a line in a wrapper, and its head; null: it is another line. */
  textIn(line: ByteString, wrapper: Wrapper): { readonly text: ByteString; readonly head: LineHead } | null {
    const reading = this.#reading;
    if (!this.#reader.read(line, 0, line.length, reading) || reading.inner === null) return null;
    if (!STREAMS.some(stream => wrapper.keyOf(stream) === reading.stream)) return null;
    const { level, time, wraps, indented } = reading.inner;
    const text =
      wraps || indented || time === null || level === NO_LEVEL ? null : wrapper.textOf(line, reading);
    if (text === null) return null;
    const head = this.#inner;
    if (!new LineReader(null).read(text, 0, text.length, head) || head.wraps || head.stamped) return null;
    return head.level === level && head.time === time ? { text, head } : null;
  }
}

/**
 * Learns how to recognise the lines of a container's streams that certainly start a record, as in `lowerLines`; null if there are
 * none.
 */
export const wrappedLines = (
  sample: readonly ByteString[],
  level: Level,
): readonly CertainStream[] | null => {
  const first = sample[0] ?? '';
  const wrapper = DOCKER_LINE.test(first) ? DOCKER : CRI_LINE.test(first) ? CRI : null;
  if (wrapper === null) return null;
  const sampled = new Sampled();
  const forms: Form[] = [];
  const learns = (line: ByteString): boolean => {
    if (forms.length >= MAX_FORMS || forms.some(({ regExp }) => regExp.test(line))) return false;
    const found = sampled.textIn(line, wrapper);
    const own = found === null ? [] : formsOf(found.text, found.head, level, wrapper);
    const isKnown = own.some(({ regExp }) => regExp.test(line));
    if (isKnown) forms.push(...own);
    return isKnown;
  };
  for (const line of sample) if (learns(line)) for (const other of withLevels(line, level)) learns(other);
  return forms.length === 0 ? null : STREAMS.map(stream => streamOf(stream, forms, wrapper));
};

const streamOf = (stream: string, forms: readonly Form[], wrapper: Wrapper): CertainStream => {
  const { keyOf, before, after, indented, anyText } = wrapper;
  const joined = (eres: readonly string[]): string =>
    eres.length === 0 ? '' : `${before(stream)}(${eres.join('|')})${after(stream)}`;
  const isTimed = forms.every(form => form.isTimed);
  return {
    key: keyOf(stream),
    lower: joined(forms.filter(({ isLower }) => isLower).map(({ ere }) => ere)),
    wanted: joined(forms.filter(({ isLower }) => !isLower).map(({ ere }) => ere)),
    indented: isTimed ? joined([indented + anyText, CAUSE + anyText]) : '',
    isTimed,
    ...(isTimed ? { around: { before: before(stream), after: anyText + after(stream) } } : {}),
  };
};

const LEVEL_WORD = /\b(TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|CRITICAL)\b( ?)/;
/** Words for levels that are rare, so that a sample may lack them. */
const RARE_WORDS = ['WARN', 'ERROR', 'FATAL'];

/** Returns a line as the same program writes it at the requested level and worse. */
const withLevels = (line: ByteString, level: Level): readonly ByteString[] =>
  RARE_WORDS.filter(word => severity(word.toLowerCase() as Level) >= severity(level)).map(word =>
    line.replace(LEVEL_WORD, (written, found: string, blank: string, at: number) => {
      // Words may be padded to five letters.
      const isPadded = found.length === 4 && word.length === 5 && line[at + written.length] === ' ';
      return isPadded ? word : found.length === 5 && word.length === 4 ? `${word} ${blank}` : word + blank;
    }),
  );

/** Returns the forms of lines like this one: of its level, or, if it states that in a field, of any. */
const formsOf = (text: ByteString, head: LineHead, level: Level, wrapper: Wrapper): readonly Form[] => {
  const isLower = severity(LEVELS[head.level]!) < severity(level);
  const shape = text.startsWith('{') ? jsonShape(text, NEEDS) : accessOf(text);
  const form = (ere: string | null, lower: boolean): readonly Form[] =>
    ere === null ? [] : [{ ere, regExp: inWrapper(ere, wrapper), isLower: lower, isTimed: shape === null }];
  if (shape === null) return form(textEre(text, head, wrapper), isLower);
  return [true, false].flatMap(lower => form(shapeEre(shape, level, lower, wrapper), lower));
};

const inWrapper = (ere: string, { before, after }: Wrapper): RegExp =>
  new RegExp(`${before('(stdout|stderr)')}(${ere})${after('(stdout|stderr)')}`);

const NEEDS: LineNeeds = { fields: [], level: true, time: 'none' };

const accessOf = (text: ByteString): LineShape | null => {
  const access = text.includes('"') ? accessShape(NEEDS) : null;
  return access !== null && new RegExp(access.ere).test(text) ? access : null;
};

const shapeEre = (shape: LineShape, level: Level, isLower: boolean, { isQuoted }: Wrapper): string | null => {
  if (shape.having === undefined) return null;
  const { texts: levels } = excludedLevels({ kind: 'level', operator: isLower ? '>=' : '<', level }, shape);
  if (levels === undefined || levels.length === 0) return null;
  const ere = shape.having(levels, isQuoted).slice(1);
  // The runtime's own fields follow.
  return isQuoted ? ere.slice(0, -1) : ere;
};

const textEre = (text: ByteString, head: LineHead, { isQuoted, anyText }: Wrapper): string | null => {
  const certain = certainHead(text, head);
  if (certain === null) return null;
  const ere = `${certain.start.slice(1)}${certain.rest}`;
  if (!isQuoted) return ere;
  // Quotes are never in a bracket expression.
  return /\t|\\\\/.test(ere) ? null : ere.replaceAll('"', '[\\\\]"') + anyText;
};
