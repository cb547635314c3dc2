import { paragraphs, tagged, text } from './manPage.ts';
import { REVISED } from './manual.ts';

/** The purpose of each section of a configuration. */
const SECTIONS: readonly (readonly [key: string, meaning: string])[] = [
  [
    'extends',
    'Other configurations to build on: a path, a package or a list of them, the closest first. Maps are merged key by key; this file wins.',
  ],
  [
    'teams',
    "What a team's hosts have in common: login, jump host, time zone. The team's login settings also apply to its jump host, which can override them; only the user applies to the hosts alone.",
  ],
  [
    'hosts',
    'Machines by name; names can contain ranges. The keys ansible, ssh_config and command import hosts from elsewhere; keys of an imported host add to what was imported.',
  ],
  ['groups', 'Names for lists of hosts, globs, tags and other groups: @NAME on the command line.'],
  ['logs', 'Files, commands, journals, containers and pods by name, and how to parse them.'],
  ['defaults', 'Long options and their values.'],
  ['views', 'Layouts saved with :save-view in rtop.'],
  ['keys', 'Key bindings of rtop, by action.'],
  ['highlight', 'Patterns and their colours.'],
];

const DESCRIPTION = [
  'The inventory of rtail and rtop is a YAML or JSON file. rtail uses the nearest one: it searches from the working directory upward for .rtailrc, .rtailrc.{json,yaml,yml,js,ts,mjs}, rtail.config.* and the key rtail in package.json, then in $XDG_CONFIG_HOME/rtail, then in your home directory. To use another file, set --config or RTAIL_CONFIG. rtail init creates one; rtail config prints the resolved configuration and where each value comes from.',
  'A file found in or above the working directory counts as plain data. Programs, and the keys marked (*) below, which run or write something, take effect only once you trust the file in its current form: rtail asks once on a terminal, or run rtail trust.',
  'Editors can complete and validate the file with the JSON Schema named in the first line of the example.',
];

/**
 * Returns the manual page of the configuration in mdoc(7), for section 5, with the example that shows every
 * key.
 */
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
    'Every key, with its meaning:',
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
