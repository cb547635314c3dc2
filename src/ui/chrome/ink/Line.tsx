import { Text } from 'ink';
import type { ReactNode } from 'react';
import type { Span } from '../spans.ts';

/** One line of spans, clipped at the right edge of its box. */
export const Line = ({ spans }: { readonly spans: readonly Span[] }): ReactNode => (
  <Text wrap="truncate">
    {spans.length === 0
      ? ' '
      : spans.map((span, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: spans have no identity but their position
          <Text key={i} {...lookOf(span)}>
            {span.text}
          </Text>
        ))}
  </Text>
);

const lookOf = ({
  color,
  ground,
  bold,
  dim,
  inverse,
  underline,
}: Span): Record<string, string | boolean> => ({
  ...(color === undefined ? {} : { color: `ansi256(${color})` }),
  ...(ground === undefined ? {} : { backgroundColor: `ansi256(${ground})` }),
  ...(bold ? { bold } : {}),
  ...(dim ? { dimColor: dim } : {}),
  ...(inverse ? { inverse } : {}),
  ...(underline ? { underline } : {}),
});
