import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';

/** Whether something stands open. Beside a long sentence it keeps its size. */
export function OpenSign({ isOpen }: { isOpen: boolean }) {
  const Sign = isOpen ? IconChevronDown : IconChevronRight;
  return <Sign size={16} style={{ flex: 'none' }} aria-hidden />;
}
