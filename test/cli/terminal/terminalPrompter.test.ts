import { spawn } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QuestionTerminal } from '../../../src/cli/terminal/controllingTerminal.ts';
import { createTerminalPrompter } from '../../../src/cli/terminal/terminalPrompter.ts';
import { typeKeys } from '../../../src/cli/terminal/typedLine.ts';
import { TroubleError } from '../../../src/core/trouble.ts';
import { questionText } from '../../../src/session/loginQuestions.ts';
import type { Question } from '../../../src/transport/transport.ts';

const PASSWORD: Question = { kind: 'password', host: 'bastion', user: 'alice', again: false };
const HOST_KEY: Question = {
  kind: 'host-key',
  host: 'web-1',
  address: '10.0.0.1:22',
  keyType: 'ssh-ed25519',
  fingerprint: 'SHA256:abc',
};

/** A terminal on which these keys are typed as soon as something listens. */
const typing = (...keys: string[]) => {
  const seen = { written: '', closed: 0, suspended: 0 };
  const terminal: QuestionTerminal = {
    write: text => {
      seen.written += text;
    },
    onKeys: listener => {
      setImmediate(() => keys.forEach(listener));
    },
    suspend: async () => {
      seen.suspended += 1;
    },
    close: () => {
      seen.closed += 1;
    },
  };
  return { seen, open: () => terminal };
};

