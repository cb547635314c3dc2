import { spanText } from '../../../../core/text/quantities.ts';
import type { SourceInfo } from '../../../protocol/pushes.ts';

/** Describes a log's state, if it needs explaining. */
export interface StateWords {
  readonly text: string;
  readonly advice: string | null;
  readonly isBad: boolean;
  readonly canRetry: boolean;
}

const words = (text: string, isBad = false, advice: string | null = null, canRetry = false): StateWords => ({
  text,
  advice,
  isBad,
  canRetry,
});

/** Returns null for a log that is simply live or finished. */
export const stateWords = ({ state, detail, at, trouble }: SourceInfo): StateWords | null => {
  switch (state) {
    case 'live':
    case 'done':
      return null;
    case 'waiting':
      return words('Waiting for its turn to connect');
    case 'connecting':
      return trouble
        ? words(trouble.message, true, sentences(trouble.advice, `trying again: ${detail ?? 'connecting'}`))
        : words(`Connecting${detail === null ? '' : `: ${detail}`}`);
    case 'absent':
      return words('Waiting for a file to appear');
    case 'stalled':
      return words(
        `Host not responding${at === null ? '' : ` for ${spanText(Date.now() - at)}`}`,
        true,
        null,
        true,
      );
    case 'retrying':
      return words(
        trouble?.message ?? 'The connection was lost',
        true,
        retryWords(at, trouble?.advice ?? null),
        true,
      );
    case 'failed':
      return words(trouble?.message ?? 'It failed', true, sentences(trouble?.advice ?? null) || null, true);
  }
};

/** Returns why a pane of several logs can show nothing: null if at least one of them is live or finished. */
export const wordsForAll = (sources: readonly SourceInfo[]): StateWords | null => {
  const all = sources.map(source => ({ source, said: stateWords(source) }));
  const worst = all.find(({ said }) => said?.isBad) ?? all[0];
  if (!worst?.said || all.some(({ said }) => said === null)) return null;
  return {
    ...worst.said,
    text: all.length === 1 ? worst.said.text : `${worst.source.name}: ${worst.said.text}`,
  };
};

const retryWords = (at: number | null, advice: string | null): string => {
  const when =
    at === null || at <= Date.now() ? 'trying again' : `trying again in ${spanText(at - Date.now())}`;
  return sentences(advice, when);
};

/** Joins phrases as sentences. */
const sentences = (...phrases: readonly (string | null)[]): string =>
  phrases
    .flatMap(phrase => (phrase === null || phrase === '' ? [] : phrase))
    .map(phrase => `${phrase[0]!.toUpperCase()}${phrase.slice(1)}${/[.!?…]$/.test(phrase) ? '' : '.'}`)
    .join(' ');
