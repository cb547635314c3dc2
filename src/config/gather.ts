import { resolve } from 'node:path';
import { brokenDocument, type Chain, followExtends, openRules } from './files/extend.ts';
import { absolutePath, type Surroundings } from './files/paths.ts';
import { configCandidates } from './files/search.ts';
import { type ConfigSource, readSource, type UnreadableFile } from './files/source.ts';
import type { ImportMode } from './imports/importHosts.ts';
import type { Vocabulary } from './schema/schema.ts';
import { type AskTrust, type Judge, type Judged, judgeChain } from './trust/judge.ts';
import { thisPerson, unsafeReason } from './trust/ownership.ts';
import { TrustStore } from './trust/trustStore.ts';

export interface LoadRequest {
  readonly where: Surroundings;
  readonly vocabulary: Vocabulary;
  /** `--config`: this file and no search; null or empty: `RTAIL_CONFIG`, else the nearest. */
  readonly file: string | null;
  /** The `file` stands in a line that is still being typed: it has no more trust than one that was found. */
  readonly typing?: boolean;
  /** Asks whether to trust a configuration that was found; absent or null: nobody can be asked. */
  readonly ask?: AskTrust | null;
  /** How the commands of imports are run; `none`: nothing is imported, for no host is requested. Default: as they are due. */
  readonly imports?: ImportMode | 'none';
  /** Is told that a command of an import runs, and by null that it has ended. */
  readonly onRun?: (command: string | null) => void;
  /** Takes what was ignored for want of trust, before anything is found wrong. */
  readonly onIgnored?: (ignored: Ignored) => void;
}

/** A configuration that does not count, or of which only data counts. */
export type Ignored =
  | ({ readonly kind: 'distrusted'; readonly file: string } & Judged)
  /** It is nothing that can be read as a configuration. */
  | ({ readonly kind: 'unusable' } & UnreadableFile);

/** The chain of files in force; `guarded`: of which only data counts. */
export interface Gathered {
  readonly chain: Chain;
  readonly guarded: boolean;
}

/** Finds the configuration and everything it extends. */
export const gather = async (request: LoadRequest): Promise<Gathered> => {
  const { where, file, typing = false } = request;
  const wanted = file || where.env['RTAIL_CONFIG'];
  if (!wanted) return find(request);
  const path = absolutePath(wanted, resolve(where.cwd), where.home);
  const distrusted = typing && Boolean(file);
  const read = await readSource(path, { named: !distrusted });
  if (!read.ok) return broken(read.problem);
  return distrusted ? judged(read.source, request) : opened(read.source, request);
};

/** The nearest configuration that may be used at all: a program that is not trusted is passed over. */
const find = async (request: LoadRequest): Promise<Gathered> => {
  const { where, onIgnored } = request;
  const person = thisPerson(where.env);
  const seen = new Set<string>();
  for await (const { read, own } of configCandidates(where)) {
    const { file } = read.ok ? read.source : read.problem;
    if (seen.has(file)) continue;
    seen.add(file);
    if (!read.ok && read.problem.passOver) onIgnored?.({ kind: 'unusable', ...read.problem });
    else if (!read.ok) return broken(read.problem);
    else {
      const isTheirs = own && (await unsafeReason(read.source, person).catch(String)) === null;
      const found = isTheirs ? await opened(read.source, request) : await judged(read.source, request);
      if (found.chain.documents.length > 0) return found;
    }
  }
  return { chain: NOTHING, guarded: false };
};

const NOTHING: Chain = { documents: [], sources: [], issues: [], trusted: true, withheld: null };

const broken = (problem: UnreadableFile): Gathered => ({
  chain: { ...NOTHING, documents: [brokenDocument(problem)] },
  guarded: false,
});

/** What a person named, or keeps as their own. */
const opened = async (source: ConfigSource, { where }: LoadRequest): Promise<Gathered> => ({
  chain: await followExtends(source, openRules(where.home)),
  guarded: false,
});

const judged = async (source: ConfigSource, request: LoadRequest): Promise<Gathered> => {
  const found = await judgeChain(source, judgeOf(request));
  if (found.distrust !== null || found.forgetful !== null)
    request.onIgnored?.({ kind: 'distrusted', file: source.file, ...found });
  return { chain: found.chain, guarded: found.distrust !== null };
};

/** What a configuration is judged with. */
export const judgeOf = ({ where, vocabulary, ask = null }: LoadRequest): Judge => ({
  home: where.home,
  store: new TrustStore(where),
  person: thisPerson(where.env),
  options: vocabulary.options,
  ask,
});
