import { realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isHostAddress, isSshFile, isUserName } from '../../core/loginText.ts';
import { nameGlob } from '../../core/nameGlob.ts';
import { nearest } from '../../core/nearest.ts';
import { didYouMean } from '../files/issue.ts';
import { absolutePath, homePath, type Surroundings } from '../files/paths.ts';
import { type HopConfig, type HostConfig, isPlainName } from '../schema/schema.ts';
import { expandRanges, fillAddress, type RangedName } from '../sources/nameRange.ts';
import type { CheckHosts } from './command/import.ts';
import {
  type Imported,
  type ImportedInventory,
  type ImportNote,
  type ImportReport,
  LEFT_OUT,
  Notes,
} from './imported.ts';
import type { ImportKey, ImportRequest } from './importKeys.ts';

/** How commands run: when due; never, using only cached output, as for completion; or always. */
export type ImportMode = 'due' | 'kept' | 'afresh';

export interface ImportContext {
  readonly where: Surroundings;
  readonly mode: ImportMode;
  /** True if the configuration is untrusted: its files must be in its folder, even through links. */
  readonly confined: boolean;
  /** Returns the file that contains an import: its folder is the base for paths and commands. */
  fileOf(kind: ImportKey): string | null;
  readonly teams: readonly string[];
  readonly check: CheckHosts;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Called when a command starts and when it has ended. */
  readonly onRun?: (command: string | null) => void;
}

/** Runs the imports of a configuration. Never rejects: failures are in the reports. */
export const importHosts = async (
  requests: readonly ImportRequest[],
  context: ImportContext,
): Promise<ImportedInventory> => {
  const hosts = new Map<string, HostConfig>();
  const groups = new Map<string, readonly string[]>();
  const reports: ImportReport[] = [];
  for (const request of requests) {
    const { from, read, ageMs, failure, base } = await readImport(request, context);
    const taken = read === null ? null : take(read, request, context, base);
    for (const [name, host] of taken?.hosts ?? []) if (!hosts.has(name)) hosts.set(name, host);
    for (const [name, members] of taken?.groups ?? [])
      groups.set(name, [...new Set([...(groups.get(name) ?? []), ...members])]);
    reports.push({
      ...{ kind: request.kind, from, ageMs, failure },
      hosts: taken?.hosts.size ?? 0,
      groups: taken?.groups.size ?? 0,
      notes: taken?.notes ?? [],
    });
  }
  return { hosts, groups, reports };
};

interface Read {
  readonly from: string;
  readonly read: Imported | null;
  readonly ageMs: number | null;
  readonly failure: string | null;
  /** The base of relative paths in it. */
  readonly base: string;
}

const readImport = async (request: ImportRequest, context: ImportContext): Promise<Read> => {
  const { kind, what } = request;
  const { where } = context;
  const folder = dirname(context.fileOf(kind) ?? `${where.cwd}/.`);
  if (kind === 'command') return readCommand(request, folder, context);
  const path = absolutePath(what, folder, where.home);
  if (context.confined && !(await isInside(path, folder)))
    return { from: what, base: folder, read: null, ageMs: null, failure: OUTSIDE };
  const read =
    kind === 'ansible'
      ? await (await import('./ansible/inventory.ts')).importAnsible(path)
      : (await import('./ssh/hosts.ts')).importSshConfig(path, where.home);
  const from = homePath(path, where.home);
  const base = dirname(path);
  return typeof read === 'string'
    ? { from, base, read: null, ageMs: null, failure: read }
    : { from, base, read, ageMs: null, failure: null };
};

const OUTSIDE = 'leads out of the folder of a configuration that you have not trusted';

const isInside = async (path: string, folder: string): Promise<boolean> => {
  const [file, around] = await Promise.all([path, folder].map(one => realpath(one).catch(() => one)));
  return file!.startsWith(`${around}/`);
};

/**
 * Returns the output of a command. Cached output is used while it is recent, and if the command fails, so that a slow
 * or broken command delays nobody.
 */
const readCommand = async (
  { what, cacheMs, timeoutMs }: ImportRequest,
  folder: string,
  { where, mode, check, now, onRun }: ImportContext,
): Promise<Read> => {
  const { AnswerCache } = await import('./command/answerCache.ts');
  const { readAnswer } = await import('./command/import.ts');
  const cache = new AnswerCache(where);
  const kept = await cache.read(what, folder);
  const fromKept = (failure: string | null): Read => {
    const read = kept === null ? null : readAnswer(kept.stdout, check);
    const problem = typeof read === 'string' ? read : null;
    return {
      from: what,
      base: folder,
      read: typeof read === 'string' ? null : read,
      ageMs: kept === null ? null : Math.max(0, now - kept.at),
      failure: failure ?? problem,
    };
  };
  const isYoung = kept !== null && now - kept.at < cacheMs && kept.at <= now;
  if (mode === 'kept' || (mode === 'due' && isYoung)) return fromKept(null);
  const { runCommand } = await import('./command/run.ts');
  onRun?.(what);
  const end = await runCommand(what, { cwd: folder, env: { ...where.env }, timeoutMs });
  onRun?.(null);
  if (!end.ok) return fromKept(end.problem);
  const read = readAnswer(end.stdout, check);
  if (typeof read === 'string') return fromKept(read);
  await cache.write(what, folder, { stdout: end.stdout, at: now });
  return { from: what, base: folder, read, ageMs: 0, failure: null };
};

