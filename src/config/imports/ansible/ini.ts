import type { Notes } from '../imported.ts';
import { shellWords } from '../shellWords.ts';
import { expandHostPattern } from './hostPattern.ts';
import type { InventoryTree, Vars } from './tree.ts';

/** Parses an inventory in Ansible's INI format into a tree; records unreadable lines with their number. */
export const readIni = (file: string, text: string, tree: InventoryTree, notes: Notes): void => {
  let section: Section = { group: 'ungrouped', kind: 'hosts' };
  for (const [index, whole] of text.split(/\r?\n/).entries()) {
    const line = whole.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    const problem = line.startsWith('[')
      ? startSection(line, tree, next => {
          section = next;
        })
      : readLine(line, section, tree);
    if (problem !== null) notes.add(`${file}:${index + 1}: ${problem}`);
  }
};

interface Section {
  readonly group: string;
  readonly kind: 'hosts' | 'children' | 'vars';
}

const SECTION = /^\[([^\s:\]]+)(?::(hosts|children|vars))?\]\s*(?:[#;].*)?$/;

/** A line that starts with a bracket may also be a host: `[2001:db8::1]:22`. */
const startSection = (
  line: string,
  tree: InventoryTree,
  start: (section: Section) => void,
): string | null => {
  const match = SECTION.exec(line);
  if (!match) return `${line} is not a section such as [web], [web:children] or [web:vars]`;
  const group = match[1]!;
  tree.group(group);
  start({ group, kind: (match[2] as Section['kind'] | undefined) ?? 'hosts' });
  return null;
};

const readLine = (line: string, { group, kind }: Section, tree: InventoryTree): string | null => {
  switch (kind) {
    case 'children': {
      const child = line.replace(/\s+[#;].*$/, '');
      tree.group(child);
      tree.group(group).children.add(child);
      return null;
    }
    case 'vars': {
      const equals = line.indexOf('=');
      if (equals < 1) return `expected NAME=VALUE, found ${line}`;
      const name = line.slice(0, equals).trim();
      tree.addVars(group, { [name]: literal(line.slice(equals + 1).trim()) });
      return null;
    }
    case 'hosts':
      return readHosts(line, group, tree);
  }
};

const readHosts = (line: string, group: string, tree: InventoryTree): string | null => {
  const words = shellWords(line, { comments: true });
  if (words === null) return 'a quote is not closed';
  const [pattern, ...rest] = words;
  if (pattern === undefined) return null;
  const expanded = expandHostPattern(pattern);
  if (typeof expanded === 'string') return expanded;
  const vars: Record<string, unknown> = {};
  for (const word of rest) {
    const equals = word.indexOf('=');
    if (equals < 1) return `expected NAME=VALUE after ${pattern}, found ${word}`;
    vars[word.slice(0, equals)] = literal(word.slice(equals + 1));
  }
  const port: Vars = expanded.port === null ? {} : { ansible_port: expanded.port };
  for (const name of expanded.names) tree.addHost(name, group, { ...port, ...vars });
  return null;
};

/**
 * Parses a Python literal of the kinds used in logins: a number, a boolean or a quoted text; anything else is plain
 * text.
 */
const literal = (text: string): unknown => {
  if (/^(?:0|-?[1-9]\d*)$/.test(text)) return Number(text);
  if (text === 'True' || text === 'False') return text === 'True';
  if (text === 'None') return null;
  const quoted = /^(["'])((?:(?!\1)[^\\]|\\.)*)\1$/s.exec(text);
  return quoted ? quoted[2]!.replace(/\\(.)/g, '$1') : text;
};
