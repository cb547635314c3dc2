import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AuthContext, KeyboardAuthContext, PublicKeyAuthContext } from 'ssh2';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Question, Transport } from '../../src/transport/transport.ts';
import { type Sshd, SshSandbox } from '../helpers/sshd.ts';
import { FakeServer, type FakeServerOptions } from './fakeServer.ts';
import { hostAt, know, loginAt, nobody, readAll, ScriptedPrompter, transportIn, troubleOf } from './scene.ts';

const KINDS = ['ssh2', 'openssh'] as const;

const box = new SshSandbox();
const hostKey = box.key('host');
const plain = box.key('plain');
const locked = box.key('locked', 'open sesame');
const stranger = box.key('stranger');
let sshd: Sshd;
const fakes: FakeServer[] = [];
const transports: Transport[] = [];

beforeAll(async () => {
  sshd = await box.sshd(
    'web',
    [plain, locked].map(key => box.publicKey(key)),
  );
  know(box, sshd);
});
afterEach(async () => {
  await Promise.all(transports.splice(0).map(each => each.close()));
});
afterAll(async () => {
  await Promise.all(fakes.map(each => each.close()));
  await box.close();
});

const fake = async (options: Omit<FakeServerOptions, 'hostKey'>) => {
  const server = await FakeServer.start({ hostKey, ...options });
  fakes.push(server);
  return server;
};

const transport = (options: Parameters<typeof transportIn>[1] = {}) => {
  const made = transportIn(box, { sshConfigFile: config(), ...options });
  transports.push(made);
  return made;
};

let configs = 0;
/** A configuration for servers whose keys are accepted without a question. */
const config = (more = '') =>
  box.write(
    `config-${++configs}`,
    `${more}\nHost *\n UserKnownHostsFile ${box.dir}/known_hosts-${configs}\n StrictHostKeyChecking accept-new\n`,
  );

const answering = (answers: Partial<Record<Question['kind'], readonly (readonly string[] | null)[]>>) => {
  const left = new Map(Object.entries(answers).map(([kind, list]) => [kind, [...list]]));
  return new ScriptedPrompter(question => left.get(question.kind)?.shift() ?? null);
};

/** Long enough for logins on a busy machine. */
const SHORT_TIMEOUT_MS = 6_000;

/** Accepts only this password. */
const onlyPassword = (password: string) => (context: AuthContext) =>
  context.method === 'password' && context.password === password
    ? context.accept()
    : context.reject(['password']);

/** Requests a code, and accepts only this one. */
const onlyCode =
  (code: string, prompt = 'Verification code: ') =>
  (context: AuthContext) => {
    if (context.method !== 'keyboard-interactive') return context.reject(['keyboard-interactive']);
    return (context as KeyboardAuthContext).prompt([{ prompt, echo: false }], (answers: string[]) =>
      answers[0] === code ? context.accept() : context.reject(['keyboard-interactive']),
    );
  };

/** Accepts any key, which is not enough. */
const keyThenCode = (context: PublicKeyAuthContext) =>
  context.signature ? context.reject(['keyboard-interactive'], true) : context.accept();

const works = async (made: Transport, host: Parameters<Transport['connect']>[0]) => {
  const connection = await made.connect(host);
  const { stdout } = await readAll(await connection.exec('echo hi'));
  return stdout !== '';
};