/** Returns the requested and usable part of an import. */
const take = (
  read: Imported,
  request: ImportRequest,
  { teams, where }: ImportContext,
  base: string,
): Imported => {
  const notes = new Notes();
  const { team, tags } = request;
  const isWanted = filterOf(request.only);
  const extra: HostConfig = {
    ...(team !== null && teams.includes(team) && { team }),
    ...(tags.length > 0 && { tags: [...tags] }),
  };
  if (team !== null && !teams.includes(team))
    notes.add(`no team named ${team}; ${didYouMean(nearest(team, teams)) ?? 'define it under teams'}`);
  const hosts = new Map<string, HostConfig>();
  for (const [name, host] of read.hosts) {
    for (const { name: one, parts } of namesOf(name)) {
      if (!isWanted(one)) continue;
      const address = host.address === undefined ? {} : { address: fillAddress(host.address, one, parts) };
      const login = absoluteKeys({ ...host, ...address }, base, where.home);
      if (isPlainName(one)) hosts.set(one, { ...extra, ...usable(one, login, notes) });
      else notes.add(`${LEFT_OUT}${JSON.stringify(one)} is not a valid host name`, one);
    }
  }
  const groups = new Map<string, readonly string[]>();
  for (const [name, members] of read.groups) {
    const kept = members.filter(member => hosts.has(member));
    if (kept.length > 0 && isPlainName(name)) groups.set(name, kept);
    else if (kept.length > 0)
      notes.add(`the group ${JSON.stringify(name)} is left out: not a valid group name`);
  }
  return { hosts, groups, notes: [...read.notes.filter(note => isAbout(note, isWanted)), ...notes.all] };
};

const isAbout = ({ hosts }: ImportNote, isWanted: (name: string) => boolean): boolean =>
  hosts.length === 0 || hosts.some(isWanted);

const filterOf = (only: readonly string[]): ((name: string) => boolean) => {
  const tests = only.flatMap(pattern => {
    const expansion = expandRanges(pattern);
    return (expansion.ok ? expansion.names.map(({ name }) => name) : [pattern]).map(nameGlob);
  });
  return name => tests.length === 0 || tests.some(test => test(name));
};

/** Only our own format has ranges. */
const namesOf = (name: string): readonly RangedName[] => {
  const expansion = expandRanges(name);
  return expansion.ok ? expansion.names : [{ name, parts: [] }];
};

/** Returns a login with absolute paths of key files. */
const absoluteKeys = (host: HostConfig, base: string, home: string): HostConfig => {
  const absolute = <T extends Pick<HopConfig, 'identity'>>(login: T): T =>
    login.identity === undefined
      ? login
      : { ...login, identity: [login.identity].flat().map(file => absolutePath(file, base, home)) };
  const hop = (one: HopConfig): HopConfig => ({
    ...absolute(one),
    ...(typeof one.via === 'object' && { via: hop(one.via) }),
  });
  const { jump } = host;
  return { ...absolute(host), ...(typeof jump === 'object' && { jump: hop(jump) }) };
};

/** Removes parts of a login that must not reach ssh: no inventory value may become an option or a second argument. */
const usable = (name: string, host: HostConfig, notes: Notes): HostConfig => {
  const { address, user, port, identity, jump, ...rest } = host;
  const drop = (what: string, value: unknown): Record<string, never> => {
    notes.add(`its ${what} ${JSON.stringify(value)} cannot be used`, name);
    return {};
  };
  const keys = [identity ?? []].flat();
  return {
    ...rest,
    ...(address !== undefined && (isHostAddress(address) ? { address } : drop('address', address))),
    ...(user !== undefined && (isUserName(user) ? { user } : drop('user', user))),
    ...(port !== undefined && (isPort(port) ? { port } : drop('port', port))),
    ...(keys.length > 0 && (keys.every(isSshFile) ? { identity: keys } : drop('key file', identity))),
    ...(jump !== undefined &&
      (typeof jump === 'string' || isHop(jump) ? { jump } : drop('jump host', jump.host ?? jump))),
  };
};

const isPort = (port: number): boolean => Number.isInteger(port) && port > 0 && port < 65536;

const isHop = ({ host, user, port, identity, via }: HopConfig): boolean =>
  host !== undefined &&
  isHostAddress(host) &&
  (user === undefined || isUserName(user)) &&
  (port === undefined || isPort(port)) &&
  [identity ?? []].flat().every(isSshFile) &&
  (via === undefined || (typeof via === 'object' && isHop(via)));
