import { type CSSProperties, memo } from 'react';
import { styledRuns } from '../../list/sgr.ts';

const MAX_RUNS = 2_000;

/** A log's text in its own colours. React sets styles as properties, which the page's policy allows. */
export const StyledLines = memo(({ text }: { readonly text: string }) => (
  <>
    {styledRuns(text, MAX_RUNS).map(({ text: run, classes, color, background }, at) => {
      if (classes === '' && color === null && background === null) return run;
      const style = {
        ...(color && { '--fg': color }),
        ...(background && { '--bg': background }),
      } as CSSProperties;
      const names = [classes, color && 'fg', background && 'bg'].filter(Boolean).join(' ');
      return (
        // biome-ignore lint/suspicious/noArrayIndexKey: runs of a text that does not change
        <span key={at} className={names} style={style}>
          {run}
        </span>
      );
    })}
  </>
));
