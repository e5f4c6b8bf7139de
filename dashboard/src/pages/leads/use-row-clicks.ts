import type { MouseEvent } from 'react';
import { useNavigate } from 'react-router';

/**
 * A click anywhere on a row does what one on its link does, a new tab with the middle button or a modifier among it.
 * @returns to be spread onto the element that has the rows in it
 */
export function useRowClicks() {
  const navigate = useNavigate();
  const follow = (event: MouseEvent, isNewTab: boolean): void => {
    const target = event.target as Element;
    const link = target.closest('[data-row]')?.querySelector<HTMLAnchorElement>('a[data-lead]');
    if (!link || target.closest('button, input, label')) return;
    const isOnLink = target.closest('a') !== null;
    if (isNewTab) {
      // The link itself knows better how.
      if (!isOnLink) window.open(link.href, '_blank', 'noopener');
      return;
    }
    event.preventDefault();
    void navigate(link.pathname);
  };
  return {
    onClick: (event: MouseEvent) => follow(event, event.ctrlKey || event.metaKey || event.shiftKey),
    onAuxClick: (event: MouseEvent) => event.button === 1 && follow(event, true),
  };
}
