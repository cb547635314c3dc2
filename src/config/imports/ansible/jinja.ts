import type { Vars } from './tree.ts';

/** Maximum nesting of references between templates. */
const MAX_DEPTH = 20;

/** `{{ name }}`, optionally with a `default` filter; only Ansible can evaluate anything else. */
const TEMPLATE =
  /\{\{\s*([A-Za-z_]\w*)\s*(?:\|\s*default\(\s*(?:'([^']*)'|"([^"]*)"|(\d+))\s*(?:,[^)]*)?\)\s*)?\}\}/g;

/** Returns the text of a variable's value; null if only Ansible can evaluate it. */
export const expandTemplate = (text: string, vars: Vars, depth = 0): string | null => {
  if (!text.includes('{{') && !text.includes('{%')) return text;
  if (depth > MAX_DEPTH) return null;
  let unknown = false;
  const expanded = text.replace(TEMPLATE, (_, name: string, ...defaults: (string | undefined)[]) => {
    const value = Object.hasOwn(vars, name)
      ? vars[name]
      : defaults.slice(0, 3).find(one => one !== undefined);
    const isScalar = ['string', 'number', 'boolean'].includes(typeof value);
    const inner = isScalar ? expandTemplate(String(value), vars, depth + 1) : null;
    unknown ||= inner === null;
    return inner ?? '';
  });
  return unknown || expanded.includes('{{') || expanded.includes('{%') ? null : expanded;
};
