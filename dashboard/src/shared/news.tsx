import { Button } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import './news.css';

/**
 * Says that a list has news which wait for whoever reads it, without moving what is read. To be put before the list, within
 * what is held while somebody is in it (who goes to the button is still reading), in a stack of gap `md`.
 * @param text what waits; null: nothing does
 */
export function News({ text, onShow }: { text: string | null; onShow: () => void }) {
  return (
    <div className="news" role="status">
      {text !== null && (
        <Button size="compact-md" leftSection={<IconArrowUp size={16} aria-hidden />} onClick={onShow}>
          {text}
        </Button>
      )}
    </div>
  );
}
