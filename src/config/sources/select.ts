import { nameGlob } from '../../core/nameGlob.ts';
import { nearest } from '../../core/nearest.ts';
import { parseScheme, schemeText } from '../../core/sourceSchemes.ts';
import { type Host, LOCAL_NAME, type Login, type Source } from '../../core/target.ts';
import { absolutePath } from '../files/paths.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { isRemotePath, localPath } from './remotePath.ts';
import { type HostsFound, type SelectedHost, selectHosts } from './selectHosts.ts';
import { didYouMean, SelectionError, type SelectionProblem } from './selectionProblem.ts';
import { logsNamed, type SelectedLog, selectLogs, splitNames, UNKNOWN_FORMAT } from './selectLogs.ts';
import { type HostWord, parseSourceWord, type SourceWord, showHostWord } from './sourceWord.ts';

export interface SelectRequest {
  /** SOURCE arguments in the order of the command line. */
  readonly words: readonly string[];
  readonly inventory: Inventory;
  /** The base of relative local paths. */
  readonly cwd: string;
  readonly home: string;
  /** `--team` */
  readonly team: string | null;
  /** `-J`: replaces the inventory's jump hosts; null: as in the inventory. */
  readonly jump: readonly Login[] | null;
  /** `--name` */
  readonly stdinName: string | null;
  /** Returns the host names in the user's ssh configuration. Default: none. */
  readonly sshHosts?: () => readonly string[];
  /** Returns the kind of file at a local path; pipes are read like standard input. Default: null. */
  readonly localKind?: (word: string) => 'file' | 'pipe' | null;
  /** Local pipes and files with their own names (`--name NAME=PATH`). */
  readonly named?: readonly { readonly name: string; readonly path: string }[];
}

/**
 * Returns the sources that the arguments select, in the order requested, without duplicates, numbered from 0.
 *
 * A bare host starts the two-word form `HOST LOG...` if logs follow it: names, globs or absolute paths. A following
 * word that names both a host and a log is rejected as ambiguous. Throws a SelectionError.
 */
export const selectSources = (request: SelectRequest): readonly Source[] => {
  const selection = new Selection(request);
  for (const [index, word] of request.words.entries()) selection.add(word, request.words[index + 1]);
  for (const { name, path } of request.named ?? []) selection.addPath(path, name);
  return selection.finish();
};

/** Returns a host with other jump hosts than in the inventory (`-J`). */
export const withJump = <H extends Host>(host: H, jump: readonly Login[]): H =>
  host.kind === 'local' ? host : { ...host, jump };

/** This machine, for local files and standard input. */
export const LOCAL_HOST: Host = {
  name: LOCAL_NAME,
  kind: 'local',
  address: 'localhost',
  port: null,
  user: null,
  identities: [],
  knownHosts: [],
  team: null,
  jump: null,
  timezone: null,
};

/** Other names of our own standard input. */
const OWN_INPUT = new Set(['-', '/dev/stdin', '/dev/fd/0']);

type RemoteWord = Extract<SourceWord, { kind: 'remote' }>;

/** Processes the words, remembering the last bare host for the logs that may follow it. */
class Selection {
  readonly #request: SelectRequest;
  readonly #logs: SelectedLog[] = [];
  readonly #problems: SelectionProblem[] = [];
  /** The last bare host, and whether a LOG has followed it. */
  #bare: { word: string; hosts: readonly SelectedHost[]; used: boolean } | null = null;

  constructor(request: SelectRequest) {
    this.#request = request;
  }

