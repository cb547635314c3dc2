import type { Command, KeyContext } from './commands/command.ts';

/** The key bindings of each context. */
export interface KeyTable {
  command(context: KeyContext, key: string): Command | null;
  /** Returns the keys bound to a command, as help shows them. */
  keysOf(command: Command): readonly string[];
}

/** A key bound to two commands. */
export interface KeyClash {
  readonly key: string;
  readonly context: KeyContext;
  readonly commands: readonly string[];
}

/** Bindings from the configuration: command name → keys, replacing the defaults; an empty list unbinds the command. */
export type KeyChoices = Readonly<Record<string, readonly string[]>>;

/** The fallback context for keys that a context does not use. */
const OUTER: Partial<Record<KeyContext, KeyContext>> = { timeline: 'log', filters: 'list', values: 'list' };

const slot = (context: KeyContext, key: string): string => `${context} ${key}`;

/**
 * Builds the key table of these commands. A key that the configuration assigns is taken from its default command. If
 * the configuration assigns one key to two commands, the first keeps it and the clash is reported.
 */
export const keyTable = (
  commands: readonly Command[],
  choices: KeyChoices = {},
): { readonly table: KeyTable; readonly clashes: readonly KeyClash[] } => {
  const taken = new Map<string, Command>();
  const clashes: KeyClash[] = [];
  const chosen = commands.filter(command => choices[command.id] !== undefined);
  const others = commands.filter(command => choices[command.id] === undefined);
  for (const command of chosen) {
    for (const key of choices[command.id]!) {
      const holder = taken.get(slot(command.context, key));
      if (holder) clashes.push({ key, context: command.context, commands: [holder.id, command.id] });
      else taken.set(slot(command.context, key), command);
    }
  }
  for (const command of others) {
    for (const key of command.keys) {
      const holder = taken.get(slot(command.context, key));
      if (!holder) taken.set(slot(command.context, key), command);
      else if (!chosen.includes(holder)) {
        clashes.push({ key, context: command.context, commands: [holder.id, command.id] });
      }
    }
  }
  const keys = new Map<Command, string[]>();
  for (const [place, command] of taken) {
    keys.set(command, [...(keys.get(command) ?? []), place.slice(place.indexOf(' ') + 1)]);
  }
  return {
    table: {
      command(context, key) {
        const own = taken.get(slot(context, key));
        if (own) return own;
        // A key that the timeline does not use works as in the logs; a key that a special list does not use works as in
        // any list.
        const outer = OUTER[context];
        const shared = outer && taken.get(slot(outer, key));
        const log = taken.get(slot('log', key));
        return shared ?? (log?.everywhere ? log : null);
      },
      keysOf: command => keys.get(command) ?? [],
    },
    clashes,
  };
};

const SHOWN: Readonly<Record<string, string>> = {
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  enter: 'Enter',
  esc: 'Esc',
  tab: 'Tab',
  'shift-tab': 'S-Tab',
  space: 'Space',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
  delete: 'Del',
  backspace: 'BkSp',
};

/** Returns a key, as shown to people. */
export const keyLabel = (key: string, unicode = true): string =>
  unicode || !/^(up|down|left|right)$/.test(key) ? (SHOWN[key] ?? key) : key;
