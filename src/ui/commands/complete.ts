import type { Command, CommandContext } from './command.ts';

/** The whole lines that a beginning may be completed to: command names, then arguments. */
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