describe.each(KINDS)('logging in by %s', kind => {
  it('works with a password, requested once for two connections to one account', async () => {
    const server = await fake({ auth: onlyPassword('right') });
    const prompter = answering({ password: [['right'], ['right']] });
    const made = transport({ kind, prompter });
    expect(await works(made, hostAt('web', server))).toBe(true);
    expect(prompter.asked).toEqual([{ kind: 'password', host: 'web', user: box.user, again: false }]);
  });

  it('works with the password at the second attempt', async () => {
    const server = await fake({ auth: onlyPassword('right') });
    const prompter = answering({ password: [['wrong'], ['right']] });
    expect(await works(transport({ kind, prompter }), hostAt('web', server))).toBe(true);
    expect(prompter.asked.map(each => each.kind === 'password' && each.again)).toEqual([false, true]);
  });

  it('gives up after three wrong passwords, on one connection', async () => {
    const server = await fake({ auth: onlyPassword('right') });
    const prompter = answering({ password: [['a'], ['b'], ['c'], ['right']] });
    const trouble = await troubleOf(transport({ kind, prompter }).connect(hostAt('web', server)));
    expect(trouble).toMatchObject({ kind: 'auth', host: 'web', final: true });
    expect(trouble.message).toContain('password');
    expect(prompter.asked).toHaveLength(3);
    expect(server.connections).toBe(1);
  });

  it('works with a one-time code that takes longer than the timeout', async () => {
    const server = await fake({ auth: onlyCode('4711') });
    const prompter = new ScriptedPrompter(async () => {
      await sleep(SHORT_TIMEOUT_MS + 300);
      return ['4711'];
    });
    const made = transport({ kind, prompter, connectTimeoutMs: SHORT_TIMEOUT_MS });
    expect(await works(made, hostAt('web', server))).toBe(true);
    expect(prompter.asked[0]).toMatchObject({
      kind: 'keyboard-interactive',
      prompts: [{ text: 'Verification code: ', echo: false }],
    });
  });

  it('works with a code at the jump host, requested once for five hosts, which wait without timing out', async () => {
    const jump = await fake({ auth: onlyCode('4711') });
    const prompter = new ScriptedPrompter(async () => {
      await sleep(SHORT_TIMEOUT_MS + 300);
      return ['4711'];
    });
    const made = transport({ kind, prompter, connectTimeoutMs: SHORT_TIMEOUT_MS });
    const hosts = [1, 2, 3, 4, 5].map(n =>
      hostAt(`web-${n}`, sshd, { identities: [plain], jump: [loginAt(jump)] }),
    );
    expect(await Promise.all(hosts.map(host => works(made, host)))).toEqual(hosts.map(() => true));
    expect(prompter.asked).toHaveLength(1);
    expect(jump.connections).toBe(1);
  });

  it('reports that a code was not accepted before it asks again', async () => {
    const server = await fake({ auth: onlyCode('4711') });
    const prompter = answering({ 'keyboard-interactive': [['1'], ['4711']] });
    expect(await works(transport({ kind, prompter }), hostAt('web', server))).toBe(true);
    expect(prompter.asked).toMatchObject([{ again: false }, { again: true }]);
  });

  it('reports that there is nobody to ask', async () => {
    const server = await fake({ auth: onlyPassword('right') });
    const trouble = await troubleOf(transport({ kind, prompter: nobody }).connect(hostAt('web', server)));
    expect(trouble).toMatchObject({ kind: 'no-terminal', host: 'web', final: true });
  });

  it('needs no passphrase if nobody can be asked, as long as another key works', async () => {
    const made = transport({ kind, prompter: nobody });
    expect(await works(made, hostAt('both', sshd, { identities: [locked, plain] }))).toBe(true);
    const trouble = await troubleOf(made.connect(hostAt('one', sshd, { identities: [locked] })));
    expect(trouble).toMatchObject({ kind: 'no-terminal', host: 'one' });
  });

  it('reports a server that closes the connection in the meantime, like LoginGraceTime', async () => {
    const server = await fake({ auth: (_, client) => client.end() });
    const trouble = await troubleOf(
      transport({ kind, connectTimeoutMs: 3_000 }).connect(hostAt('web', server)),
    );
    expect(trouble.host).toBe('web');
    expect(['lost', 'unreachable']).toContain(trouble.kind);
  });

  it('ends when the person declines, and asks nothing more', async () => {
    const server = await fake({ auth: onlyPassword('right') });
    const prompter = answering({ password: [null, ['right']] });
    const trouble = await troubleOf(transport({ kind, prompter }).connect(hostAt('web', server)));
    expect(trouble).toMatchObject({ kind: 'cancelled', host: 'web' });
    expect(prompter.asked).toHaveLength(1);
  });

  it('works with an encrypted key, whose passphrase is requested once if the server accepts the key', async () => {
    const prompter = answering({ passphrase: [['open sesame']] });
    const made = transport({ kind, prompter });
    expect(await works(made, hostAt('web', sshd, { identities: [locked] }))).toBe(true);
    expect(prompter.asked).toEqual([{ kind: 'passphrase', host: 'web', keyFile: locked, again: false }]);
  });

  it('works with the passphrase at the second attempt', async () => {
    const prompter = answering({ passphrase: [['no'], ['open sesame']] });
    expect(await works(transport({ kind, prompter }), hostAt('web', sshd, { identities: [locked] }))).toBe(
      true,
    );
    expect(prompter.asked).toHaveLength(2);
  });

  it('works with a key and then a code, if the server requires both', async () => {
    const server = await fake({
      auth: context => {
        if (context.method === 'publickey') return keyThenCode(context);
        if (context.method === 'keyboard-interactive') return onlyCode('4711')(context);
        return context.reject(['publickey']);
      },
    });
    const prompter = answering({ passphrase: [['open sesame']], 'keyboard-interactive': [['4711']] });
    expect(await works(transport({ kind, prompter }), hostAt('web', server, { identities: [locked] }))).toBe(
      true,
    );
    expect(prompter.asked.map(each => each.kind)).toEqual(['passphrase', 'keyboard-interactive']);
  });

  it('fails at once with a key that the server does not know, and reports what to do', async () => {
    const before = sshd.logged('Connection from').length;
    const host = hostAt('web', sshd, { identities: [stranger] });
    const trouble = await troubleOf(transport({ kind }).connect(host));
    expect(trouble).toMatchObject({ kind: 'auth', host: 'web', final: true });
    expect(trouble.message).toMatch(/publickey/);
    expect(trouble.advice).toContain('identity');
    expect(sshd.logged('Connection from').length - before).toBe(1);
  });
});

