import type { MouseEvent } from 'react';
import { useNavigate } from 'react-router';

/**
 * Lets a click on a row do what one on its link does, where something lies above that: a new tab with the middle button
 * or a modifier.
 * @param to the address of the link
 * @returns to be spread onto the row
 */
export function useRowLink(to: string) {
  const navigate = useNavigate();
  const open = (event: MouseEvent, isNewTab: boolean): void => {
    if (event.defaultPrevented || (event.target as Element).closest('a, button, input, label')) return;
    if (isNewTab) window.open(to, '_blank', 'noopener');
    else void navigate(to);
  };
  return {
    onClick: (event: MouseEvent) => open(event, event.ctrlKey || event.metaKey || event.shiftKey),
    onAuxClick: (event: MouseEvent) => event.button === 1 && open(event, true),
  };
}
