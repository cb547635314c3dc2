type Environment = Readonly<Record<string, string | undefined>>;

/** Returns true if the locale's encoding is UTF-8; assumed if no locale is set. */
export const speaksUnicode = (env: Environment): boolean => {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'];
  return !locale || /utf-?8/i.test(locale);
};
