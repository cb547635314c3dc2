import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { SOLID_GROUND } from '../../surface/compose.ts';
import type { ChromeModel, DetailModel, PlacedDialog } from '../model.ts';
import { Line } from './Line.tsx';
import { Window } from './Window.tsx';

/**
 * Everything above, below and over the panes: timeline, status bar, windows. The panes show through wherever it is
 * blank.
 */
export const Screen = ({ model }: { readonly model: ChromeModel }): ReactNode => (
  <Box width={model.columns} height={model.rows} flexDirection="column" overflow="hidden">
    <Box flexGrow={1} />
    {model.timeline?.map((spans, i) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a row is identified by its position
      <Line key={i} spans={spans} />
    ))}
    <Line spans={model.status} />
    {model.detail && <Detail detail={model.detail} border={model.border} />}
    {model.toasts && <Toasts toasts={model.toasts} />}
    {model.dialog && <DialogWindow dialog={model.dialog} border={model.border} />}
  </Box>
);

type Border = ChromeModel['border'];

const Detail = ({ detail, border }: { readonly detail: DetailModel; readonly border: Border }): ReactNode => (
  <Window rect={detail.rect} title={detail.title} footer={detail.more} border={border}>
    {detail.lines.map((line, i) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a line is identified by its position
      <Text key={i} wrap="truncate">
        {line === '' ? ' ' : line}
      </Text>
    ))}
  </Window>
);

const DialogWindow = ({
  dialog,
  border,
}: {
  readonly dialog: PlacedDialog;
  readonly border: Border;
}): ReactNode => (
  <Window rect={dialog.rect} title={dialog.title} footer={dialog.footer} border={border}>
    {dialog.lines.map((line, i) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a line is identified by its position
      <Line key={i} spans={line} />
    ))}
  </Window>
);

const Toasts = ({ toasts }: { readonly toasts: NonNullable<ChromeModel['toasts']> }): ReactNode => (
  <Box
    position="absolute"
    left={toasts.rect.x}
    top={toasts.rect.y}
    width={toasts.rect.width}
    height={toasts.rect.height}
    backgroundColor={SOLID_GROUND}
    flexDirection="column"
  >
    {toasts.lines.map((line, i) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a line is identified by its position
      <Line key={i} spans={line} />
    ))}
  </Box>
);
