/** Splits text into lines without their line ends; an unterminated last line counts as one. */
export const splitLines = (text: string): string[] => {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
};
