/**
 * Splits a line into words like a POSIX shell, without expansion; null if a quote is unterminated. With `comments`,
 * ignores everything after a `#`.
 */
export const shellWords = (text: string, { comments = false } = {}): readonly string[] | null => {
  const words: string[] = [];
  let word: string | null = null;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!;
    if (/\s/.test(sign)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (sign === "'") {
      const end = text.indexOf("'", at + 1);
      if (end < 0) return null;
      word = (word ?? '') + text.slice(at + 1, end);
      at = end;
    } else if (sign === '"') {
      const quoted = /^"((?:[^"\\]|\\.)*)"/s.exec(text.slice(at));
      if (!quoted) return null;
      word = (word ?? '') + quoted[1]!.replace(/\\(["\\])/g, '$1');
      at += quoted[0].length - 1;
    } else if (sign === '\\' && at + 1 < text.length) {
      word = (word ?? '') + text[++at];
    } else if (sign === '#' && comments && word === null) break;
    else word = (word ?? '') + sign;
  }
  return word === null ? words : [...words, word];
};