describe('logging in by ssh2', () => {
  it('asks for a passphrase once, however many hosts need the key', async () => {
    const prompter = answering({ passphrase: [['open sesame']] });
    const made = transport({ prompter });
    const hosts = Array.from({ length: 6 }, (_, n) => hostAt(`web-${n}`, sshd, { identities: [locked] }));
    expect(await Promise.all(hosts.map(host => works(made, host)))).toEqual(hosts.map(() => true));
    expect(prompter.asked).toHaveLength(1);
  });

  it('asks one question at a time, whoever asks', async () => {
    const servers = await Promise.all([1, 2, 3, 4].map(() => fake({ auth: onlyPassword('right') })));
    const prompter = new ScriptedPrompter(async () => {
      await sleep(50);
      return ['right'];
    });
    const hosts = servers.map((server, n) => hostAt(`web-${n}`, server));
    const [first, second] = [transport({ prompter }), transport({ prompter })];
    await Promise.all(hosts.map((host, n) => works(n % 2 ? first : second, host)));
    expect(prompter.asked).toHaveLength(4);
    expect(prompter.atOnce).toBe(1);
  });

  it('skips an encrypted key that nobody decrypts, and continues', async () => {
    const prompter = answering({ passphrase: [null] });
    const host = hostAt('web', sshd, { identities: [locked, plain] });
    expect(await works(transport({ prompter }), host)).toBe(true);
  });

  it('does not ask for the passphrase of a key that the server would not accept', async () => {
    const lockedStranger = box.key('locked-stranger', 'x');
    const prompter = answering({ passphrase: [['x']] });
    const host = hostAt('web', sshd, { identities: [lockedStranger, plain] });
    expect(await works(transport({ prompter }), host)).toBe(true);
    expect(prompter.asked).toEqual([]);
  });

  it.each([
    ['an old PEM key', ['-t', 'rsa', '-b', '2048', '-m', 'PEM']],
    ['an RSA key', ['-t', 'rsa', '-b', '2048']],
    ['an ECDSA key', ['-t', 'ecdsa', '-b', '384']],
  ])('reads %s, encrypted', async (name, args) => {
    const file = `${box.dir}/${name.replaceAll(' ', '-')}`;
    execFileSync('ssh-keygen', ['-q', ...args, '-N', 'open sesame', '-f', file]);
    const server = await box.sshd(name.replaceAll(' ', '-'), [box.publicKey(file)]);
    const prompter = answering({ passphrase: [['open sesame']] });
    expect(await works(transport({ prompter }), hostAt('web', server, { identities: [file] }))).toBe(true);
  });

  it('honours PreferredAuthentications', async () => {
    const server = await fake({ auth: onlyPassword('right') });
    const prompter = answering({ password: [['right']] });
    const sshConfigFile = config('PreferredAuthentications publickey');
    const trouble = await troubleOf(transport({ prompter, sshConfigFile }).connect(hostAt('web', server)));
    expect(trouble).toMatchObject({ kind: 'auth' });
    expect(trouble.message).toContain('accepts only password');
    expect(prompter.asked).toEqual([]);
  });

  it('does not use the password typed for one host on another', async () => {
    const [one, two] = [await fake({ auth: onlyPassword('a') }), await fake({ auth: onlyPassword('b') })];
    const prompter = answering({ password: [['a'], ['b']] });
    const made = transport({ prompter });
    await works(made, hostAt('one', one));
    await works(made, hostAt('two', two));
    expect(prompter.asked.map(each => each.host)).toEqual(['one', 'two']);
  });

  it('asks again for a code, but not for the password, on the next connection to the same account', async () => {
    const password = await fake({ auth: onlyCode('pw', 'Password: ') });
    const code = await fake({ auth: onlyCode('pw', 'One-time password: ') });
    for (const [server, questions] of [
      [password, 1],
      [code, 2],
    ] as const) {
      const prompter = answering({ 'keyboard-interactive': [['pw'], ['pw']] });
      const made = transport({ prompter });
      (await made.connect(hostAt('web', server))).close();
      await works(made, hostAt('web', server));
      expect(prompter.asked).toHaveLength(questions);
    }
  });
});

