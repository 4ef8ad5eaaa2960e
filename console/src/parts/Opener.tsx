import { useState, type ReactNode } from 'react';
import { Icon, type IconName } from './Icon';

/** A button that opens a dialog. What is in the dialog begins anew each time. */
export function Opener({
  label,
  icon,
  tone,
  children,
}: {
  label: ReactNode;
  icon?: IconName;
  tone?: 'primary' | 'danger' | 'link';
  children: (close: () => void) => ReactNode;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button className={tone} onClick={() => setOpen(true)}>
        {icon && <Icon name={icon} />}
        {label}
      </button>
      {isOpen && children(() => setOpen(false))}
    </>
  );
}
