import { decodeText, encodeText } from '../core/bytes.ts';
import type { LocalFilter } from '../core/filter/step.ts';
import type { Plan } from './plan.ts';
import { extentWords, readsWhole } from './readStages.ts';
import { pathText } from './script/fileCheck.ts';
import type { RemotePlan } from './script/script.ts';
import { type Stage, stage, stageText } from './script/stage.ts';

/**
 * Formats a plan for people: the pipeline as one would type it on the host (`host:`), the local part
 * (`local:`), and notes, one per line. The actual script has the same pipeline between its checks; see
 * `remoteScript`. A program too long to read is summarised in lines below the pipeline, unless `whole`.
 */
export const explain = (plan: Plan, { whole = false }: { readonly whole?: boolean } = {}): string => {
  const inWords = whole ? [] : (plan.remote?.stages.flatMap(programText) ?? []);
  const lines = [
    plan.remote ? `host:  ${pipeline(plan.remote, whole)}` : 'host:  nothing',
    ...inWords.map(line => `       ${line}`),
    plan.local ? `local: ${localPipeline(plan.local)}` : 'local: nothing',
    ...plan.notes.map(note => `note:  ${note}`),
  ];
  return lines.join('\n');
};

/** Returns true if a plan has a program that `explain` summarises. */
export const isAbridged = ({ remote }: Plan): boolean =>
  remote?.stages.some(({ says }) => says !== null) === true;

/** Summarises programs, one line each. */
export const programText = ({ says, words }: Stage): string[] => {
  if (says === null) return [];
  const bytes = String(words.at(-1)).length;
  return says.map((line, index) => (index === 0 ? `PROGRAM (${bytes} bytes): ${line}` : `  ${line}`));
};

/** Returns the stage with a word in place of its program. */
export const abridged = (part: Stage): Stage =>
  part.says === null
    ? part
    : { ...part, env: {}, finders: [], words: [...part.words.slice(0, -1), 'PROGRAM'] };

const pipeline = (remote: RemotePlan, whole: boolean): string => {
  const path = remote.path === null ? '' : pathText(remote.path).replace(/^"\$HOME"/, '~');
  const names = { argument: path, input: path };
  const backwards = remote.latest === null ? [] : [`tail -n ${remote.latest.lines}`];
  const parts = whole ? remote.stages : remote.stages.map(abridged);
  const stages = parts.map((part, index) =>
    stageText(remote.latest !== null && index === 0 ? { ...part, readsFile: true } : part, names, ''),
  );
  const suffix =
    remote.latest !== null
      ? '   (backwards from the end of the file)'
      : remote.offset
        ? `   (from byte ${remote.offset + 1} of the file)`
        : '';
  return decodeText([...stages, ...backwards].join(' | ')) + suffix;
};

/** Formats the local filter as equivalent commands. */
export const localPipeline = (local: LocalFilter): string => {
  if (local.numbered) return `the last ${local.last} of the matches, each with its context`;
  const from = local.from && !readsWhole(local.from) ? [stage(['tail', ...extentWords(local.from)])] : [];
  const stages = [...from, ...selection(local), ...limits(local)];
  const texts = stages.map(part => decodeText(stageText(part, { argument: '', input: '' }, '')));
  return [selectedRecords(local), ...texts].filter(text => text !== '').join(' | ') || 'nothing';
};

const selectedRecords = ({ records }: LocalFilter): string => {
  if (!records) return '';
  const { time, level, whole, where = [] } = records;
  const words = [
    ...(time.since === null ? [] : ['since', new Date(time.since).toISOString()]),
    ...(time.until === null ? [] : ['until', new Date(time.until).toISOString()]),
    ...(level === null ? [] : [`of level ${level} or worse`]),
    ...(where.length === 0 ? [] : [`where ${where.map(text => `'${text}'`).join(' and ')}`]),
  ];
  if (words.length === 0 && !whole) return '';
  return `${whole ? 'whole records' : 'lines of records'} ${words.join(' ')}`.trimEnd();
};

/** Formats it as equivalent greps, on one line if context spans several patterns. */
const selection = (local: LocalFilter): Stage[] => {
  const option = [...(local.ignoreCase ? ['-i'] : []), local.fixed ? '-F' : '-E'];
  const greps = [
    ...local.grep.map(text => [...option, '-e', encodeText(text)]),
    ...(local.exclude.length > 0
      ? [[...option, '-v', ...local.exclude.flatMap(text => ['-e', encodeText(text)])]]
      : []),
  ];
  const last = [
    ...(local.before > 0 ? ['-B', `${local.before}`] : []),
    ...(local.after > 0 ? ['-A', `${local.after}`] : []),
    ...(local.maxCount === null ? [] : ['-m', `${local.maxCount}`]),
  ];
  if (greps.length === 0) return local.maxCount === null ? [] : [stage(['head', '-n', `${local.maxCount}`])];
  return greps.map((words, index) => stage(['grep', ...(index === greps.length - 1 ? last : []), ...words]));
};

const limits = (local: LocalFilter): Stage[] => [
  ...(local.last === null ? [] : [stage(['tail', '-n', `${local.last}`])]),
  ...(local.head === null ? [] : [stage(['head', '-n', `${local.head}`])]),
];
