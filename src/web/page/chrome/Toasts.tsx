import { Button } from './Button.tsx';
import { usePage, useSelected } from './usePage.ts';

/** Short notices next to the content. Screen readers announce them when they are idle. */
export const Toasts = () => {
  const page = usePage();
  const toasts = useSelected(state => state.toasts);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map(({ id, tone, text }) => (
        <div key={id} className={`toast ${tone}`}>
          <p>{text}</p>
          <Button label="Dismiss" icon="close" className="small" onPress={() => page.dismiss(id)} />
        </div>
      ))}
    </div>
  );
};
