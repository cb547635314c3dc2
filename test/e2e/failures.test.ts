import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fleet, fleetProblem, startFleet } from '../helpers/fleet.ts';
import { type Run, type RunOptions, rtail, startOnTerminal } from '../helpers/run.ts';
import { createSandbox, type Sandbox } from '../helpers/sandbox.ts';

const sockets: Server[] = [];

const problem = fleetProblem('namespaces');

interface Failure {
  readonly title: string;
  readonly args: readonly string[];
  readonly code: number;
  /** What stderr (on a terminal: the screen) shows: who, what, and what to do. */
  readonly says: readonly RegExp[];
  readonly stdout?: string;
  /** What to type at each of these prompts; without it, there is no terminal. */
  readonly answer?: { readonly to: RegExp; readonly text: string };
}

const FAILURES: readonly Failure[] = [
  {
    title: 'wrong password',
    args: ['locked:app'],
    answer: { to: /password: /gi, text: 'wrong\r' },
    code: 4,
    says: [/locked: permission denied for the user deploy \(.*password.*\)/],
  },
  {
    title: 'a password is needed and there is no terminal',
    args: ['locked:app'],
    code: 4,
    says: [/locked: .*no terminal to ask/, /run it on a terminal/],
  },
  {
    title: 'refused port',
    args: ['wrong-port:app'],
    code: 4,
    says: [
      /wrong-port: web-01\.internal:2222 refused the connection.*bastion|wrong-port: .*refused/,
      /check the port/,
    ],
  },
  {
    title: 'the jump host refuses the port',
    args: ['-J', 'deploy@BASTION:2222', 'web-01:app'],
    code: 4,
    says: [/BASTION.*:2222 refused the connection/, /check the port/],
  },
  {
    title: 'unknown host name behind the jump host',
    args: ['wrong-name:app'],
    code: 4,
    says: [/wrong-name: the name nowhere\.internal does not resolve/, /address/],
  },
  {
    title: 'a jump host that does not forward',
    args: ['behind-web-01:app'],
    code: 4,
    says: [
      /behind-web-01: .*web-01\.internal refuses to forward to web-02\.internal:22/,
      /AllowTcpForwarding/,
    ],
  },
  {
    title: 'changed host key',
    args: ['changed:app'],
    code: 4,
    says: [/changed: its host key has changed/, /known_hosts:\d+/, /nothing was sent/, /ssh-keygen .*-R/],
  },
  {
    title: 'unknown host key and no terminal',
    args: ['stranger:app'],
    code: 4,
    says: [
      /stranger: .*(host key|known_hosts)/,
      /add this line to \S+: (\S+) (ssh-ed25519 AAAA\S+|ssh-rsa AAAA\S+|ecdsa-\S+ AAAA\S+)/,
    ],
  },
  {
    title: 'unknown host key, refused by the person',
    args: ['stranger:app'],
    answer: { to: /\(yes\/no/g, text: 'no\r' },
    code: 4,
    says: [/authenticity of host/, /SHA256:/, /stranger: .*not (in known_hosts|accepted)/],
  },
  {
    title: 'missing file',
    args: ['web-01:/var/log/nothing.log'],
    code: 4,
    says: [/web-01: \/var\/log\/nothing\.log does not exist/, /check the path|-F/],
  },
  {
    title: 'a glob that matches nothing',
    args: ['web-01:/var/log/nothing-*.log'],
    code: 4,
    says: [/web-01/, /nothing-\*\.log/],
  },
  {
    title: 'a glob also matches a directory',
    args: ['web-01:/var/log/[af][po]*'],
    code: 0,
    says: [/\/var\/log\/folder, which \/var\/log\/\S+ matches, is a directory: skipped/],
    stdout: 'hello from web-01\n',
  },
  {
    title: 'unreadable file',
    args: ['web-01:/var/log/secret.log'],
    code: 4,
    says: [/web-01: permission denied: \/var\/log\/secret\.log/, /--sudo/],
  },
  {
    title: 'a file in a folder that cannot be entered',
    args: ['web-01:/var/log/vault/app.log'],
    code: 4,
    says: [/web-01: permission denied: \/var\/log\/vault\/app\.log/],
  },
  {
    title: 'directory',
    args: ['web-01:/var/log/folder'],
    code: 4,
    says: [/web-01: \/var\/log\/folder is a directory/, /folder\/\*/],
  },
  {
    title: 'a named pipe is to be followed',
    args: ['-F', 'web-01:/var/log/special/pipe'],
    code: 4,
    says: [/web-01: \/var\/log\/special\/pipe is a named pipe/, /without -f/],
  },
  {
    title: 'a socket',
    args: ['web-01:/var/log/special/socket'],
    code: 4,
    says: [/web-01: \/var\/log\/special\/socket is a socket/, /journal/],
  },
  {
    title: 'a file in /proc is to be followed',
    args: ['-F', 'web-01:/proc/uptime'],
    code: 4,
    says: [/web-01: \/proc\/uptime is not a file on disk/],
  },
  {
    title: 'a device is to be followed',
    args: ['-F', 'web-01:/dev/null'],
    code: 4,
    says: [/web-01: \/dev\/null is a device/],
  },
  {
    title: 'a glob also matches a pipe and a socket',
    args: ['web-01:/var/log/special/*'],
    code: 0,
    says: [/special\/pipe, \S+special\/socket, which \S+ matches, are pipes, sockets or devices: skipped/],
    stdout: 'plain\n',
  },
  {
    title: 'one file of two is missing',
    args: ['web-01:/var/log/app.log', 'web-01:/var/log/nothing.log'],
    code: 3,
    says: [/nothing\.log does not exist/],
    stdout: 'hello from web-01\n',
  },
  {
    title: 'host without GNU tools',
    args: ['--grep', 'hello', 'bare:app'],
    code: 0,
    says: [],
    stdout: 'hello from bare\n',
  },
  {
    title: 'host without grep',
    args: ['--grep', 'hello', 'grepless:app'],
    code: 0,
    says: [],
    stdout: 'hello from grepless\n',
  },
  {
    title: 'host without tail',
    args: ['tailless:app'],
    code: 4,
    says: [/tailless.*no tail/, /install tail/],
  },
  {
    title: '3 of 5 hosts down',
    args: ['--connect-timeout', '5', '@five:app'],
    code: 3,
    says: [
      /web-03: .*refused/,
      /web-04: .*(cannot be reached|did not answer|could not connect to)/,
      /web-05: its host key has changed/,
    ],
    stdout: 'hello from web-01\nhello from web-02\n',
  },
  {
    title: 'no line matches',
    args: ['--grep', 'no-such-thing', 'web-01:app'],
    code: 1,
    says: [],
    stdout: '',
  },
  {
    title: 'no line matches, and one host is down',
    args: ['--grep', 'no-such-thing', 'web-01:app', 'web-03:app'],
    code: 3,
    says: [/web-03: .*refused/],
    stdout: '',
  },
  { title: 'unknown host', args: ['wbe-01:app'], code: 2, says: [/wbe-01/, /web-01/] },
  { title: 'unknown log', args: ['web-01:ap'], code: 2, says: [/ap/, /app/] },
  { title: 'unknown option', args: ['--gerp', 'x', 'web-01:app'], code: 2, says: [/--gerp/, /--grep/] },
  { title: 'bad pattern', args: ['--grep', 'a(b', 'web-01:app'], code: 2, says: [/a\(b|unmatched/] },
  {
    title: 'no source, on a terminal',
    args: [],
    answer: { to: /never asked/g, text: '' },
    code: 2,
    says: [/SOURCE|source/],
  },
];

/** Each message says what happened, to which host and log, and what to try; the exit code informs scripts. */
describe.skipIf(problem)(`failures${problem ? ` (skipped: ${problem})` : ''}`, () => {
  let fleet: Fleet;
  let sandbox: Sandbox;
  let options: RunOptions;

  beforeAll(async () => {
    sandbox = createSandbox();
    fleet = await startFleet({
      targets: [
        ...Array.from({ length: 5 }, () => ({})),
        { name: 'locked', password: 'right' },
        { name: 'changed' },
        { name: 'bare', tools: 'busybox' },
        { name: 'grepless', missing: ['grep'] },
        { name: 'tailless', missing: ['tail'] },
      ],
    });
    for (const target of fleet.targets) target.writeLog('app.log', `hello from ${target.name}\n`);
    await makeTrouble(fleet);
    sandbox.write('.rtailrc', inventory(fleet));
    options = { home: fleet.client.home, cwd: sandbox.dir, env: { RTAIL_CONFIG: '.rtailrc' } };
  });
  afterAll(() => {
    for (const socket of sockets) socket.close();
    fleet?.close();
    sandbox?.[Symbol.dispose]();
  });

  const run = async ({ args, answer }: Failure, transport: string): Promise<Run> => {
    const words = ['--transport', transport, '-o', 'raw', ...args].map(word =>
      word.replace('BASTION', fleet.bastion.address),
    );
    if (!answer) return rtail(words, options);
    await using running = startOnTerminal(words, options);
    let answered = 0;
    running.child.stdout!.on('data', () => {
      const asked = running.stdout().toString().match(answer.to)?.length ?? 0;
      for (; answered < asked; answered++) running.type(answer.text);
    });
    return await running.done;
  };

  it.concurrent.each(
    ['ssh2', 'openssh'].flatMap(transport => FAILURES.map(failure => ({ transport, failure }))),
  )('$transport: $failure.title: exit code $failure.code', async ({ transport, failure }) => {
    const { code, stdout, stderr } = await run(failure, transport);
    const said = (failure.answer ? stdout : stderr).toString();
    for (const words of failure.says) {
      expect(said).toMatch(new RegExp(words.source.replace('BASTION', fleet.bastion.address), words.flags));
    }
    if (failure.stdout !== undefined) {
      expect(stdout.toString().split('\n').sort()).toEqual(failure.stdout.split('\n').sort());
    }
    expect(code).toBe(failure.code);
    expect(fleet.targets.find(({ name }) => name === 'changed')!.acceptedLogins()).toBe(0);
  });
});

/** Creates unreadable files, keys that differ from the known ones, and hosts that are down. */
async function makeTrouble({ targets, network }: Fleet): Promise<void> {
  const web01 = targets[0]!;
  web01.writeLog('secret.log', 'secret\n');
  chownSync(web01.logFile('secret.log'), 0, 0);
  chmodSync(web01.logFile('secret.log'), 0o600);
  mkdirSync(web01.logFile('folder'));
  mkdirSync(web01.logFile('vault'), { mode: 0o700 });
  mkdirSync(web01.logFile('special'));
  web01.writeLog('special/plain', 'plain\n');
  execFileSync('mkfifo', [web01.logFile('special/pipe')]);
  sockets.push(createServer().listen(web01.logFile('special/socket')));
  for (const host of targets.filter(({ name }) => ['changed', 'web-05'].includes(name))) {
    host.stop();
    await host.changeHostKey();
    await host.start();
  }
  targets[2]!.stop();
  network.setTargetLink(3, false);
}

function inventory({ client, targets }: Fleet): string {
  const written = JSON.parse(readFileSync(client.inventory, 'utf8'));
  const [web01, web02] = targets;
  Object.assign(written.hosts, {
    'wrong-port': { ...written.hosts['web-01'], port: 2222 },
    'wrong-name': { ...written.hosts['web-01'], address: 'nowhere.internal' },
    stranger: { ...written.hosts['web-01'], knownHosts: '/dev/null' },
    'behind-web-01': {
      ...written.hosts['web-02'],
      address: web02!.address,
      jump: {
        host: web01!.address,
        user: 'deploy',
        identity: client.identity,
        knownHosts: client.knownHosts,
        via: 'shop',
      },
    },
  });
  written.groups.five = ['web-*'];
  return JSON.stringify(written);
}
