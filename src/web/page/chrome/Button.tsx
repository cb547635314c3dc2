import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon.tsx';

export interface ButtonProps {
  readonly label: string;
  /** The equivalent key. */
  readonly keyName?: string;
  readonly icon?: IconName;
  readonly children?: ReactNode;
  readonly className?: string;
  readonly pressed?: boolean;
  readonly expanded?: boolean;
  readonly disabled?: boolean;
  readonly onPress: () => void;
}

/** A button; if it has only an icon, its label becomes its accessible name and tooltip. */
export const Button = (props: ButtonProps) => {
  const { label, keyName, icon, children, className, pressed, expanded, disabled, onPress } = props;
  const tip = keyName === undefined ? label : `${label} (${keyName})`;
  const classes = [icon && children === undefined && 'icon', className].filter(Boolean).join(' ');
  return (
    <button
      type="button"
      className={classes}
      title={tip}
      aria-label={children === undefined ? label : undefined}
      aria-pressed={pressed}
      aria-expanded={expanded}
      disabled={disabled}
      onClick={onPress}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
};
