import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import './waiting-pill.css';

interface WaitingPillProps {
  icon: ReactNode;
  words: string;
  onShow: () => void;
  /** Where another may be shown as well. */
  raised?: boolean;
}

/** Says that a list which is held has changed, above what it shows. To be put into the region that is held. */
export function WaitingPill({ icon, words, onShow, raised = false }: WaitingPillProps) {
  return (
    <Button className="waiting-pill" data-raised={raised} radius="xl" leftSection={icon} onClick={onShow}>
      {words}
    </Button>
  );
}
