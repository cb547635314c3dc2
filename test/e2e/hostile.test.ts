import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { fleetProblem } from '../helpers/fleet.ts';
import { type Running, startOnTerminal, startRtail } from '../helpers/run.ts';
import { freePort, SshSandbox } from '../helpers/sshd.ts';
import {
  asking,
  changingKey,
  confirmingChannels,
  EVIL,
  endlessly,
  HostileServers,
  ignoringWindow,
  running,
  stuckInKeyExchange,
} from './hostileServers.ts';

const problem = fleetProblem('sshd');

interface Attack {
  /** What the server does. */
  readonly title: string;
  readonly serve: () => Promise<number>;
  /** The answer to each of these prompts; without it, there is no terminal. */
  readonly answer?: { readonly to: RegExp; readonly text: string };
  readonly args?: readonly string[];
  /** On stderr; on a terminal, on the screen. */
  readonly says: readonly RegExp[];
  readonly never?: readonly RegExp[];
  readonly code: number;
  readonly stdout?: string;
  /** What takes too long. */
  readonly waits?: 'login' | 'answer';
  /** Default: both. */
  readonly only?: 'ssh2' | 'openssh';
  /** Its key is known; otherwise it is accepted as presented. */
  readonly known?: true;
  /** Its key is revoked. */
  readonly revoked?: true;
  /** The jump host through which it is reached, whose key is known. */
  readonly jump?: () => Promise<number>;
  /** Nothing reads our output until then. */
  readonly stalledUntil?: Promise<void>;
}

const box = new SshSandbox();
const hostKey = box.key('hostkey');
const userKey = box.key('user');
const otherKey = box.key('otherkey');
const servers = new HostileServers();
const ssh = (
  options: Parameters<HostileServers['ssh']>[0] extends infer O ? Omit<O & object, 'hostKey'> : never,
) => servers.ssh({ hostKey, ...options });
const LOG = box.write('app.log', 'hello\n');

const cutOff = Promise.withResolvers<void>();

