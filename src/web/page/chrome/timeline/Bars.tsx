import type { TimelineAnswer } from '../../../protocol/answers.ts';
import type { TimeSpan } from '../../../protocol/view.ts';
import { barPath } from './barPath.ts';

const HEIGHT = 44;
/** Errors have a separate band below, so that a few among many records are visible. */
const ERRORS_HEIGHT = 13;

/** Draws the bars of all buckets as a few paths: cheap however many there are. */
export const Bars = ({ answer: { buckets } }: { readonly answer: TimelineAnswer }) => {
  const most = Math.max(1, ...buckets.map(([records]) => records));
  const worst = Math.max(1, ...buckets.map(([, warnings, errors]) => Math.max(warnings, errors)));
  const top = HEIGHT - ERRORS_HEIGHT - 2;
  return (
    <svg viewBox={`0 0 ${buckets.length} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <path
        className="total"
        d={barPath(
          buckets.map(([records]) => records / most),
          0,
          top,
        )}
      />
      <path className="axis" d={`M0 ${top + 0.5}H${buckets.length}`} />
      <path
        className="warnings"
        d={barPath(
          buckets.map(([, warnings]) => warnings / worst),
          top + 2,
          ERRORS_HEIGHT,
        )}
      />
      <path
        className="errors"
        d={barPath(
          buckets.map(([, , errors]) => errors / worst),
          top + 2,
          ERRORS_HEIGHT,
        )}
      />
    </svg>
  );
};

interface StretchProps {
  readonly className: string;
  readonly from: number | null;
  readonly to: number | null;
  readonly all: TimeSpan;
}

/** A time range on the plot, if any part of it is in view. */
export const Stretch = ({ className, from, to, all }: StretchProps) => {
  if (from === null || to === null || to < all.from || from > all.to) return null;
  const share = (ms: number): number => Math.max(0, Math.min(1, (ms - all.from) / (all.to - all.from)));
  const left = share(Math.min(from, to));
  const right = share(Math.max(from, to));
  return (
    <div
      className={className}
      style={{ left: `${left * 100}%`, width: className === 'at' ? undefined : `${(right - left) * 100}%` }}
    />
  );
};
