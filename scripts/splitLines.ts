/** Returns the lines of a text of whole lines, without their ends; a last line that lacks its end counts as one. */
export const splitLines = (text: string): string[] => {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
};
