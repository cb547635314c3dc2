/** What SQL has between quotes of its kinds, and comments. */
const QUOTED = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?\*\//g;

/** Whether a text is more than one statement: only the first would be run. */
export const severalStatements = (text: string): boolean => /;\s*\S/.test(text.replace(QUOTED, ' '));

/** Whether a query may ask for a column that costs much to fill: it names it, or asks for all of them. */
export const mayRead = (text: string, column: string): boolean =>
  new RegExp(`\\b${column}\\b`, 'i').test(text) ||
  /(?:^|[^(\s])\s*\*|\bselect\s+\*/i.test(text.replace(/count\s*\(\s*\*\s*\)/gi, ''));
