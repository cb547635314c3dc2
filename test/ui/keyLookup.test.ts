import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/ui/commands/allCommands.ts';
import { keyTable } from '../../src/ui/keyLookup.ts';

describe('the key table', () => {
  it('assigns no key to two commands', () => {
    expect(keyTable(COMMANDS).clashes).toEqual([]);
  });

  it.each(COMMANDS.map(command => [command.id, command] as const))(
    '%s can be reached, has its own name and a line of help',
    (id, command) => {
      const reachable = command.keys.length > 0 || command.context === 'log';
      expect(reachable).toBe(true);
      expect(COMMANDS.filter(other => other.id === id)).toHaveLength(1);
      expect(command.help).toMatch(/^[A-Z].{3,}[^.]$/);
    },
  );

  it('allows few keys everywhere, and no others', () => {
    const { table } = keyTable(COMMANDS);
    for (const context of ['list', 'picker', 'line', 'question'] as const) {
      expect([table.command(context, '^z')?.id, table.command(context, '^l')?.id]).toEqual([
        'suspend',
        'redraw',
      ]);
      expect(table.command(context, 'w')).toBeNull();
    }
  });

  it('accepts keys from the configuration, and removes them from their previous commands', () => {
    const { table, clashes } = keyTable(COMMANDS, { wrap: ['W', 'n'], quit: [] });
    expect(clashes).toEqual([]);
    expect([table.command('log', 'W')?.id, table.command('log', 'n')?.id, table.command('log', 'w')]).toEqual(
      ['wrap', 'wrap', null],
    );
    expect(table.command('log', 'Q')).toBeNull();
    expect(table.keysOf(COMMANDS.find(command => command.id === 'next-match')!)).toEqual([]);
  });

  it('reports if the configuration assigns one key to two commands', () => {
    expect(keyTable(COMMANDS, { wrap: ['W'], time: ['W'] }).clashes).toEqual([
      { key: 'W', context: 'log', commands: ['wrap', 'time'] },
    ]);
  });
});
