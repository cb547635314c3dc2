/** Quoted text in SQL, and comments. */
const QUOTED = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?\*\//g;

/** Returns true for more than one statement: only the first would run. */
export const severalStatements = (text: string): boolean => /;\s*\S/.test(text.replace(QUOTED, ' '));

/** Returns true if a query may use an expensive column: it names the column, or requests all of them. */
export const mayRead = (text: string, column: string): boolean =>
  new RegExp(`\\b${column}\\b`, 'i').test(text) ||
  /(?:^|[^(\s])\s*\*|\bselect\s+\*/i.test(text.replace(/count\s*\(\s*\*\s*\)/gi, ''));
