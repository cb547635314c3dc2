import { type ByteString, decodeText } from '../../core/bytes.ts';
import type { HostFacts } from '../../core/facts.ts';
import { abridged, programText } from '../explain.ts';
import { prologue } from '../script/lifetime.ts';
import { shellCommand } from '../script/quote.ts';
import { remoteCommand } from '../script/script.ts';
import { type Stage, stage, stageText } from '../script/stage.ts';
import { canonicalStage, type PrintedForm, type Reader } from './canonical.ts';
import { type SelectionAsk, selectStage } from './select.ts';

/** How a host prints a log that only a program can read, and what it could select with. */
export interface PrintedLog {
  readonly form: PrintedForm;
  /** Null: nothing on the host can read it as it arrives. */
  readonly reader: Reader | null;
  readonly facts: HostFacts;
}

/** Returns the stages that select lines of such a log on its host; null: nothing can be left out. */
export const selectionStages = (
  { form, reader, facts }: PrintedLog,
  ask: Omit<SelectionAsk, 'facts' | 'streams'>,
): readonly Stage[] | null => {
  const select = reader === null ? null : selectStage({ ...ask, facts, streams: form !== 'lines' });
  return select === null ? null : [canonicalStage(form, reader!, ask.follow), select];
};

/** Returns the command line that prints a log with a command of its own, and selects from its lines. */
export const printCommand = (text: string, stages: readonly Stage[], follow: boolean): string =>
  remoteCommand({
    path: null,
    stages: [stage([], { shell: text }), ...stages],
    latest: null,
    endless: follow,
    waits: false,
    sudo: false,
    from: { kind: 'fromLine', line: 1 },
  });

/** Explains how such a log is read: `explain` for a command of ours. */
export const explainPrinted = (
  text: string,
  stages: readonly Stage[],
  here: string,
): { readonly text: string; readonly whole: string | null } => {
  const names = { argument: '', input: '' };
  const pipeline = (all: readonly Stage[]): string =>
    [text, ...all.map(part => decodeText(stageText(part, names, '')))].join(' | ');
  const programs = stages.flatMap(programText).map(line => `       ${line}\n`);
  return {
    text: `host:  ${pipeline(stages.map(abridged))}\n${programs.join('')}${here}`,
    whole: stages.length === 0 ? null : `host:  ${pipeline(stages)}\n${here}`,
  };
};

/** Sizes of the samples from a log's start and end, in lines and bytes. */
const SAMPLE = { headLines: 40, headBytes: 8192, tailLines: 200, tailBytes: 32_768 } as const;

/** The number of latest lines for the second part of a sample. */
export const SAMPLED_LINES = SAMPLE.tailLines;

/** Returns the command line that prints lines from a log's start and end. `first` and `latest`: commands that print it. */
export const sampleLinesCommand = (
  { form, reader }: PrintedLog,
  { first, latest }: { readonly first: ByteString; readonly latest: ByteString },
): string => {
  const canonical = stageText(canonicalStage(form, reader!, false), { argument: '', input: '' });
  return shellCommand(`${prologue()}
LC_ALL=C; export LC_ALL
c() { ${canonical}; }
{ ${first}; } 2>/dev/null | c | head -n ${SAMPLE.headLines} | head -c ${SAMPLE.headBytes}
echo
{ ${latest}; } 2>/dev/null | c | tail -c ${SAMPLE.tailBytes}
q 0
`);
};

/** Returns shell text that prints which program can read binary data as it arrives: `reader NAME`. */
export const FIND_READER =
  'for n in perl gawk; do command -v $n >/dev/null && echo "reader $n" && break; done\n';

/** Parses its line; null for any other. */
export const readReader = (line: string): Reader | null => {
  const name = /^reader (perl|gawk)$/.exec(line)?.[1];
  return name === undefined ? null : (name as Reader);
};
