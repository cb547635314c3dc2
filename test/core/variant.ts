const CAPITAL_LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
export const SMALL_LEVELS: readonly string[] = CAPITAL_LEVELS.map(word => word.toLowerCase());

/** Writes a line with another level and digit, as a program does. */
export const variant = (line: string, level: number, digit: number): string =>
  line
    .replace(/\b(?:DEBUG|INFO|WARN|ERROR|FATAL)\b/, () => CAPITAL_LEVELS[level]!)
    .replace(/\b(?:debug|info|warn|error|fatal)\b/, () => SMALL_LEVELS[level]!)
    .replace(/[0-9](?=[^0-9]*$)/, `${digit}`);
