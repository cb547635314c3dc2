import { realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ConfigError, type ConfigIssue, showIssue } from '../../config/files/issue.ts';
import type { Surroundings } from '../../config/files/paths.ts';
import { configCandidates, findInDirectory, isOwnFile } from '../../config/files/search.ts';
import { type ConfigSource, readSource, type SourceRead } from '../../config/files/source.ts';
import { judgeOf } from '../../config/gather.ts';
import { type Judged, judgeChain, type Need } from '../../config/trust/judge.ts';
import { unsafeReason } from '../../config/trust/ownership.ts';
import { type TrustRecord, TrustStore } from '../../config/trust/trustStore.ts';
import { withoutControls } from '../../core/text/controls.ts';
import { exitCode } from '../exitCodes.ts';
import type { Program } from '../options/commands.ts';
import type { Invocation } from '../request/request.ts';
import { distrustText, needTexts } from './ignored.ts';
import { vocabularyOf } from './inventory.ts';
import { alignColumns } from './table.ts';

type Asked = Extract<Invocation, { kind: 'trust' }>;

/**
 * `rtail trust`: trusts or distrusts a configuration, forgets a decision, or lists them; returns the exit code. Throws
 * a ConfigError.
 */
export const runTrust = async (program: Program, asked: Asked, where: Surroundings): Promise<number> => {
  const store = new TrustStore(where);
  switch (asked.action) {
    case 'list':
      return say(await listText(await store.list()));
    case 'forget': {
      const file = await fileToForget(asked.file, where);
      return (await store.forget(file))
        ? say([`forgotten: ${file}`])
        : fail(program, `${file}: no decision to forget`);
    }
    case 'trust':
      return trustFile(program, await fileToTrust(asked.file, where), where);
  }
};

const say = (lines: readonly string[]): number => {
  process.stdout.write(lines.map(line => `${withoutControls(line)}\n`).join(''));
  return 0;
};

const fail = (program: Program, message: string): number => {
  process.stderr.write(`${program}: ${withoutControls(message)}\n`);
  return exitCode({ kind: 'usage' });
};

const trustFile = async (program: Program, head: ConfigSource, where: Surroundings): Promise<number> => {
  const { file } = head;
  const judge = judgeOf({ where, vocabulary: await vocabularyOf(program), file: null });
  if (isOwnFile(file, where) && (await unsafeReason(head, judge.person)) === null)
    return say([`${file} is your own configuration and needs no trust`]);
  if ((await judge.store.read(head.real))?.verdict === 'refused') await judge.store.forget(head.real);
  const agreed: Need[] = [];
  const judged = await judgeChain(head, {
    ...judge,
    ask: async ({ needs }) => {
      agreed.splice(0, agreed.length, ...needs);
      return 'yes';
    },
  });
  const { chain, distrust, forgetful } = judged;
  if (forgetful !== null) return fail(program, `${file}: the decision cannot be saved: ${forgetful}`);
  if (distrust !== null) return fail(program, distrustText(program, file, distrust));
  const issues = issuesOf(judged);
  for (const issue of issues) process.stderr.write(`${program}: ${showIssue(issue)}\n`);
  if (agreed.length > 0) {
    const others = chain.sources.slice(1).map(source => `  with ${source.file}, which it extends`);
    return say([
      `trusted in its current form: ${file}`,
      ...others,
      ...needTexts(agreed).map(text => `  ${text}`),
    ]);
  }
  if (issues.length > 0) return exitCode({ kind: 'usage' });
  const known = (await judge.store.read(head.real)) !== null;
  return say([known ? `${file} is already trusted` : `${file} needs no trust: it contains only plain data`]);
};

const issuesOf = ({ chain }: Judged): readonly ConfigIssue[] => [
  ...chain.issues,
  ...chain.documents.flatMap(({ issues }) => issues),
];

/** Returns the named file, or the one in the named folder; without a name, the nearest one found. */
const fileToTrust = async (named: string | null, where: Surroundings): Promise<ConfigSource> => {
  if (named !== null) {
    const path = resolve(where.cwd, named);
    const isFolder = (await stat(path).catch(() => null))?.isDirectory() === true;
    const read = isFolder ? await findInDirectory(path) : await readSource(path);
    return usable(read, `no configuration in ${path}`);
  }
  for await (const { read } of configCandidates(where)) return usable(read, '');
  throw wrong(null, 'no configuration in this folder, in a folder above it or in your home', null);
};

const usable = (read: SourceRead | null, missing: string): ConfigSource => {
  if (read === null) throw wrong(null, missing, null);
  if (!read.ok) throw wrong(read.problem.file, read.problem.message, read.problem.advice);
  return read.source;
};

const wrong = (file: string | null, message: string, advice: string | null): ConfigError =>
  new ConfigError([{ file, position: null, path: [], message, advice }]);

/** Returns the real path to forget, even of a deleted file. */
const fileToForget = async (named: string | null, where: Surroundings): Promise<string> => {
  if (named === null) return (await fileToTrust(null, where)).real;
  const path = resolve(where.cwd, named);
  const isFolder = (await stat(path).catch(() => null))?.isDirectory() === true;
  return isFolder ? (await fileToTrust(named, where)).real : realpath(path).catch(() => path);
};

const listText = async (records: readonly TrustRecord[]): Promise<readonly string[]> => {
  if (records.length === 0) return ['No configuration has been trusted or refused yet.'];
  const rows = records.map(async record => {
    const [{ path }, ...others] = record.files;
    const more = others.length > 0 ? `and ${others.length} that it extends` : '';
    return [await stateOf(record), withoutControls(path), more];
  });
  return alignColumns(await Promise.all(rows));
};

const stateOf = async ({ verdict, files }: TrustRecord): Promise<string> => {
  if (verdict === 'refused') return 'refused';
  for (const { path, sha256 } of files) {
    const read = await readSource(path);
    if (!read.ok) return 'gone';
    if (read.source.sha256 !== sha256) return 'changed';
  }
  return 'trusted';
};
