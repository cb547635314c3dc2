/** A way in which files in a folder could run or write something, unless trust is required. */
export interface HostileFormat {
  readonly title: string;
  /** Name: text; `CANARY` stands for the file that proves that it happened. Text that starts with `->` is a link. */
  readonly files: Readonly<Record<string, string>>;
  /** The expected message. */
  readonly says: RegExp;
  /** What must run for it to happen once the folder is trusted; null if it must never happen. */
  readonly happens: 'load' | 'connect' | 'read' | null;
}

const CJS = "require('node:fs').writeFileSync('CANARY', ''); module.exports = { hosts: { ran: null } };\n";
const ESM =
  "import { writeFileSync } from 'node:fs'; writeFileSync('CANARY', ''); export default { hosts: { ran: null } };\n";
const TS = `const path: string = 'CANARY';\n${ESM}`;
/** No server listens on this port. */
const HOST = 'hosts: { h: { address: 127.0.0.1, port: 1 } }\n';
const SSH = 'Match exec "touch CANARY"\n  ProxyCommand touch CANARY\nHost *\n  ProxyCommand touch CANARY\n';

const program = (name: string, text: string): HostileFormat => ({
  title: name,
  files: { [name]: text },
  says: /is a program/,
  happens: 'load',
});

const extending = (title: string, files: Readonly<Record<string, string>>): HostileFormat => ({
  title,
  files,
  says: /extends: runs the program/,
  happens: 'load',
});

const option = (title: string, text: string, says: RegExp, happens: 'connect' | 'read'): HostileFormat => ({
  title,
  files: { '.rtailrc': text, evil: SSH },
  says,
  happens,
});

/** The formats that a hostile folder may contain. */
export const HOSTILE_FORMATS: readonly HostileFormat[] = [
  program('.rtailrc.js', CJS),
  program('.rtailrc.ts', TS),
  program('.rtailrc.mjs', ESM),
  program('.rtailrc.cjs', CJS),
  program('rtail.config.js', ESM),
  program('rtail.config.ts', TS),
  program('rtail.config.mjs', ESM),
  program('rtail.config.cjs', CJS),
  extending('.rtailrc that extends a program', { '.rtailrc': `extends: ./x.mjs\n${HOST}`, 'x.mjs': ESM }),
  extending('package.json that extends a program', {
    'package.json': '{ "rtail": { "extends": "./x.cjs" } }',
    'x.cjs': CJS,
  }),
  extending('a chain that ends in a program', {
    '.rtailrc.yaml': 'extends: ./b.json\n',
    'b.json': '{ "extends": "./c" }',
    'c/rtail.config.ts': TS,
  }),
  extending('a package that is a program', {
    '.rtailrc': 'extends: pkg\n',
    'node_modules/pkg/package.json': '{ "name": "pkg", "main": "main.js" }',
    'node_modules/pkg/main.js': CJS,
  }),
  extending('a package with a configuration that is a program', {
    '.rtailrc': 'extends: "@s/pkg"\n',
    'node_modules/@s/pkg/.rtailrc.js': CJS,
  }),
  extending('a link to a program', {
    '.rtailrc': 'extends: ./link.mjs\n',
    'link.mjs': '-> lib.mjs',
    'lib.mjs': ESM,
  }),
  {
    title: "cosmiconfig's own settings",
    files: { '.config/config.js': CJS, '.rtailrc': HOST },
    says: /^(?!.*ignored)/s,
    happens: null,
  },
  option(
    'ssh-config',
    `${HOST}defaults: { ssh-config: ./evil }\n`,
    /defaults\.ssh-config: lets ssh run/,
    'connect',
  ),
  option(
    'ssh-config by anchor and merge key',
    `${HOST}teams: { &k x: null }\ndefaults:\n  <<: { ssh-config: ./evil }\n`,
    /defaults\.ssh-config: lets ssh run/,
    'connect',
  ),
  {
    title: 'ssh-config in JSON',
    files: {
      '.rtailrc.json':
        '{ "hosts": { "h": { "address": "127.0.0.1", "port": 1 } }, "defaults": { "ssh-config": "evil" } }',
      evil: SSH,
    },
    says: /defaults\.ssh-config: lets ssh run/,
    happens: 'connect',
  },
  option('tee', `${HOST}defaults: { tee: CANARY }\n`, /defaults\.tee: writes files/, 'read'),
  option('debug', `${HOST}defaults: { debug: CANARY }\n`, /defaults\.debug: writes a file/, 'connect'),
];
