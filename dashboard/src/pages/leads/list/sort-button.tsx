import { UnstyledButton } from '@mantine/core';
import { IconArrowNarrowDown, IconArrowNarrowUp } from '@tabler/icons-react';
import type { PropsWithChildren } from 'react';
import type { Sorting } from './sorting';

interface Props {
  sorting: Sorting;
  /** The column's id. */
  column: string;
}

/** What stands in a column's header; a button where the list can be sorted by it. */
export function SortButton({ sorting: { ariaSort, turn }, column, children }: PropsWithChildren<Props>) {
  const way = ariaSort(column);
  if (way === undefined) return children;
  const Sign = way === 'ascending' ? IconArrowNarrowUp : IconArrowNarrowDown;
  return (
    <UnstyledButton className="sort-button" data-sorted={way !== 'none' || undefined} onClick={() => turn(column)}>
      {children}
      <Sign size={14} aria-hidden />
    </UnstyledButton>
  );
}
