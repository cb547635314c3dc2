import { createHash } from 'node:crypto';
import { homedir, hostname, type UserInfo, userInfo } from 'node:os';
import { join } from 'node:path';
import { blocksFor, type HostBlock, type HostBlocks, readHostBlocks } from './hostBlocks.ts';
import type { SshGQuery, SshSettings } from './sshG.ts';

/** As many hosts are asked about before the others are derived from them. */
const ASKED = 2;

/** Names and addresses that ssh does not rewrite. */
const PLAIN = /^(?:[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)*|(?:(?:0|[1-9]\d{0,2})(?:\.(?!$)|$)){4})$/;

type Ask = (query: SshGQuery) => Promise<SshSettings | null>;

interface Alike {
  readonly blocks: readonly HostBlock[];
  readonly asked: { readonly query: SshGQuery; readonly answer: Promise<SshSettings | null> }[];
}

/**
 * Asks ssh only about the first hosts of those that it treats alike: if the same Host lines match two addresses, and
 * nothing else distinguishes addresses, `ssh -G` prints the same for both, apart from the address itself and the
 * ControlPath. That is derived from its text in the configuration, if it derives the answers that ssh gave.
 */
export class AlikeHosts {
  readonly #ask: Ask;
  readonly #files: Parameters<typeof readHostBlocks>[0];
  readonly #kinds = new Map<string, Alike>();
  #blocks: HostBlocks | null | undefined;

  /** `configFile`: as passed to ssh; null: its own files. */
  constructor(ask: Ask, configFile: string | null) {
    this.#ask = ask;
    const own = join(userInfo().homedir || homedir(), '.ssh');
    this.#files =
      configFile === null
        ? [
            { path: join(own, 'config'), folder: own },
            { path: '/etc/ssh/ssh_config', folder: '/etc/ssh' },
          ]
        : [{ path: configFile, folder: own }];
  }

  async ask(query: SshGQuery): Promise<SshSettings | null> {
    const kind = this.#kindOf(query);
    if (kind === null) return this.#ask(query);
    if (kind.asked.length < ASKED) {
      const answer = this.#ask(query);
      kind.asked.push({ query, answer });
      return answer;
    }
    return (await derived(kind, query)) ?? this.#ask(query);
  }

  #kindOf(query: SshGQuery): Alike | null {
    const { address, user, port, through } = query;
    if (!PLAIN.test(address) || query.tokens) return null;
    this.#blocks ??= readHostBlocks(this.#files);
    if (this.#blocks === null) return null;
    const blocks = blocksFor(this.#blocks, address);
    if (blocks.some(({ setsHostName }) => setsHostName)) return null;
    const numbers = blocks.map(block => this.#blocks!.blocks.indexOf(block));
    const key = JSON.stringify([user, port, through, numbers]);
    const kind = this.#kinds.get(key) ?? { blocks, asked: [] };
    this.#kinds.set(key, kind);
    return kind;
  }
}

/** Returns what ssh would print; null if that cannot be told. */
const derived = async ({ blocks, asked }: Alike, query: SshGQuery): Promise<SshSettings | null> => {
  const known = await Promise.all(
    asked.map(async each => ({ query: each.query, settings: await each.answer.catch(() => null) })),
  );
  const model = known[0]!;
  if (known.some(each => each.settings === null || !isPlainAnswer(each.query, each.settings))) return null;
  const settings = new Map(model.settings!);
  settings.set('hostname', [query.address]);
  if (settings.has('host')) settings.set('host', [query.address]);
  if (known.every(each => !each.settings!.has('controlpath'))) return settings;
  for (const template of new Set(blocks.flatMap(({ controlPaths }) => controlPaths))) {
    for (const hashesJump of [false, true]) {
      const path = (of: SshGQuery) => controlPathOf(template, of, model.settings!, hashesJump);
      if (!known.every(each => path(each.query) === each.settings!.get('controlpath')?.[0])) continue;
      settings.set('controlpath', [path(query)!]);
      return settings;
    }
  }
  return null;
};

/** The address is the name to connect to. */
const isPlainAnswer = ({ address }: SshGQuery, settings: SshSettings): boolean =>
  settings.get('hostname')?.[0] === address;

/** Known since the first ControlPath: the system's list of users may be far away. */
let account: UserInfo<string> | undefined;

/** Expands a ControlPath as ssh does; null if a token is not known. `%C` includes the jump host since OpenSSH 9.9. */
const controlPathOf = (
  template: string,
  { address, through }: SshGQuery,
  settings: SshSettings,
  hashesJump: boolean,
): string | null => {
  account ??= userInfo();
  const local = hostname();
  const port = settings.get('port')?.[0] ?? '';
  const user = settings.get('user')?.[0] ?? '';
  const jump = typeof through === 'object' ? through.jump : '';
  const hash = createHash('sha1').update(local + address + port + user + (hashesJump ? jump : ''));
  const tokens: Readonly<Record<string, string>> = {
    '%': '%',
    C: hash.digest('hex'),
    d: account.homedir,
    h: address,
    i: String(account.uid),
    L: local.split('.')[0]!,
    l: local,
    n: address,
    p: port,
    r: user,
    u: account.username,
    j: jump,
  };
  let known = !template.includes('${');
  const path = template.replace(/^~(?=\/)/, tokens['d']!).replace(/%(.?)/g, (_, letter: string) => {
    known &&= Object.hasOwn(tokens, letter);
    return tokens[letter] ?? '';
  });
  return known ? path : null;
};
