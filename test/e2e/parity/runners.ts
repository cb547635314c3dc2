import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { parseJump, parseLoginWord } from '../../../src/config/inventory/loginWord.ts';
import type { Host } from '../../../src/core/target.ts';
import { TroubleError } from '../../../src/core/trouble.ts';
import { createTransport } from '../../../src/transport/createTransport.ts';
import { nobody, readAll } from '../../transport/scene.ts';
import type { Ground } from './ground.ts';
import { type Lane, SERVERS } from './lane.ts';
import type { Row, Scene } from './row.ts';

export type Client = 'ssh' | 'ssh2' | 'openssh';

/** The outcome of one run, as seen by the servers. */
export interface Outcome {
  readonly ok: boolean;
  /** One line for each connection. */
  readonly seen: readonly string[];
  /** The client's output, for a run that failed. */
  readonly said: string;
}

/** Runs the row with this client on the lane. */
export const runRow = async (row: Row, client: Client, ground: Ground, lane: Lane): Promise<Outcome> => {
  const scene = prepare(row, ground, lane);
  const config = join(scene.own, 'ssh_config');
  const text = `${row.config?.(scene) ?? ''}\n${defaults(scene, row)}`;
  writeFileSync(config, text);
  const env = { PATH: process.env['PATH'] ?? '', HOME: userInfo().homedir, ...row.env?.(scene) };
  const run = client === 'ssh' ? bySsh : byTransport(client);
  try {
    const { ok, said } = await run(row, scene, config, env);
    return { ok, said, seen: await lane.seen(text) };
  } finally {
    if (row.readOnly) execFileSync('chattr', ['-i', scene.knownHosts]);
  }
};

/** The end of every row's configuration; ssh uses the first value of each keyword. */
const defaults = ({ address, key, knownHosts, dir }: Scene, row: Row): string => `Host w
  HostName ${address.web}
  IdentityFile ${/IdentityFile|IdentityAgent/.test(String(row.config)) ? `${dir}/nothing` : key('k1')}
Host ${SERVERS.join(' ')}
  HostName 127.0.0.1
Host * !w
  IdentityFile ${key('k1')}
Host *
  User root
  UserKnownHostsFile "${knownHosts}"
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
  ConnectTimeout 10
`;

const prepare = (row: Row, ground: Ground, lane: Lane): Scene => {
  const own = mkdtempSync(join(lane.dir, 'row-'));
  const { dir, key, publicKey, agents, hostCa } = ground;
  const { address, hostKey, port6 } = lane;
  const knownHosts = join(own, 'known_hosts');
  const scene: Scene = { dir, key, publicKey, agents, hostCa, address, hostKey, port6, own, knownHosts };
  writeFileSync(knownHosts, row.known?.(scene) ?? everyServer(scene));
  for (const [file, text] of Object.entries(row.files?.(scene) ?? {})) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { mode: 0o600 });
  }
  if (row.readOnly) execFileSync('chattr', ['+i', knownHosts]);
  return scene;
};

const everyServer = ({ address, hostKey, port6 }: Scene): string =>
  [
    ...Object.values(address).flatMap(each => [
      `${each} ${hostKey.ed25519}`,
      `[${each}]:2222 ${hostKey.ed25519}`,
    ]),
    `[::1]:${port6} ${hostKey.ed25519}`,
    '',
  ].join('\n');

type Run = (
  row: Row,
  scene: Scene,
  config: string,
  env: Readonly<Record<string, string>>,
) => Promise<{ readonly ok: boolean; readonly said: string }>;

const COMMAND = 'echo logged-in';

const bySsh: Run = async (row, scene, config, env) => {
  const login = parseLoginWord(row.login?.(scene) ?? 'w');
  if (login === null) throw new Error(`${row.title}: not a login`);
  const args = [
    ...['-F', config, '-T'],
    ...(row.inventory?.(scene).ssh ?? []),
    ...(row.jump ? ['-J', row.jump(scene)] : []),
    ...(login.user === null ? [] : ['-l', login.user]),
    ...(login.port === null ? [] : ['-p', String(login.port)]),
    ...['--', login.host, COMMAND],
  ];
  const child = spawn('ssh', args, { env, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  let [out, err] = ['', ''];
  child.stdout.on('data', chunk => {
    out += chunk;
  });
  child.stderr.on('data', chunk => {
    err += chunk;
  });
  const limit = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await new Promise(resolve => child.once('close', resolve));
  clearTimeout(limit);
  return { ok: out.includes('logged-in'), said: err };
};

const byTransport =
  (kind: 'ssh2' | 'openssh'): Run =>
  async (row, scene, config, env) => {
    const login = parseLoginWord(row.login?.(scene) ?? 'w');
    if (login === null) throw new Error(`${row.title}: not a login`);
    const transport = createTransport({
      kind,
      prompter: nobody,
      env,
      home: userInfo().homedir,
      connectTimeoutMs: 20_000,
      concurrency: 10,
      sshConfigFile: config,
      debug: null,
    });
    const warnings: string[] = [];
    transport.onProgress(({ warning }) => {
      if (warning !== undefined) warnings.push(warning);
    });
    const host: Host = {
      address: login.host,
      port: login.port,
      user: login.user,
      identities: [],
      knownHosts: [],
      name: 'target',
      team: null,
      jump: row.jump ? parseJump(row.jump(scene)) : null,
      kind: 'ssh',
      timezone: null,
      ...row.inventory?.(scene).login,
    };
    try {
      const connection = await transport.connect(host);
      const { stdout, stderr } = await readAll(await connection.exec(COMMAND));
      return { ok: stdout.includes('logged-in'), said: [stderr, ...warnings].join('\n') };
    } catch (error) {
      if (!(error instanceof TroubleError)) throw error;
      const { host: at, message, advice } = error.trouble;
      return { ok: false, said: `${at}: ${message}\n${advice}` };
    } finally {
      await transport.close();
    }
  };
