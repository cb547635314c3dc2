import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isScalar, parse, parseDocument, stringify, type YAMLMap } from 'yaml';
import type { View } from '../schema/schema.ts';
import type { ConfigPath } from './issue.ts';

/** Returns a JSON configuration's text with a view at `path` (the path of `views`). */
export const addViewToJson = (text: string, path: ConfigPath, name: string, view: View): string => {
  const whole: Record<string, unknown> = parse(text) ?? {};
  let at = whole;
  for (const key of path) {
    at[key] ??= {};
    at = at[key] as Record<string, unknown>;
  }
  at[name] = view;
  const indent = /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ';
  return `${JSON.stringify(whole, null, indent)}\n`;
};

/**
 * Returns a YAML configuration's text with a view under `views`. Everything else is preserved exactly if the section's
 * form allows it; otherwise, at least the comments are.
 */
export const addViewToYaml = (text: string, name: string, view: View): string => {
  const document: Document = parseDocument(text, { logLevel: 'error' });
  if (!isMap(document.contents)) document.contents = document.createNode({});
  const spliced = splice(text, document.contents as YAMLMap, name, view);
  const views = document.get('views', true);
  if (!isMap(views) || views.items.length === 0) document.set('views', document.createNode({}));
  document.setIn(['views', name], document.createNode(view));
  const isRight = spliced !== null && isDeepStrictEqual(tryParse(spliced), document.toJS());
  return isRight ? spliced : document.toString({ lineWidth: 0, indent: indentOf(text) });
};

const tryParse = (text: string): unknown => {
  try {
    return parse(text, { logLevel: 'error' });
  } catch {
    return undefined;
  }
};

/** Returns the text with the view's lines inserted or replaced; null if the section is not in block style. */
const splice = (text: string, top: YAMLMap, name: string, view: View): string | null => {
  const indent = ' '.repeat(indentOf(text));
  const entry = findEntry(top, 'views');
  if (!entry)
    return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}views:\n${lines(name, view, indent)}`;
  const { value: views } = entry;
  if (!isMap(views)) return insert(text, entry.end, lines(name, view, indent));
  if (views.items.length === 0) {
    const opened = text.slice(0, views.range![0]).trimEnd() + text.slice(views.range![1]);
    return insert(opened, entry.end, lines(name, view, indent));
  }
  if (views.flow) return null;
  const first = views.items[0]!.key as { range: [number, number, number] };
  const column = first.range[0] - (text.lastIndexOf('\n', first.range[0]) + 1);
  const written = lines(name, view, ' '.repeat(column));
  const old = findEntry(views, name);
  if (!old) return insert(text, entry.end, written);
  const end = (old.value as { range: [number, number, number] }).range[1];
  const newline = text[end - 1] === '\n' ? '' : '\n';
  return text.slice(0, old.start - column) + (newline ? written.trimEnd() : written) + text.slice(end);
};

/** Inserts lines after the line that contains `offset`. */
const insert = (text: string, offset: number, written: string): string => {
  const newline = text.indexOf('\n', offset);
  return newline < 0 ? `${text}\n${written}` : text.slice(0, newline + 1) + written + text.slice(newline + 1);
};

interface Entry {
  /** Offsets of the key's start and end. */
  readonly start: number;
  readonly end: number;
  readonly value: unknown;
}

const findEntry = (map: YAMLMap, name: string): Entry | null => {
  const pair = map.items.find(({ key }) => isScalar(key) && key.value === name);
  if (!pair || !isScalar(pair.key) || !pair.key.range) return null;
  return { start: pair.key.range[0], end: pair.key.range[1], value: pair.value };
};

const lines = (name: string, view: View, prefix: string): string =>
  stringify({ [name]: view }, { lineWidth: 0, indent: 2 }).replace(/^(?=.)/gm, prefix);

/** Returns the number of spaces per level in the file. */
const indentOf = (text: string): number => Math.min(8, Math.max(2, /^( +)\S/m.exec(text)?.[1]?.length ?? 2));
