import type { ColorDepth } from './color.ts';
import type { ZoneOffset } from './timeText.ts';

/** The inputs and settings of a template. */
export interface TemplateContext {
  readonly depth: ColorDepth;
  /** The zone of `{time}` and `{received}` unless they specify another. */
  readonly zone: ZoneOffset;
  /** Makes a value safe to display (the sanitiser, if stdout is a terminal); null leaves values unchanged. */
  readonly clean: ((text: string) => string) | null;
}
