import { type Chain, followExtends } from '../files/extend.ts';
import type { ConfigIssue, Position } from '../files/issue.ts';
import type { ConfigSource } from '../files/source.ts';
import type { OptionSpec } from '../schema/optionValues.ts';
import { guardedKeys } from './guardedKeys.ts';
import { type Person, unsafeReason } from './ownership.ts';
import { recordOf, speaksOf, type TrustRecord, type TrustStore } from './trustStore.ts';

/** One thing that a configuration may do only if trusted. */
export interface Need {
  readonly file: string;
  readonly position: Position | null;
  readonly path: ConfigIssue['path'];
  readonly what: string;
}

/** The question whether to trust the current content of a configuration. */
export interface TrustQuestion {
  readonly file: string;
  readonly needs: readonly Need[];
  /** True if it was trusted before, with different content. */
  readonly changed: boolean;
}

/** Asks the user; null: no answer. */
export type AskTrust = (question: TrustQuestion) => Promise<'yes' | 'no' | null>;

/** Why a configuration is not trusted. */
export type Distrust =
  | { readonly kind: 'unknown' | 'changed' | 'refused' }
  /** Others can change it: `reason` is a clause about a file or folder. */
  | { readonly kind: 'unsafe'; readonly reason: string };

/** A configuration that was found, and the parts of it that are ignored. */
export interface Judged {
  readonly chain: Chain;
  readonly needs: readonly Need[];
  /** Null if everything counts. */
  readonly distrust: Distrust | null;
  /** Why an answer could not be saved. */
  readonly forgetful: string | null;
}

export interface Judge {
  readonly home: string;
  readonly store: TrustStore;
  readonly person: Person | null;
  readonly options: readonly OptionSpec[];
  readonly ask: AskTrust | null;
}

/** Maximum number of questions: a trusted program may extend further files, each of which requires another question. */
const MAX_QUESTIONS = 5;

/** Follows a found configuration as far as the user trusts it, asking once if that is necessary and possible. */
export const judgeChain = async (head: ConfigSource, judge: Judge): Promise<Judged> => {
  const { home, store, person, options, ask } = judge;
  let record = await store.read(head.real);
  let forgetful: string | null = null;
  for (let questions = 0; ; questions++) {
    const judged = record;
    const trusts = async (source: ConfigSource): Promise<boolean> =>
      judged?.verdict === 'trusted' && speaksOf(judged, source) && (await unsafe(source, person)) === null;
    const chain = await followExtends(head, { home, trusts, pinned: true });
    const needs = chain.trusted ? [] : needsOf(chain, options);
    if (needs.length === 0) return { chain, needs, distrust: null, forgetful };
    const distrust = await distrustOf(chain, record, person);
    const askable = ask !== null && (distrust.kind === 'unknown' || distrust.kind === 'changed');
    if (!askable || questions === MAX_QUESTIONS) return { chain, needs, distrust, forgetful };
    const answer = await ask({ file: head.file, needs, changed: distrust.kind === 'changed' });
    if (answer === null) return { chain, needs, distrust, forgetful };
    record = recordOf(answer === 'yes' ? 'trusted' : 'refused', chain.sources);
    await store.write(record).catch((error: Error) => {
      forgetful = error.message;
    });
  }
};

const distrustOf = async (
  { sources }: Chain,
  record: TrustRecord | null,
  person: Person | null,
): Promise<Distrust> => {
  for (const source of sources) {
    const reason = await unsafe(source, person);
    if (reason !== null) return { kind: 'unsafe', reason };
  }
  if (record === null) return { kind: 'unknown' };
  if (record.verdict === 'trusted') return { kind: 'changed' };
  return { kind: sources.every(source => speaksOf(record, source)) ? 'refused' : 'unknown' };
};

/** Returns why a file is unsafe; a file that disappears during the check is not reliable either. */
const unsafe = (source: ConfigSource, person: Person | null): Promise<string | null> =>
  unsafeReason(source, person).catch((error: Error) => `${source.file} cannot be checked: ${error.message}`);

/** Maximum number of keys whose positions are looked up; no more are displayed. */
const MAX_PLACES = 20;

/** Returns what a chain needs trust for, in the order of its files. */
export const needsOf = ({ documents, withheld }: Chain, options: readonly OptionSpec[]): readonly Need[] => {
  const keys = documents.flatMap(({ file, value, locate }) =>
    guardedKeys(value, options).map(({ path, what }, index) => {
      const position = index < MAX_PLACES ? locate(path) : null;
      return { file, position, path, what };
    }),
  );
  if (withheld === null) return keys;
  const { source, from } = withheld;
  const program: Need =
    from === null
      ? { file: source.file, position: null, path: [], what: 'is a program' }
      : { ...from, path: ['extends'], what: `runs the program ${source.file}` };
  return [...keys, program];
};
