import { existsSync } from 'node:fs';

/**
 * Takes a list of paths apart that `ssh -G` prints without quotes. A path may have blanks: a word belongs to the path before it
 * unless it starts a path by itself (`/x`, `~/x`), or only so are there files of these names.
 */
export const splitPaths = (text: string, exists: (path: string) => boolean = existsSync): string[] => {
  const paths: string[] = [];
  const [first, ...rest] = text
    .split(' ')
    .filter((word, index, all) => word !== '' || index < all.length - 1);
  let path = first ?? '';
  for (const word of rest) {
    const joined = `${path} ${word}`;
    const startsAnother = /^(?:\/|~)/.test(word) ? !exists(joined) : exists(word) && !exists(joined);
    if (startsAnother) {
      paths.push(path);
      path = word;
    } else path = joined;
  }
  return [...paths, path].filter(each => each !== '' && each !== 'none');
};
