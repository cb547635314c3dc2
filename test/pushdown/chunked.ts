/** Returns a stream of bytes, split at these places. */
export const chunked = (stream: string, cuts: readonly number[]): Buffer[] => {
  const whole = Buffer.from(stream, 'latin1');
  const places = [...new Set([0, ...cuts.filter(cut => cut < whole.length), whole.length])].sort(
    (a, b) => a - b,
  );
  return places.slice(1).map((end, index) => whole.subarray(places[index], end));
};
