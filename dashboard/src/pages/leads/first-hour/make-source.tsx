import { Button, Group } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../../shared/me';
import type { Fresh } from '../settings/sources/data';
import { NewSource } from '../settings/sources/new-source';

interface MakeSourceProps {
  isNext: boolean;
  /** There is one already. */
  made: boolean;
  onMade: (fresh: Fresh) => void;
}

/** A source is made without leaving the checklist: its secret is seen this once, and the test that signs itself needs it. */
export function MakeSource({ isNext, made, onMade }: MakeSourceProps) {
  const { t } = useTranslation('firstHour');
  const mayMake = useCan('endpoints.administer');
  const [isMaking, setMaking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  if (!mayMake || made) return null;
  return (
    <Group>
      <Button ref={button} size="xs" variant={isNext ? 'filled' : 'default'} onClick={() => setMaking(true)}>
        {t('makeSource')}
      </Button>
      {isMaking && (
        <NewSource
          onClose={() => {
            setMaking(false);
            button.current?.focus();
          }}
          onMade={(fresh) => {
            setMaking(false);
            onMade(fresh);
          }}
        />
      )}
    </Group>
  );
}
