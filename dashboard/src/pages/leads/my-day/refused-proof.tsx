import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Refused } from '../../../api/client';
import { useTold } from '../../../shared/told';
import type { Tap } from './kept-taps';
import type { Sent } from './sending';

/** A proof that was not taken, with why. */
export function RefusedProof({
  tap: { id, error, what },
  onDismiss,
}: {
  tap: Sent<Tap>;
  onDismiss: (id: number) => void;
}) {
  const { t } = useTranslation('myDay');
  const told = useTold();
  return (
    <div role="alert" className="refused">
      <Text size="sm" fw={600}>
        {t('proofRefused', { proof: t(`proof.${what.kind}`) })}
      </Text>
      {(error instanceof Refused ? [error.title, ...error.howToFix] : [error?.message ?? '']).map((line) => (
        <Text size="sm" key={line}>
          {told(line)}
        </Text>
      ))}
      <Button variant="default" mt={6} mih={44} onClick={() => onDismiss(id)}>
        {t('putAway')}
      </Button>
    </div>
  );
}