describe('logging in by ssh2 with an agent', () => {
  const socket = `${box.dir}/agent`;
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'inherit'] });
  const env = { PATH: process.env['PATH'], HOME: box.home, SSH_AUTH_SOCK: socket };

  beforeAll(async () => {
    await once(agent.stdout, 'data');
    for (const key of [stranger, plain]) execFileSync('ssh-add', ['-q', key], { env, stdio: 'pipe' });
  });
  afterAll(() => {
    agent.kill();
  });

  it('uses the keys of the agent', async () => {
    expect(await works(transport({ env }), hostAt('web', sshd, { identities: ['/nonexistent'] }))).toBe(true);
  });

  it('offers only the configured keys, with IdentitiesOnly', async () => {
    const sshConfigFile = config('IdentitiesOnly yes');
    const only = (key: string) =>
      transport({ env, sshConfigFile }).connect(hostAt('web', sshd, { identities: [key] }));
    expect((await troubleOf(only(stranger))).kind).toBe('auth');
    const before = sshd.logged(`Accepted publickey`).length;
    (await only(plain)).close();
    expect(sshd.logged(`Accepted publickey`).length - before).toBe(1);
  });

  it('continues with a code after the agent has signed, if the server requires both', async () => {
    const seen: string[] = [];
    const server = await fake({
      auth: context => {
        seen.push(context.method);
        if (context.method === 'publickey') return keyThenCode(context);
        if (context.method === 'keyboard-interactive') return onlyCode('4711')(context);
        return context.reject(['publickey']);
      },
    });
    const prompter = answering({ 'keyboard-interactive': [['4711']] });
    const host = hostAt('web', server, { identities: ['/nonexistent'] });
    expect(await works(transport({ env, prompter }), host)).toBe(true);
    // The server is asked about the key twice: the signature is created in between.
    expect(seen).toEqual(['none', 'publickey', 'publickey', 'publickey', 'keyboard-interactive']);
  });
});

