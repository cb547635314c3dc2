/** The seven levels, from the least to the most severe; the index is the severity. */
export const LEVELS = ['trace', 'debug', 'info', 'notice', 'warn', 'error', 'fatal'] as const;

export type Level = (typeof LEVELS)[number];

export const isLevel = (text: string): text is Level => (LEVELS as readonly string[]).includes(text);

/** 0 (trace) to 6 (fatal). */
export const severity = (level: Level): number => LEVELS.indexOf(level);
