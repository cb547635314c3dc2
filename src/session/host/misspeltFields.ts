import { fieldLookup, fieldNames } from '../../core/fields/lookup.ts';
import { sharedFieldReader } from '../../core/fields/readFields.ts';
import { FIELD_WORDS, fieldKey, wordOf } from '../../core/fields/words.ts';
import { nearest } from '../../core/nearest.ts';
import type { LogFormat } from '../../core/target.ts';
import type { WhereNode } from '../../core/where/expression.ts';
import { parseWhere } from '../../core/where/parse.ts';

/** Names that are taken from one record at most. */
const MAX_NAMES = 200;

const namesIn = (node: WhereNode): string[] => {
  if ('parts' in node) return node.parts.flatMap(namesIn);
  if (node.kind === 'not') return namesIn(node.part);
  return 'field' in node && node.field !== 'text' && node.field !== 'level' ? [fieldKey(node.field)] : [];
};

/** Names in conditions that no line of a sample has, but that are nearly one of those that some have: likely misspelt. */
export const misspeltFields = (
  conditions: readonly string[],
  lines: readonly string[],
  format: LogFormat,
): string[] => {
  const parsed = conditions.map(parseWhere).flatMap(result => (result.ok ? [result.node] : []));
  const asked = [...new Set(parsed.flatMap(namesIn))].filter(name => wordOf(name) === null);
  if (asked.length === 0) return [];
  const found = lines.map(line => sharedFieldReader(format).all(line));
  const seen = new Set(found.flatMap(fields => fieldNames(fields, MAX_NAMES)));
  for (const { word } of FIELD_WORDS)
    if (found.some(fields => fieldLookup(word)(fields) !== undefined)) seen.add(word);
  return asked.flatMap(name => {
    const lookup = fieldLookup(name);
    if (found.some(fields => lookup(fields) !== undefined)) return [];
    const [near] = nearest(name, seen, 1);
    return near === undefined ? [] : [`no record at its end has a field ${name}; did you mean ${near}?`];
  });
};