describe('the message of a failed login with a key', () => {
  const missing = '/nonexistent/id_missing';
  it.each(KINDS)('%s: names the keys that were tried, and the files that do not exist', async kind => {
    const host = hostAt('web', sshd, { identities: [stranger, missing] });
    const { message } = await troubleOf(transport({ kind }).connect(host));
    expect(message).toContain(stranger);
    expect(message).toContain(`its key ${missing} does not exist`);
  });

  it.each(KINDS)('%s: does the same if a password would be next and nobody can be asked', async kind => {
    const server = await fake({ auth: context => context.reject(['publickey', 'password']) });
    const host = hostAt('web', server, { identities: [stranger, missing] });
    const { kind: what, message } = await troubleOf(transport({ kind, prompter: nobody }).connect(host));
    expect(what).toBe('no-terminal');
    expect(message).toContain(stranger);
    expect(message).toContain(`its key ${missing} does not exist`);
  });

  it.each(KINDS)('%s: says that a key that others may read is ignored, as by ssh', async kind => {
    const open = box.key(`open-${kind}`);
    chmodSync(open, 0o644);
    const server = await box.sshd(`for-${kind}`, [box.publicKey(open)]);
    const sshConfigFile = config('IdentitiesOnly yes');
    const host = hostAt('web', server, { identities: [open] });
    const { kind: what, message } = await troubleOf(transport({ kind, sshConfigFile }).connect(host));
    expect(what).toBe('auth');
    expect(message).toMatch(new RegExp(`its key ${open} is ignored.* other users may access it.*chmod 600`));
    expect(message).not.toMatch(/tried publickey with \//);
  });

  it('openssh: does not name default keys that do not exist', async () => {
    const { message } = await troubleOf(
      transport({ kind: 'openssh' }).connect(hostAt('web', sshd, { identities: [] })),
    );
    expect(message).not.toMatch(/id_xmss|id_dsa/);
  });

  it.each(KINDS)('%s: passes on what a ProxyCommand printed', async kind => {
    const command = `sh -c 'echo no route today >&2; exit 3'`;
    const sshConfigFile = config(`ProxyCommand ${command}`);
    const failed = transport({ kind, sshConfigFile }).connect(hostAt('web', sshd, { identities: [plain] }));
    expect((await troubleOf(failed)).message).toBe(
      `its ProxyCommand did not connect (it printed: no route today): ${command}`,
    );
  });

  it.each(KINDS)('%s: warns about a known_hosts that cannot be written', async kind => {
    const sshConfigFile = box.write(
      `unwritable-${kind}`,
      `Host *\n UserKnownHostsFile /proc/nowhere/known_hosts\n StrictHostKeyChecking accept-new\n`,
    );
    const made = transport({ kind, sshConfigFile });
    const warnings: string[] = [];
    made.onProgress(({ warning }) => void (warning !== undefined && warnings.push(warning)));
    expect(await works(made, hostAt('web', sshd, { identities: [plain] }))).toBe(true);
    expect(warnings.join()).toContain('could not be added to /proc/nowhere/known_hosts');
  });

  it('ssh2: an RSA key is tried with rsa-sha2-256 at the end, for a server that accepts nothing else but lists both', async () => {
    const rsa = box.key('rsa256', '', 'rsa');
    const server = await box.sshd('rsa256', [box.publicKey(rsa)], 'PubkeyAcceptedAlgorithms rsa-sha2-256');
    expect(await works(transport(), hostAt('web', server, { identities: [rsa] }))).toBe(true);
  });
});

describe('server messages without a question', () => {
  it('are passed on: a push was sent to a phone', async () => {
    const server = await fake({
      auth: context => {
        if (context.method !== 'keyboard-interactive') return context.reject(['keyboard-interactive']);
        const ask = context as KeyboardAuthContext & { prompt: (...args: unknown[]) => void };
        return ask.prompt([], 'Duo', 'Pushed a login request\n to your phone', () => context.accept());
      },
    });
    const made = transport({ prompter: nobody });
    const warnings: string[] = [];
    made.onProgress(({ warning }) => void (warning !== undefined && warnings.push(warning)));
    expect(await works(made, hostAt('web', server))).toBe(true);
    expect(warnings).toEqual(['message from the server: Duo Pushed a login request to your phone']);
  });

  it('are abandoned if they never end', async () => {
    const server = await fake({
      auth: context => {
        if (context.method !== 'keyboard-interactive') return context.reject(['keyboard-interactive']);
        const ask = context as KeyboardAuthContext & { prompt: (...args: unknown[]) => void };
        const again = () => ask.prompt([], '', 'still here', again);
        return again();
      },
    });
    const { kind, message } = await troubleOf(transport({ prompter: nobody }).connect(hostAt('web', server)));
    expect(kind).toBe('auth');
    expect(message).toContain('it kept asking');
  });
});
