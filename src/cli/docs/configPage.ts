import { paragraphs, tagged, text } from './manPage.ts';
import { REVISED } from './manual.ts';

/** What each section of a configuration is for. */
const SECTIONS: readonly (readonly [key: string, meaning: string])[] = [
  [
    'extends',
    'Other configurations that this one adds to: a path, a package or a list of them, the nearest first. Maps are merged key by key; this file wins.',
  ],
  [
    'teams',
    "What hosts have in common: how to log in, the jump host, the time zone. The team's login holds for its jump host, too, which may override it; only the user is that of the hosts alone.",
  ],
  [
    'hosts',
    'Machines by name, ranges among the names. The keys ansible, ssh_config and command import hosts from elsewhere; what is written about an imported host adds to it.',
  ],
  ['groups', 'Names for lists of hosts, globs, tags and other groups: @NAME on the command line.'],
  ['logs', 'Files, commands, journals, containers and pods by name, and how to understand them.'],
  ['defaults', 'Long options and their values.'],
  ['views', 'Layouts that :save-view of rtop keeps.'],
  ['keys', 'Keys of rtop, by action.'],
  ['highlight', 'Patterns and their colours.'],
];

const DESCRIPTION = [
  'The inventory of rtail and rtop is a file in YAML or JSON. The nearest one counts: it is searched from the working directory upward as .rtailrc, .rtailrc.{json,yaml,yml,js,ts,mjs}, rtail.config.* and the key rtail of package.json, then in $XDG_CONFIG_HOME/rtail, then in the home. --config or RTAIL_CONFIG names another. rtail init writes a first one; rtail config prints what is in force and where each value comes from.',
  'A file that was found in or above the working directory is data. Programs, and the keys marked (*) below, which run or write something, take effect only after you trusted the file as it is: rtail asks once on a terminal, and rtail trust does it.',
  'Editors complete and check it with the JSON Schema that the first line of the example names.',
];

/** The manual page of the configuration in mdoc(7), for section 5, with the example that shows every key. */
export const configPage = (example: string): string => {
  const lines = [
    '.\\" Made by scripts/generateDocs.ts: do not edit.',
    `.Dd ${REVISED}`,
    '.Dt RTAILRC 5',
    '.Os',
    '.Sh NAME',
    '.Nm rtailrc',
    '.Nd hosts and logs of rtail and rtop',
    '.Sh DESCRIPTION',
    ...paragraphs(DESCRIPTION),
    '.Ss Sections',
    ...tagged(SECTIONS.map(([key, meaning]) => [`.It Ic ${key}`, [text(meaning)]])),
    '.Sh EXAMPLES',
    'Every key, with what it means:',
    '.Bd -literal',
    ...example.trimEnd().split('\n').map(verbatim),
    '.Ed',
    '.Sh SEE ALSO',
    '.Xr rtail 1 ,',
    '.Xr rtop 1 ,',
    '.Xr ssh_config 5',
  ];
  return `${lines.join('\n')}\n`;
};

const verbatim = (line: string): string =>
  line
    .replaceAll('\\', '\\e')
    .replaceAll('~', '\\(ti')
    .replaceAll('^', '\\(ha')
    .replace(/^([.'])/, '\\&$1');
