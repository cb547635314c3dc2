type Environment = Readonly<Record<string, string | undefined>>;

/** Returns true if the locale's encoding is UTF-8; assumed if no locale is set. */
export const speaksUnicode = (env: Environment): boolean => {
  return !localeOf(env) || namesUnicode(env);
};

/** Returns true if the locale states that the terminal displays Unicode. */
export const namesUnicode = (env: Environment): boolean => /utf-?8/i.test(localeOf(env) ?? '');

const localeOf = (env: Environment): string | undefined => env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'];
