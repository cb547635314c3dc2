import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { Line } from './Line.tsx';
import type { PaneRowModel } from './model.ts';

/** A row of panes: its title line, then empty bodies, where the logs show through, between bars. */
export const PaneRow = ({
  row,
  vertical,
}: {
  readonly row: PaneRowModel;
  readonly vertical: string;
}): ReactNode => (
  <>
    <Line spans={row.title} />
    <Box height={row.height}>
      {row.framed && <Bar height={row.height} vertical={vertical} />}
      {row.widths.map((width, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a pane is its place here
        <Body key={i} width={width} height={row.height} bar={row.framed ? vertical : null} />
      ))}
    </Box>
  </>
);

interface BodyProps {
  readonly width: number;
  readonly height: number;
  /** The bar to its right; null: none. */
  readonly bar: string | null;
}

const Body = ({ width, height, bar }: BodyProps): ReactNode => (
  <>
    <Box width={width} height={height} flexShrink={0} />
    {bar !== null && <Bar height={height} vertical={bar} />}
  </>
);

const Bar = ({ height, vertical }: { readonly height: number; readonly vertical: string }): ReactNode => (
  <Box width={1} height={height} flexShrink={0}>
    <Text dimColor>{Array.from({ length: height }, () => vertical).join('\n')}</Text>
  </Box>
);
