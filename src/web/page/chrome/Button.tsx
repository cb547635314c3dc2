import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon.tsx';

export interface ButtonProps {
  readonly label: string;
  /** The key that does the same. */
  readonly keyName?: string;
  readonly icon?: IconName;
  readonly children?: ReactNode;
  readonly className?: string;
  readonly pressed?: boolean;
  readonly expanded?: boolean;
  readonly disabled?: boolean;
  readonly onPress: () => void;
}

/** A button; with an icon alone its label is a name and a tip. */
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
