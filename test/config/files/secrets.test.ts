import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { complaints, makeTree } from './tree.ts';

/** Files that are not configurations, each with words that no message may show. */
const SECRETS: Readonly<Record<string, string>> = {
  passwd: 'root:x:0:0:hunter2:/root:/bin/sh\nalice:x:1000:1000:hunter2:/home:/bin/sh\n',
  shadow: 'root:$6$hunter2:20228:0:99999:7:::\nalice:hunter2:20228:0:99999:7:::\n',
  env: 'API_KEY=hunter2\nOTHER="hunter2"\n',
  ini: '[default]\naws_secret_access_key = hunter2\n',
  yaml: 'password: hunter2\nnested: { hunter2: [hunter2] }\n',
  json: '{"token": "hunter2", "hunter2": 1}',
  list: '- hunter2\n- hunter2\n',
  key: '-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2\n-----END OPENSSH PRIVATE KEY-----\n',
  broken: 'a: "hunter2\n',
  alias: 'a: *hunter2\n',
  tag: 'a: !hunter2 hunter2\n',
  twice: 'hunter2: 1\nhunter2: 2\n',
  script: '#!/bin/sh\nexport PASSWORD=hunter2 # : {\n',
  'hosts of another program':
    'hosts:\n  github.com: hunter2\n  a: { user: 7, port: hunter2, tags: hunter2 }\n',
  'logs of another program':
    'logs: hunter2\nkeys: [hunter2]\ndefaults: { lines: [hunter2], time: hunter2 }\n',
  'keys of another program': 'hosts: { a: { hunter2: 1 } }\nhunter2: 2\nviews: { hunter2: { hunter2: 1 } }\n',
  'references that lead nowhere': 'hosts: { a: { team: hunter2, jump: "hunter2@", logs: [hunter2] } }\n',
  'extends of another program': 'extends: hunter2\nrules: { x: hunter2 }\n',
};

describe('no message shows the content of a file that a configuration leads to', () => {
  test.each(Object.entries(SECRETS))('extends: %s', async (_, text) => {
    const root = makeTree({ '.rtailrc': 'extends: ./secret\n', secret: text });
    const said = await complaints(root);
    expect(said.length).toBeGreaterThan(0);
    expect(said.join('\n')).not.toMatch(/hunter2/);
    expect(said.join('\n')).toContain('secret');
  });

  test.each(['.json', '.yaml', '.mjs', '.cjs', '.ts'])(
    'extends: a secret that is called x%s',
    async ending => {
      for (const text of Object.values(SECRETS)) {
        const root = makeTree({ '.rtailrc': `extends: ./x${ending}\n`, [`x${ending}`]: text });
        expect((await complaints(root)).join('\n')).not.toMatch(/hunter2/);
      }
    },
  );

  test.each(Object.entries(SECRETS))('a link to %s', async (_, text) => {
    const root = makeTree({ secret: text, 'work/x': '' });
    symlinkSync(join(root, 'secret'), join(root, 'work/.rtailrc'));
    const said = await complaints(root, { cwd: 'work' });
    expect(said.join('\n')).not.toMatch(/hunter2/);
  });

  test('files reached from a trusted file are reported with keys, never with values', async () => {
    const text = 'hosts: { a: { prot: 1, user: 7, tags: hunter2 } }\n';
    const said = await complaints(makeTree({ 'home/.rtailrc': 'extends: ./b\n', 'home/b': text }));
    expect(said).toEqual([
      expect.stringMatching(/^home\/b:1:15: hosts\.a\.prot: unknown key, .*did you mean port\?$/),
      'home/b:1:24: hosts.a.user: expected a user name, found a number',
      'home/b:1:33: hosts.a.tags: expected a list of tags, found another text',
    ]);
  });

  test('a message about such a file names the file and the expected content', async () => {
    const root = makeTree({ '.rtailrc': 'extends: ./secret\n', secret: SECRETS['passwd']! });
    expect(await complaints(root)).toEqual([
      'secret: is not an rtail configuration: expected a map with keys such as teams, hosts, groups, logs; fix the extends or the link that leads here',
    ]);
  });
});

describe('text quoted in a message stays on one line and contains no terminal commands', () => {
  test.each([
    ['a key', '"\\e]0;x\\a": 1\n'],
    ['a key on two lines', '"a\\nrtail: all is well": 1\n'],
    ['a value', 'hosts: { a: { port: "\\e[2J\\x9b2J\\u202e" } }\n'],
    ['a reference', 'hosts: { a: { team: "\\e[2J\\nx" } }\n'],
    ['a jump', 'teams: { a: { jump: "\\e[2J\\nx" } }\n'],
  ])('%s', async (_, text) => {
    const said = await complaints(makeTree({ '.rtailrc': text }));
    expect(said).toHaveLength(1);
    expect(said[0]).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202e]/);
  });

  test('a long text is cut', async () => {
    const [said] = await complaints(makeTree({ '.rtailrc': `hosts: "${'x'.repeat(5000)}"\n` }));
    expect(said!.length).toBeLessThan(250);
  });
});
