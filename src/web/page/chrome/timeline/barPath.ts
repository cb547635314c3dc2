/** Gap between bars, as a share of a bar's slot. */
const GAP = 0.2;
/** Minimum height of a bar that is not empty, so that it is visible. Pixels. */
const MIN_HEIGHT = 2;

/** Returns the path of bars on the lower edge of a band; `shares` are fractions of its height. */
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
