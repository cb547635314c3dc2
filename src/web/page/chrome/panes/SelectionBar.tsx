import { useEffect, useRef, useState } from 'react';
import { copyText } from '../../actions/copy.ts';
import { filterByPicked, type PickedText, pickedText, searchPicked } from '../../actions/selection.ts';
import { Button } from '../Button.tsx';
import { usePage } from '../usePage.ts';

/** Pixels between the selection and the bar. */
const GAP = 6;

/** Offers actions on the selected text, next to it. */
export const SelectionBar = () => {
  const page = usePage();
  const [picked, setPicked] = useState<PickedText | null>(null);
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let isDown = false;
    const look = (): void => setPicked(isDown ? null : pickedText());
    const down = (event: PointerEvent): void => {
      if (!bar.current?.contains(event.target as Node)) isDown = true;
    };
    const up = (): void => {
      isDown = false;
      look();
    };
    const abort = new AbortController();
    const { signal } = abort;
    document.addEventListener('selectionchange', look, { signal });
    document.addEventListener('wheel', () => setPicked(null), { signal, passive: true });
    addEventListener('pointerdown', down, { signal });
    addEventListener('pointerup', up, { signal });
    addEventListener('pointercancel', up, { signal });
    addEventListener('resize', () => setPicked(null), { signal });
    return () => abort.abort();
  }, []);
  useEffect(() => {
    const node = bar.current;
    if (!node || !picked) return;
    const { place } = picked;
    const { width, height } = node.getBoundingClientRect();
    const above = place.top - height - GAP;
    node.style.top = `${above > 0 ? above : place.bottom + GAP}px`;
    node.style.left = `${Math.max(GAP, Math.min(place.left, innerWidth - width - GAP))}px`;
  }, [picked]);
  if (!picked) return null;
  const { text } = picked;
  return (
    <div
      ref={bar}
      className="selection-bar"
      role="toolbar"
      aria-label={`The selected text: ${text}`}
      // Keep the selection until an action is chosen.
      onPointerDown={event => event.preventDefault()}
    >
      <Button
        label="Show only records with this text"
        keyName="&"
        onPress={() => filterByPicked(page, picked, false)}
      >
        Only
      </Button>
      <Button
        label="Hide records with this text"
        keyName="!"
        onPress={() => filterByPicked(page, picked, true)}
      >
        Hide
      </Button>
      <Button label="Search for this text" keyName="/" onPress={() => void searchPicked(page, picked)}>
        Search
      </Button>
      <Button label="Copy this text" onPress={() => void copyText(page, text, 'the text')}>
        Copy
      </Button>
    </div>
  );
};
