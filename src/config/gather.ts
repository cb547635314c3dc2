import { resolve } from 'node:path';
import type { Chain } from './files/extend.ts';
import { absolutePath, type Surroundings } from './files/paths.ts';
import { configCandidates } from './files/search.ts';
import { type ConfigSource, readSource, type UnreadableFile } from './files/source.ts';
import type { ImportMode } from './imports/importHosts.ts';
import type { Vocabulary } from './schema/schema.ts';
import type { AskTrust, Judge, Judged } from './trust/judge.ts';
import { thisPerson, unsafeReason } from './trust/ownership.ts';
import { TrustStore } from './trust/trustStore.ts';

export interface LoadRequest {
  readonly where: Surroundings;
  readonly vocabulary: Vocabulary;
  /** `--config`: only this file; null or empty: `RTAIL_CONFIG`, or else the nearest. */
  readonly file: string | null;
  /**
   * True if `file` comes from a command line that is still being typed: it is trusted no more than a file
   * that was found.
   */
  readonly typing?: boolean;
  /** Asks the user whether to trust a found configuration; absent or null: nobody can be asked. */
  readonly ask?: AskTrust | null;
  /** How import commands run; `none`: nothing is imported, because no host is requested. Default: when due. */
  readonly imports?: ImportMode | 'none';
  /** Called when an import command starts, and with null when it has ended. */
  readonly onRun?: (command: string | null) => void;
  /** Receives what was ignored as untrusted, before any issue is found. */
  readonly onIgnored?: (ignored: Ignored) => void;
}

/** A configuration that is ignored, or of which only data counts. */
export type Ignored =
  | ({ readonly kind: 'distrusted'; readonly file: string } & Judged)
  /** A file that cannot be read as a configuration. */
  | ({ readonly kind: 'unusable' } & UnreadableFile);

/** The applicable chain of files; if `guarded`, only its data counts. */
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

/** Finds the nearest usable configuration, skipping untrusted programs. */
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

/** No configuration. */
export const NOTHING: Chain = { documents: [], sources: [], issues: [], trusted: true, withheld: null };

// What parses and checks a file is loaded once there is one.
const broken = async (problem: UnreadableFile): Promise<Gathered> => {
  const { brokenDocument } = await import('./files/extend.ts');
  return { chain: { ...NOTHING, documents: [brokenDocument(problem)] }, guarded: false };
};

/** Opens a configuration that the user named or keeps as their own. */
const opened = async (source: ConfigSource, { where }: LoadRequest): Promise<Gathered> => {
  const { followExtends, openRules } = await import('./files/extend.ts');
  return { chain: await followExtends(source, openRules(where.home)), guarded: false };
};

const judged = async (source: ConfigSource, request: LoadRequest): Promise<Gathered> => {
  const { judgeChain } = await import('./trust/judge.ts');
  const found = await judgeChain(source, judgeOf(request));
  if (found.distrust !== null || found.forgetful !== null)
    request.onIgnored?.({ kind: 'distrusted', file: source.file, ...found });
  return { chain: found.chain, guarded: found.distrust !== null };
};

/** Returns the criteria for judging a configuration. */
export const judgeOf = ({ where, vocabulary, ask = null }: LoadRequest): Judge => ({
  home: where.home,
  store: new TrustStore(where),
  person: thisPerson(where.env),
  options: vocabulary.options,
  ask,
});
