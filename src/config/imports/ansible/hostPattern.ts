/** Maximum number of hosts per pattern, more than any real inventory has. */
const MAX_NAMES = 10_000;

/** Expands an inventory's pattern to names, and the port after it; a string: what is wrong with it. */
export const expandHostPattern = (
  text: string,
): { readonly names: readonly string[]; readonly port: number | null } | string => {
  const { pattern, port } = divide(text);
  let names = [''];
  for (const piece of pattern.split(/(\[[^[\]]*\])/)) {
    const inner = /^\[([^[\]]*:[^[\]]*)\]$/.exec(piece)?.[1];
    const choices = inner === undefined ? [piece] : rangeOf(inner);
    if (choices === null) return `${piece} is not a range such as [01:12], [a:f] or [0:20:5]`;
    if (names.length * choices.length > MAX_NAMES) return `${text} stands for more than ${MAX_NAMES} hosts`;
    names = names.flatMap(name => choices.map(choice => name + choice));
  }
  return { names, port };
};

/** Splits `name:22` and `[2001:db8::1]:22`; an IPv6 address without brackets has no port. */
const divide = (text: string): { pattern: string; port: number | null } => {
  const bracketed = /^\[([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)\](?::(\d+))?$/.exec(text);
  if (bracketed) return { pattern: bracketed[1]!, port: bracketed[2] ? Number(bracketed[2]) : null };
  const outside = text.replace(/\[[^[\]]*\]/g, '');
  const port = (outside.match(/:/g) ?? []).length === 1 ? /:(\d+)$/.exec(text)?.[1] : undefined;
  return port === undefined
    ? { pattern: text, port: null }
    : { pattern: text.slice(0, -port.length - 1), port: Number(port) };
};

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Expands `01:12`, `a:f` or either with a step after it; null: not a range. */
const rangeOf = (inner: string): readonly string[] | null => {
  const [first = '', last = '', stride = '1', ...more] = inner.split(':');
  const step = Number(stride);
  if (more.length > 0 || !Number.isInteger(step) || step < 1) return null;
  if (/^\d*$/.test(first) && /^\d+$/.test(last)) return numbers(first || '0', last, step);
  const [from, to] = [LETTERS.indexOf(first), LETTERS.indexOf(last)];
  if (first.length !== 1 || last.length !== 1 || from < 0 || to < from) return null;
  return [...LETTERS.slice(from, to + 1)].filter((_, index) => index % step === 0);
};

const numbers = (first: string, last: string, step: number): readonly string[] | null => {
  const count = Math.floor((Number(last) - Number(first)) / step) + 1;
  if (count < 1 || count > MAX_NAMES) return null;
  const width = first.length > 1 && first.startsWith('0') ? first.length : 0;
  return Array.from({ length: count }, (_, index) =>
    String(Number(first) + index * step).padStart(width, '0'),
  );
};
