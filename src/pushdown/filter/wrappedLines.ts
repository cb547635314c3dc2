import { type ByteString, decodeText, encodeText } from '../../core/bytes.ts';
import type { CertainStream } from '../../core/filter/step.ts';
import { LEVELS, type Level, severity } from '../../core/level.ts';
import { certainHead } from '../../core/understand/known/certainHead.ts';
import { proofOf } from '../../core/understand/known/headProof.ts';
import { traceLineProof } from '../../core/understand/known/textProof.ts';
import { LineHead, NO_LEVEL } from '../../core/understand/lineHead.ts';
import { LineReader } from '../../core/understand/lineReader.ts';
import { accessShape } from '../shapes/accessShape.ts';
import { jsonShape } from '../shapes/jsonShapes.ts';
import type { LineNeeds } from '../shapes/needs.ts';
import { DATE_PARTS, ereOf, type LineShape } from '../shapes/shape.ts';
import { excludedLevels } from './where/shapeTest.ts';

/** More forms would take longer to learn than they save. */
const MAX_FORMS = 60;
const MAX_TRACES = 40;

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

/** Lines of a trace at column 0. */
type TraceForm = Pick<Form, 'ere' | 'regExp'>;

/** Reads lines and the texts in them. */
class Sampled {
  readonly #reader = new LineReader(null);
  readonly #reading = new LineHead();
  readonly #inner = new LineHead();

  /** Returns an ERE of a line of a trace at column 0, without an anchor at its start; null: the line is not certain to be one. */
  traceEre(line: ByteString, wrapper: Wrapper): string | null {
    const reading = this.#reading;
    if (!this.#reader.read(line, 0, line.length, reading) || reading.inner !== null) return null;
    const isOurs = STREAMS.some(stream => wrapper.keyOf(stream) === reading.stream) && !reading.partial;
    const text = isOurs ? wrapper.textOf(line, reading) : null;
    const length = text === null ? -1 : traceLineProof(text);
    return length < 0 ? null : startEre(text!.slice(0, length), wrapper);
  }

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
  const traces: TraceForm[] = [];
  for (const line of sample) {
    if (forms.some(({ regExp }) => regExp.test(line)) || traces.some(({ regExp }) => regExp.test(line)))
      continue;
    const found = sampled.textIn(line, wrapper);
    const form = found && formOf(found.text, found.head, level, wrapper);
    if (form?.regExp.test(line) && forms.push(form) === MAX_FORMS) break;
    const ere = found === null && traces.length < MAX_TRACES ? sampled.traceEre(line, wrapper) : null;
    const trace = ere === null ? null : { ere, regExp: inWrapper(ere, wrapper) };
    if (trace?.regExp.test(line)) traces.push(trace);
  }
  if (forms.length === 0) return null;
  return STREAMS.map(stream => streamOf(stream, forms, traces, wrapper));
};

const streamOf = (
  stream: string,
  forms: readonly Form[],
  traces: readonly TraceForm[],
  wrapper: Wrapper,
): CertainStream => {
  const { keyOf, before, after, indented, anyText } = wrapper;
  const joined = (eres: readonly string[]): string =>
    eres.length === 0 ? '' : `${before(stream)}(${eres.join('|')})${after(stream)}`;
  const isTimed = forms.every(form => form.isTimed);
  return {
    key: keyOf(stream),
    lower: joined(forms.filter(({ isLower }) => isLower).map(({ ere }) => ere)),
    wanted: joined(forms.filter(({ isLower }) => !isLower).map(({ ere }) => ere)),
    indented: isTimed ? joined([indented + anyText, CAUSE + anyText, ...traces.map(({ ere }) => ere)]) : '',
    isTimed,
  };
};

const formOf = (text: ByteString, head: LineHead, level: Level, wrapper: Wrapper): Form | null => {
  const isLower = severity(LEVELS[head.level]!) < severity(level);
  const shape = text.startsWith('{') ? jsonShape(text, NEEDS) : accessOf(text);
  const ere = shape === null ? textEre(text, head, wrapper) : shapeEre(shape, level, isLower, wrapper);
  if (ere === null) return null;
  return { ere, regExp: inWrapper(ere, wrapper), isLower, isTimed: shape === null };
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
  const levels = excludedLevels({ kind: 'level', operator: isLower ? '>=' : '<', level }, shape);
  if (levels === undefined || levels.length === 0) return null;
  const ere = shape.having(levels, isQuoted).slice(1);
  // The runtime's own fields follow.
  return isQuoted ? ere.slice(0, -1) : ere;
};

/** Returns an ERE for texts that start with a text. */
const startEre = (start: ByteString, { isQuoted, anyText }: Wrapper): string | null =>
  /[^ !#-[\]-~]/.test(start) ? null : isQuoted ? ereOf(start) + anyText : ereOf(start);

const textEre = (text: ByteString, head: LineHead, { isQuoted, anyText }: Wrapper): string | null => {
  const certain = certainHead(text, head);
  if (certain === null) return null;
  const ere = `${certain.start.slice(1)}${certain.rest}`;
  if (!isQuoted) return ere;
  // Quotes are never in a bracket expression.
  return /\t|\\\\/.test(ere) ? null : ere.replaceAll('"', '[\\\\]"') + anyText;
};
