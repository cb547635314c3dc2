/** The result of a command. Texts are Buffers, because they may be the bytes of a log. */
export type Reply = Buffer | string | number | null | readonly Reply[];

/** Returns a text in a reply; null: it is not a text. */
export const textOf = (reply: Reply | undefined): string | null =>
  Buffer.isBuffer(reply) ? reply.toString('utf8') : typeof reply === 'string' ? reply : null;

export const listOf = (reply: Reply | undefined): readonly Reply[] => (Array.isArray(reply) ? reply : []);

/** Returns the pairs of a hash. */
export const pairsOf = (reply: Reply | undefined): readonly (readonly [string, string])[] => {
  const list = listOf(reply);
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < list.length; at += 2)
    pairs.push([textOf(list[at]) ?? '', textOf(list[at + 1]) ?? '']);
  return pairs;
};
