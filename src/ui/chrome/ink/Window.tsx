import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import type { Rect } from '../../surface/cells.ts';
import { SOLID_GROUND } from '../../surface/compose.ts';
import { clip } from '../../surface/width.ts';

interface WindowProps {
  readonly rect: Rect;
  readonly title: string;
  readonly footer: string;
  readonly border: 'round' | 'classic';
  readonly children: ReactNode;
}

/** A framed, opaque window over the screen, with its title and footer set into the frame. */
export const Window = ({ rect, title, footer, border, children }: WindowProps): ReactNode => (
  <>
    <Box
      position="absolute"
      left={rect.x - 1}
      top={rect.y}
      width={rect.width + 2}
      height={rect.height}
      backgroundColor={SOLID_GROUND}
    />
    <Box
      position="absolute"
      left={rect.x}
      top={rect.y}
      width={rect.width}
      height={rect.height}
      borderStyle={border}
      backgroundColor={SOLID_GROUND}
      paddingX={1}
      flexDirection="column"
    >
      {children}
    </Box>
    <Caption x={rect.x + 2} y={rect.y} width={rect.width - 4} text={title} bold />
    <Caption x={rect.x + 2} y={rect.y + rect.height - 1} width={rect.width - 4} text={footer} bold={false} />
  </>
);

interface CaptionProps {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly text: string;
  readonly bold: boolean;
}

const Caption = ({ x, y, width, text, bold }: CaptionProps): ReactNode =>
  text === '' ? null : (
    <Box position="absolute" left={x} top={y}>
      <Text bold={bold} dimColor={!bold} backgroundColor={SOLID_GROUND} wrap="truncate">
        {` ${clip(text, width - 2)} `}
      </Text>
    </Box>
  );