  /** `next`: the word after it. */
  add(word: string, next?: string): void {
    const meaning = this.#bare === null ? 'source' : this.#afterBareHost(word);
    switch (meaning) {
      case 'log':
        this.#bare!.used = true;
        this.#addLogs(word, this.#bare!.hosts, word);
        break;
      case 'both':
        this.#bare!.used = true;
        this.#report(
          word,
          'could be a log or a host',
          `For the log, write ${this.#bare!.word}:${word}; for the host, write ${word}:*.`,
        );
        break;
      case 'neither':
        this.#bare!.used = true;
        this.#reportUnknown(word, this.#bare!.hosts);
        break;
      case 'source':
        this.#endBare();
        this.#addSource(word, this.#parse(word), next);
        break;
    }
  }

  finish(): readonly Source[] {
    this.#endBare();
    if (this.#problems.length > 0) throw new SelectionError(this.#problems);
    const seen = new Set<string>();
    const isFirst = ({ host, place }: SelectedLog): boolean => {
      const key = JSON.stringify([host.kind, host.name, place]);
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    };
    return this.#logs.filter(isFirst).map(({ host, ...log }, id) => ({ id, host: this.#host(host), ...log }));
  }

  #host({ logs: _, ...host }: SelectedHost): Host {
    return this.#request.jump === null ? host : withJump(host, this.#request.jump);
  }

  /** Classifies a word after a bare host: its LOG, a separate source, an ambiguous name, or an unknown one. */
  #afterBareHost(word: string): 'log' | 'source' | 'both' | 'neither' {
    const { inventory } = this.#request;
    const isList = splitNames(word).length > 1;
    if (isRemotePath(word) || parseScheme(word, { behindHost: true })) return 'log';
    if (isList && isLogList(word, inventory)) return 'log';
    const parsed = parseSourceWord(word);
    if (!isPlain(parsed)) return 'source';
    const isLog = logsNamed(word, inventory).length > 0;
    const isHost = selectHosts(parsed.hosts, { inventory, team: null, adHoc: false }).ok;
    if (isLog) return isHost ? 'both' : 'log';
    return isHost ? 'source' : 'neither';
  }

  /**
   * Parses a word. Without a colon, and if no host has that name, it is a local file if one exists: `rtail app.log`.
   */
  #parse(word: string): SourceWord {
    const parsed = parseSourceWord(word);
    const isHost = parsed.kind === 'remote' && (parsed.log !== null || this.#hosts(parsed.hosts, false).ok);
    const isOther = parsed.kind !== 'remote' && parsed.kind !== 'wrong';
    return isOther || isHost || !this.#request.localKind?.(word) ? parsed : { kind: 'local', path: word };
  }

  #hosts(words: readonly HostWord[], adHoc: boolean): HostsFound {
    const { inventory, team, sshHosts } = this.#request;
    return selectHosts(words, { inventory, team, adHoc, ...(sshHosts && { sshHosts }) });
  }

  #addSource(word: string, parsed: SourceWord, next?: string): void {
    switch (parsed.kind) {
      case 'stdin':
        this.#addLocal(this.#request.stdinName ?? 'stdin', { kind: 'stdin' });
        break;
      case 'local':
        this.addPath(parsed.path);
        break;
      case 'other':
        this.#addLocal(schemeText(parsed.place), parsed.place);
        break;
      case 'wrong':
        this.#report(word, parsed.message, parsed.advice);
        break;
      case 'remote':
        this.#addRemote(word, parsed, next);
        break;
    }
  }

  /** Adds a local file or pipe under its path or another name; or a glob if no file has exactly that name. */
  addPath(word: string, name = word): void {
    const { cwd, home, localKind } = this.#request;
    if (OWN_INPUT.has(word)) {
      this.#addLocal(name === word ? 'stdin' : name, { kind: 'stdin' });
      return;
    }
    const path = absolutePath(word, cwd, home);
    switch (localKind?.(word)) {
      case 'pipe':
        this.#addLocal(name, { kind: 'stdin', path });
        break;
      case 'file':
        this.#addLocal(name, { kind: 'file', path, glob: false });
        break;
      default:
        this.#addLocal(name, localPath(word, cwd, home));
    }
  }

  #addLocal(log: string, place: SelectedLog['place']): void {
    this.#logs.push({ host: { ...LOCAL_HOST, logs: null }, log, place, format: UNKNOWN_FORMAT });
  }

  #addRemote(word: string, { hosts, log }: RemoteWord, next?: string): void {
    const isPlace = log === null ? next !== undefined && isRemotePath(next) : isFullPlace(log);
    const found = this.#hosts(hosts, isPlace && (log !== null || this.#isLogin(hosts)));
    if (!found.ok) {
      // A pattern, as after grep's options.
      const grep = log === null && this.#logs.length > 0 ? `For lines that match it, use -g ${word}.` : null;
      this.#report(word, found.message, [found.advice, grep].filter(Boolean).join(' ') || null);
      // The logs after an unknown host must not be reported too.
      if (log === null) this.#bare = { word, hosts: [], used: true };
    } else if (log === null) this.#bare = { word, hosts: found.hosts, used: false };
    else this.#addLogs(word, found.hosts, log);
  }

  /** Returns true if words certainly mean hosts: they have a user or a port, or are in ssh's configuration. */
  #isLogin(words: readonly HostWord[]): boolean {
    const isKnown = (name: string): boolean => this.#request.sshHosts?.().some(nameGlob(name)) === true;
    return words.every(({ user, port, name }) => user !== null || port !== null || isKnown(name));
  }

  #addLogs(word: string, hosts: readonly SelectedHost[], log: string | null): void {
    if (hosts.length === 0) return;
    const found = selectLogs(hosts, log, this.#request.inventory);
    if (found.ok) this.#logs.push(...found.logs);
    else this.#report(word, found.message, found.advice);
  }

  /** Completes a bare host: without a LOG after it, all its logs are selected. */
  #endBare(): void {
    const bare = this.#bare;
    this.#bare = null;
    if (bare && !bare.used) this.#addLogs(bare.word, bare.hosts, null);
  }

  /** Reports an unknown word after a bare host, suggesting names of hosts and logs. */
  #reportUnknown(word: string, hosts: readonly SelectedHost[]): void {
    const { inventory } = this.#request;
    const logs = new Set(hosts.flatMap(host => host.logs ?? []));
    const near = nearest(word, [...logs, ...inventory.hosts.keys(), ...inventory.groups.keys()]);
    this.#report(
      word,
      'no log, host or group with this name',
      didYouMean(near) ?? 'Run rtail list to see all names.',
    );
  }

  #report(word: string, message: string, advice: string | null): void {
    this.#problems.push({ word, message, advice });
  }
}

/** Returns true if a LOG needs no inventory. */
const isFullPlace = (log: string): boolean =>
  isRemotePath(log) || parseScheme(log, { behindHost: true }) !== null;

const isLogList = (word: string, inventory: Inventory): boolean =>
  splitNames(word).every(name => logsNamed(name, inventory).length > 0);

/** Returns true for a word that could be a LOG: without a colon, user, team or `@`. */
const isPlain = (word: SourceWord): word is RemoteWord =>
  word.kind === 'remote' &&
  word.log === null &&
  word.hosts.length === 1 &&
  showHostWord(word.hosts[0]!) === word.hosts[0]!.name;