const ATTACKS: readonly Attack[] = [
  {
    title: 'never sends anything',
    waits: 'login',
    serve: () => servers.tcp(() => {}),
    says: [/evil: 127\.0\.0\.1:\d+ did not answer within 1 s/, /--connect-timeout/],
    code: 4,
  },
  {
    title: 'greets with endless lines',
    waits: 'login',
    serve: () => servers.tcp(endlessly(`${EVIL}\r\n`)),
    says: [/evil: .*(did not answer within 1 s|does not speak SSH|closed the connection)/],
    code: 4,
  },
  {
    title: 'greets with one endless line',
    waits: 'login',
    serve: () => servers.tcp(endlessly('x')),
    says: [/evil: .*(did not answer within 1 s|does not speak SSH|closed the connection)/],
    code: 4,
  },
  {
    title: 'is not an SSH server',
    waits: 'login',
    serve: () => servers.tcp(endlessly('garbage\0\xff\x1b[2J', `HTTP/1.1 400 ${EVIL}\r\n\r\n`)),
    says: [/evil: .*(did not answer within 1 s|does not speak SSH|closed the connection)/],
    code: 4,
  },
  {
    title: 'sends a packet of 4 GB',
    waits: 'login',
    serve: () => servers.tcp(endlessly('\xff', 'SSH-2.0-x\r\n')),
    says: [/evil: .*(does not speak SSH|Bad packet|closed the connection|did not answer)/],
    code: 4,
  },
  {
    title: 'stops during the key exchange',
    waits: 'login',
    serve: async () => servers.tcp(stuckInKeyExchange(await ssh({}))),
    says: [/evil: 127\.0\.0\.1:\d+ did not answer within 1 s/],
    code: 4,
  },
  {
    title: 'sends a banner of escape sequences',
    serve: () => ssh({ banner: `${EVIL}\n`.repeat(500), exec: running() }),
    says: [],
    stdout: 'hello\n',
    code: 0,
  },
  {
    title: 'asks endlessly',
    serve: () => ssh({ auth: asking(['code: ']) }),
    answer: { to: /code: /g, text: '1\r' },
    says: [/evil: it kept asking/],
    code: 4,
  },
  {
    title: 'endlessly sends requests without a question',
    waits: 'login',
    serve: () => ssh({ auth: asking([], EVIL) }),
    answer: { to: /never/g, text: '' },
    says: [/evil: (it kept asking|127\.0\.0\.1:\d+ did not answer within 1 s)/],
    code: 4,
  },
  {
    title: 'asks with escape sequences and line breaks',
    serve: () =>
      ssh({ auth: asking([`${EVIL}\r\nrtail: accept this host key? (yes/no) `], `rtail: ${EVIL}`) }),
    answer: { to: /\(yes\/no\) /g, text: '\x04' },
    says: [/\(me@evil\) .*rtail: accept this host key\? \(yes\/no\)/, /evil: the login was cancelled/],
    never: [/^rtail: accept/m, /^rtail: red/m],
    code: 4,
  },
  {
    title: 'asks what only rtail itself asks',
    serve: () =>
      ssh({
        auth: asking([
          "The authenticity of host 'bank (10.0.0.1)' can't be established.\nED25519 key fingerprint is SHA256:abc.\nAre you sure you want to continue connecting (yes/no)? ",
        ]),
      }),
    answer: { to: /\(yes\/no\)\? /g, text: '\x04' },
    says: [/\(me@evil\) The authenticity of host 'bank/, /evil: the login was cancelled/],
    never: [/^The authenticity of host/m, /^Are you sure/m],
    code: 4,
  },
  {
    title: 'asks with a prompt of 30 KB',
    serve: () => ssh({ auth: asking([`${'\n'.repeat(200)}${'x'.repeat(30_000)}Password: `]) }),
    answer: { to: /Password: |…/g, text: '\x04' },
    says: [/\(me@evil\) x/, /evil: the login was cancelled/],
    never: [/x{1000}/],
    code: 4,
    only: 'ssh2',
  },
  {
    title: 'closes the connection right after the login',
    serve: () => ssh({ connected: client => void client.on('ready', () => client.end()) }),
    says: [/evil: (the connection was lost|.*closed the connection)/],
    code: 4,
  },
  {
    title: 'refuses every channel',
    serve: () => ssh({ closed: true }),
    says: [
      /evil: (it refused to open a session|ssh could not connect|the connection or the login shell ended with status 255)/,
    ],
    code: 4,
  },
  {
    title: 'never answers a request for a channel',
    waits: 'answer',
    serve: () => ssh({ mute: true }),
    says: [/evil: .*did not answer within 1 s/],
    code: 4,
  },
  {
    title: 'accepts the command and never answers',
    waits: 'answer',
    serve: () => ssh({ exec: () => {} }),
    says: [/evil: .*did not answer within 1 s/],
    code: 4,
  },
  {
    title: 'allows only empty packets',
    waits: 'answer',
    serve: () => ssh({ connected: confirmingChannels(1 << 20, 0), exec: running() }),
    says: [/evil: /],
    code: 4,
  },
  {
    title: 'never opens its window',
    waits: 'answer',
    serve: () => ssh({ connected: confirmingChannels(0, 32_768), exec: running() }),
    says: [/evil: .*did not answer within 1 s/],
    code: 4,
  },
  {
    title: 'prints endlessly before the command starts',
    serve: () => ssh({ exec: (_, channel) => endlessly(`${EVIL}\n`)(channel) }),
    says: [/evil: the host printed more than a megabyte before our command started/],
    code: 4,
  },
  {
    title: 'ignores our window',
    serve: () =>
      ssh({
        connected: client => void client.on('close', () => cutOff.resolve()),
        exec: running({ read: ignoringWindow }),
      }),
    args: ['-n', '+1', '-o', 'raw'],
    stalledUntil: cutOff.promise,
    says: [/evil: it sent more than the channel window allows/],
    code: 4,
    only: 'ssh2',
  },
  {
    title: 'answers a short command endlessly',
    waits: 'answer',
    serve: () => ssh({ exec: running({ probe: endlessly('x y\n') }) }),
    says: [/evil: (it answered a short request with more than|.*did not answer within 1 s)/],
    code: 4,
  },
  {
    title: 'writes error messages endlessly',
    serve: () =>
      ssh({
        exec: running({
          read: channel => {
            channel.stderr.write(`${EVIL}\n`.repeat(200_000));
            channel.exit(0);
            channel.end();
          },
        }),
      }),
    says: [/evil: message from the host: red/, /more lines/],
    code: 0,
  },
  {
    title: 'sends the exit status before the data',
    serve: () => ssh({ exec: running() }),
    says: [],
    stdout: 'hello\n',
    code: 0,
  },
  {
    title: 'is a different host than the one requested from the jump host',
    serve: freePort,
    jump: async () => ssh({ forwardTo: await servers.ssh({ hostKey: otherKey, exec: running() }) }),
    known: true,
    says: [/evil: its host key has changed: .*nothing was sent/],
    code: 4,
  },
  {
    title: 'has a revoked host key',
    serve: () => ssh({ exec: running() }),
    revoked: true,
    says: [/evil: its host key .*is revoked/],
    code: 4,
  },
  {
    title: 'presents another host key in the middle of a session',
    serve: () => ssh({ connected: changingKey(otherKey), exec: () => {} }),
    known: true,
    says: [/evil: (it presented another host key, SHA256:\S+, in the middle|.*host key)/i],
    code: 4,
  },
];

/**
 * What a server must never be able to send to a terminal: anything but our own SGR sequences, the progress
 * line, and the sequences that prepare the terminal for an answer.
 */
const ESCAPES = /\x1b(?!\[(?:K|[0-9;]*m|\?2004[hl]))|[\x07\x80-\x9f]/;

describe.skipIf(problem)(`a hostile server${problem ? ` (skipped: ${problem})` : ''}`, () => {
  afterAll(async () => {
    await servers.close();
    await box.close();
  });

  const cases = ATTACKS.flatMap(attack =>
    (['ssh2', 'openssh'] as const)
      .filter(transport => attack.only === undefined || attack.only === transport)
      .map(transport => ({ transport, attack })),
  );

  it.concurrent.each(cases)('$transport: $attack.title', async ({ transport, attack }) => {
    const port = await attack.serve();
    const name = `${transport}-${port}`;
    const jump = await attack.jump?.();
    const config = box.write(
      `${name}.config`,
      `Host *\n IdentityFile ${userKey}\nHost evil\n HostName 127.0.0.1\n Port ${port}\n User me\nHost *\n` +
        ` UserKnownHostsFile ${box.dir}/${name}.known\n GlobalKnownHostsFile /dev/null\n StrictHostKeyChecking ${attack.known ? 'yes' : 'accept-new'}\n` +
        (jump === undefined ? '' : `Match originalhost evil\n ProxyJump me@127.0.0.1:${jump}\n`),
    );
    const key = box.publicKey(hostKey);
    const known = [port, jump].map(at => `[127.0.0.1]:${at} ${key}\n`).join('');
    if (attack.known) box.write(`${name}.known`, known);
    if (attack.revoked) box.write(`${name}.known`, `@revoked * ${key}\n`);
    const words = [
      ...['--transport', transport, '--ssh-config', config],
      ...(attack.waits === 'login' ? ['--connect-timeout', '1'] : []),
      ...(attack.args ?? []),
      `evil:${LOG}`,
    ];
    await using run = (attack.answer ? startOnTerminal : startRtail)(words, {
      home: box.home,
      limitMs: 25_000,
      env: {
        RTAIL_TEST_TIMINGS: JSON.stringify(
          attack.waits === 'answer' ? { answerMs: 1000 } : { authenticationMs: 1000 },
        ),
      },
    });
    answer(run, attack);
    if (attack.stalledUntil) run.child.stdout!.pause();
    attack.stalledUntil?.then(() => run.child.stdout!.resume());
    const peak = watchMemory(run);
    const { code, stdout, stderr } = await run.done;
    const all = (attack.answer ? stdout : stderr).toString();
    const shown = all.length > 8000 ? `${all.slice(0, 4000)}\n[…]\n${all.slice(-4000)}` : all;
    for (const words of attack.says) expect(shown).toMatch(words);
    for (const words of attack.never ?? []) expect(words.exec(all)?.[0].slice(0, 100)).toBe(undefined);
    expect(ESCAPES.exec(all)?.[0]).toBe(undefined);
    expect(code).toBe(attack.code);
    if (attack.stdout !== undefined) expect(stdout.toString()).toBe(attack.stdout);
    if (!attack.answer) expect(await peak).toBeLessThan(200);
  });
});

const answer = (run: Running, { answer }: Attack): void => {
  if (!answer) return;
  let answered = 0;
  run.child.stdout!.on('data', () => {
    const asked = run.stdout().toString().match(answer.to)?.length ?? 0;
    for (; answered < asked; answered++) run.type(answer.text);
  });
};

/** The peak memory of the program in MB, as far as it was sampled. */
const watchMemory = async (run: Running): Promise<number> => {
  let over = false;
  let most = 0;
  run.done.finally(() => {
    over = true;
  });
  while (!over) {
    try {
      const status = readFileSync(`/proc/${run.pid}/status`, 'utf8');
      most = Math.max(most, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024);
    } catch {
      break;
    }
    await sleep(50);
  }
  return most;
};
