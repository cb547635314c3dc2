import { fieldNames } from '../../core/fields/lookup.ts';
import { fieldsOf } from '../../core/fields/readFields.ts';
import { isRecord } from '../../core/store/entry.ts';
import { type LineMode, MERGED } from '../state/screen.ts';
import type { Command, CommandContext } from './command.ts';
import { focusedPane } from './focus.ts';

/** Returns full-line completions of a prefix: command names, then arguments. */
export const completions = (
  context: CommandContext,
  commands: readonly Command[],
  text: string,
): string[] => {
  const [, name = '', space = '', argument = ''] = /^(\S*)(\s*)(.*)$/.exec(text) ?? [];
  const own = commands.filter(one => one.context === 'log');
  if (space === '')
    return own.filter(one => one.id.startsWith(name)).map(one => one.id + (one.argument ? ' ' : ''));
  const command = own.find(one => one.id === name);
  const start = argument.slice(0, argument.lastIndexOf(' ') + 1);
  const word = argument.slice(start.length);
  const candidates = command?.complete?.(context) ?? [];
  return candidates.filter(one => one.startsWith(word)).map(one => `${name} ${start}${one}`);
};

/** How many of the newest records are searched for field names, and how many fields are offered. */
const MAX_RECORDS = 100;
const MAX_FIELDS = 200;

/** A word at the end that could be a field name; values are not completed. */
const LAST_WORD = /^(where\s+(?:.*[\s(])?)([\w.@/-]*)$/s;

/** Returns full-line completions of a condition (`where …`), using the field names seen in the focused pane. */
export const fieldCompletions = (context: CommandContext, mode: LineMode, text: string): string[] => {
  const parts = mode === 'filter' || mode === 'exclude' ? LAST_WORD.exec(text) : null;
  if (!parts) return [];
  const [, before = '', word = ''] = parts;
  return seenFields(context)
    .filter(name => name.startsWith(word))
    .map(name => before + name);
};

/** Returns the names of fields in the newest records of the focused pane. */
export const seenFields = (context: CommandContext): string[] => {
  const focused = focusedPane(context);
  const { held } = context.log;
  const ids = held.view(!focused || focused.key === MERGED ? null : focused.key, 'all');
  const names = new Set<string>(['level', 'text']);
  for (let at = ids.length - 1; at >= Math.max(0, ids.length - MAX_RECORDS); at--) {
    const entry = held.get(ids.at(at));
    const source = entry && isRecord(entry) ? held.source(entry.source) : undefined;
    if (!entry || !isRecord(entry) || !source) continue;
    for (const name of fieldNames(fieldsOf(entry, source) ?? {}, MAX_FIELDS))
      names.add(/^[\w.@/-]+$/.test(name) ? name : `\`${name}\``);
  }
  return [...names].sort();
};
