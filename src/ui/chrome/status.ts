import { bytesText, countText, rateText } from '../../core/text/quantities.ts';
import type { SessionSnapshot } from '../../session/live/snapshot.ts';
import type { CommandContext } from '../commands/command.ts';
import type { Glyphs } from '../glyphs.ts';
import { RED, type Span, spansWidth, YELLOW } from './spans.ts';
import { timeSpanText } from './timelineRow.ts';

/** What the status bar says of the focused pane. */
export interface StatusPane {
  readonly mode: 'FOLLOW' | 'RANGE' | 'PAUSED' | 'SELECT' | 'CONTEXT';
  /** Records the filter lets through, and those held. */
  readonly shown: number;
  readonly held: number;
  /** The match selected (from 1; 0: none of them) and how many there are. */
  readonly match: number;
  readonly matches: number;
}

type Segment = readonly Span[];

const statesSegment = (snapshot: SessionSnapshot, glyphs: Glyphs): Segment => {
  const count = (...kinds: string[]): number =>
    snapshot.sources.filter(one => kinds.includes(one.state.kind)).length;
  const busy = count('connecting', 'retrying', 'stalled', 'absent', 'waiting');
  const failed = count('failed');
  const done = count('done');
  const connected = count('live', 'stalled', 'absent', 'done');
  const total = snapshot.sources.length;
  return [
    { text: `${glyphs.live}${count('live')} ` },
    { text: `${glyphs.busy}${busy} `, ...(busy > 0 ? { color: YELLOW } : { dim: true }) },
    { text: `${glyphs.failed}${failed}`, ...(failed > 0 ? { color: RED, bold: true } : { dim: true }) },
    ...(done > 0 ? [{ text: ` ${glyphs.idle}${done}` }] : []),
    ...(connected < total && total > 1 ? [{ text: ` connected ${connected}/${total}` }] : []),
  ];
};

const filterSegment = (snapshot: SessionSnapshot, pane: StatusPane): Segment | null => {
  const enabled = snapshot.filters.filter(filter => filter.enabled);
  if (enabled.length === 0 && snapshot.level === null) return null;
  const names = enabled.map(({ pattern, negate }) => `${negate ? '!' : '&'}${pattern}`);
  if (snapshot.level !== null) names.push(`>=${snapshot.level}`);
  const scanning = snapshot.scanned < 1 ? ` ${Math.floor(snapshot.scanned * 100)}%` : '';
  return [
    { text: names.join(' '), underline: enabled.length > 0 },
    { text: ` ${countText(pane.shown)}/${countText(pane.held)}${scanning}` },
  ];
};

const searchSegment = (snapshot: SessionSnapshot, pane: StatusPane): Segment | null => {
  if (snapshot.search === null) return null;
  const place = pane.match > 0 ? `${countText(pane.match)}/` : '';
  return [
    { text: `/${snapshot.search}`, color: YELLOW, inverse: true },
    {
      text:
        snapshot.scanned < 1
          ? ` ${countText(pane.matches)}, counting ${Math.floor(snapshot.scanned * 100)}%`
          : ` ${place}${countText(pane.matches)}${pane.matches === 1 ? ' match' : pane.match > 0 ? '' : ' matches'}`,
    },
  ];
};

/** How much of what the hosts read for us they kept to themselves, in percent; null where it is not known. */
const filteredThere = (snapshot: SessionSnapshot): number | null => {
  if (snapshot.level === null && !snapshot.filters.some(filter => filter.enabled)) return null;
  const known = snapshot.sources.filter(status => status.bytesRead !== null);
  const read = known.reduce((sum, status) => sum + status.bytesRead!, 0);
  const received = known.reduce((sum, status) => sum + status.bytesReceived, 0);
  return read > received && read > 0 ? Math.floor((1 - received / read) * 100) : null;
};

const rateSegment = (snapshot: SessionSnapshot): Segment => {
  const there = filteredThere(snapshot);
  const rates = `${rateText(snapshot.recordRate)}/s ${bytesText(snapshot.byteRate)}/s`;
  return [{ text: there === null ? rates : `${rates}, ${there}% filtered there` }];
};

const bufferSegment = ({ buffer }: SessionSnapshot): Segment => {
  const full = Math.min(100, Math.round((buffer.bytes / buffer.capacity) * 100));
  return [{ text: `buf ${full}% drop ${countText(buffer.evicted)}` }];
};

/** The status bar, what matters most first; what does not fit is dropped from the right. */
export const statusSpans = (
  { snapshot, layout, size, log }: CommandContext,
  pane: StatusPane,
  helpKey: string,
  glyphs: Glyphs,
): Span[] => {
  const mode: Span = { text: ` ${pane.mode} `, inverse: true, bold: pane.mode !== 'FOLLOW' };
  const segments: (Segment | null)[] = [
    layout.pages > 1 ? [{ text: `page ${layout.page + 1}/${layout.pages}` }] : null,
    statesSegment(snapshot, glyphs),
    snapshot.range === null ? null : [{ text: timeSpanText(snapshot.range, log.zone), underline: true }],
    filterSegment(snapshot, pane),
    searchSegment(snapshot, pane),
    snapshot.ignoreCase ? [{ text: 'any case' }] : null,
    rateSegment(snapshot),
    bufferSegment(snapshot),
    [{ text: `${helpKey} help` }],
  ];
  const spans: Span[] = [mode];
  let used = spansWidth(spans);
  for (const segment of segments) {
    if (!segment) continue;
    const joint: Span = { text: used === spansWidth([mode]) ? ' ' : ` ${glyphs.vertical} `, dim: true };
    const cells = spansWidth([joint, ...segment]);
    if (used + cells > size.columns) break;
    spans.push(joint, ...segment);
    used += cells;
  }
  return spans;
};
