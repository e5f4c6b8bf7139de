import type { MouseEvent } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { cameFrom } from '../../../shared/came-from';
import type { LeadItem } from './windows';

/**
 * A click anywhere on a row does what one on its link does, a new tab with the middle button or a modifier among it.
 * @param items the list that the lead is opened from
 * @param hasMore whether it goes on beyond them
 * @returns to be spread onto the element that has the rows in it
 */
export function useRowClicks(items: LeadItem[], hasMore: boolean) {
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
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
    const ids = items.map(({ id }) => id);
    void navigate(link.pathname, { state: cameFrom(pathname + search, ids, link.dataset.lead!, hasMore) });
  };
  return {
    onClick: (event: MouseEvent) => follow(event, event.ctrlKey || event.metaKey || event.shiftKey),
    onAuxClick: (event: MouseEvent) => event.button === 1 && follow(event, true),
  };
}