describe('the terminal prompter', () => {
  it.each([
    ['a secret', PASSWORD, ['s3cret\r'], ['s3cret']],
    ['corrections', PASSWORD, ['wrong\x15s3x\x7fcret\r'], ['s3cret']],
    ['cursor keys are ignored', PASSWORD, ['a\x1b[Ab\x1bOC\r'], ['ab']],
    ['^D on an empty line: declined', PASSWORD, ['\x04'], null],
    ['yes', HOST_KEY, ['yes\r'], ['yes']],
    ['no', HOST_KEY, ['no\r'], ['no']],
    ['something else asks again', HOST_KEY, ['y\r', 'yes\r'], ['yes']],
    ['the fingerprint is pasted', HOST_KEY, ['SHA256:abc\r'], ['yes']],
    ['another fingerprint does not count as yes', HOST_KEY, ['SHA256:abd\r', '\x04'], null],
  ])('reads %s', async (_, question, keys, expected) => {
    const { seen, open } = typing(...keys);
    expect(await createTerminalPrompter({ interactive: true, open }).ask(question)).toEqual(expected);
    expect(seen.closed).toBe(1);
  });

  it('hides secrets, and shows everything else', async () => {
    const { seen, open } = typing('s3cret\r', '4711\r');
    const question: Question = {
      kind: 'keyboard-interactive',
      again: false,
      host: 'bastion',
      user: 'alice',
      name: '',
      instruction: '',
      prompts: [
        { text: 'Password: ', echo: false },
        { text: 'Token: ', echo: true },
      ],
    };
    expect(await createTerminalPrompter({ interactive: true, open }).ask(question)).toEqual([
      's3cret',
      '4711',
    ]);
    expect(seen.written).toContain('(alice@bastion) Password: ');
    expect(seen.written).toContain('(alice@bastion) Token: 4711');
    expect(seen.written).not.toContain('s3cret');
  });

  it('restores the terminal before ^C takes effect', async () => {
    const { seen, open } = typing('abc\x03');
    let closedFirst = 0;
    const interrupt = () => {
      closedFirst = seen.closed;
    };
    expect(await createTerminalPrompter({ interactive: true, open, interrupt }).ask(PASSWORD)).toBeNull();
    expect(closedFirst).toBe(1);
  });

  it('continues with the same question after ^Z', async () => {
    const { seen, open } = typing('ab\x1a', 'c\r');
    expect(await createTerminalPrompter({ interactive: true, open }).ask(PASSWORD)).toEqual(['abc']);
    expect(seen.suspended).toBe(1);
  });

  it('abandons a question that is no longer needed', async () => {
    const { seen, open } = typing();
    const controller = new AbortController();
    const answer = createTerminalPrompter({ interactive: true, open }).ask(PASSWORD, controller.signal);
    controller.abort(new Error('gone'));
    await expect(answer).rejects.toThrow('gone');
    expect(seen.closed).toBe(1);
  });

  it.each([
    ['stdin not being a terminal', { interactive: false }],
    ['no /dev/tty', { interactive: true, open: () => null }],
  ])('reports that nobody can be asked with %s', async (_, options) => {
    const error = await createTerminalPrompter(options)
      .ask(PASSWORD)
      .catch(each => each);
    expect(error).toBeInstanceOf(TroubleError);
    expect(error.trouble).toMatchObject({ kind: 'no-terminal', host: 'bastion', final: true });
  });

  it.each<[string, Question, string]>([
    ['a password', PASSWORD, 'it needs a password, but'],
    [
      'a passphrase',
      { kind: 'passphrase', host: 'bastion', keyFile: '~/.ssh/id', again: false },
      'it needs the passphrase of ~/.ssh/id, but',
    ],
    ['a host key', HOST_KEY, 'its host key (ssh-ed25519 SHA256:abc) is not in known_hosts, but'],
  ])('reports what is missing: %s', async (_, question, start) => {
    const error = await createTerminalPrompter({ interactive: false })
      .ask(question)
      .catch(each => each);
    expect(error.trouble.message).toBe(`${start} there is no terminal to ask on`);
  });

  it('does not answer until its ^C has been handled', async () => {
    let heard = false;
    process.once('SIGINT', () => {
      heard = true;
    });
    const { open } = typing('\x03');
    expect(await createTerminalPrompter({ interactive: true, open }).ask(PASSWORD)).toBeNull();
    expect(heard).toBe(true);
  });

  it('neither echoes on a real terminal nor leaves it changed', async () => {
    const program = `
      import { createTerminalPrompter } from '${new URL('../../../src/cli/terminal/terminalPrompter.ts', import.meta.url)}';
      const answer = await createTerminalPrompter({ interactive: true })
        .ask({ kind: 'password', host: 'h', user: 'u', again: false });
      console.log('answer=' + answer[0].length);`;
    const script = `stty -a </dev/tty >"$0.1"; ${process.execPath} --input-type=module -e "$PROGRAM"; stty -a </dev/tty | cmp - "$0.1" && echo same; rm -f "$0.1"`;
    const shell = `sh -c '${script}' "$(mktemp -u)"`;
    const terminal = spawn('script', ['-qec', shell, '/dev/null'], {
      env: { ...process.env, PROGRAM: program },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let seen = '';
    terminal.stdout.on('data', chunk => {
      const before = seen;
      seen += chunk;
      if (!before.includes('password: ') && seen.includes('password: ')) terminal.stdin.write('hunter22\r');
    });
    await new Promise(resolve => terminal.once('close', resolve));
    expect(seen).toContain('answer=8');
    expect(seen).not.toContain('hunter22');
    expect(seen).toContain('same');
  });
});

describe('typed keys', () => {
  it('produce the same line however they are split', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'ü', ' ', '\x7f', '\x15', '\x17'), { maxLength: 20 }),
        keys => {
          let text = '';
          for (const key of keys) {
            const typed = typeKeys(text, key);
            if (typed.kind === 'typing') text = typed.text;
          }
          expect(typeKeys('', keys.join(''))).toEqual({ kind: 'typing', text });
        },
      ),
    );
  });
});

describe('the text of a question', () => {
  it('lets no control character of a server through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        const { lines, fields } = questionText({
          kind: 'keyboard-interactive',
          again: false,
          host: a,
          user: b,
          name: a,
          instruction: b,
          prompts: [{ text: a + b, echo: true }],
        });
        for (const line of [...lines, ...fields.map(each => each.label)]) {
          expect(line).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
        }
      }),
    );
  });
});
