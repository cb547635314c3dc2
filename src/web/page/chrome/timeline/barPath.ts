/** Room between bars, as a share of a bar's place. */
const GAP = 0.2;
/** What is not nothing is seen, however little of the highest it is: pixels. */
const MIN_HEIGHT = 2;

/** The path of bars that stand on the lower edge of a band; shares of its height. */
export const barPath = (shares: readonly number[], top: number, height: number): string => {
  const parts: string[] = [];
  for (let at = 0; at < shares.length; at++) {
    const share = shares[at]!;
    if (share <= 0) continue;
    const tall = Math.max(MIN_HEIGHT, share * height).toFixed(1);
    parts.push(`M${at + GAP / 2} ${top + height}v-${tall}h${1 - GAP}v${tall}z`);
  }
  return parts.join('');
};
