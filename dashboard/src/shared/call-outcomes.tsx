import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CALL_OUTCOMES, type CallOutcome } from '../../../domain/leads/vocabulary/proofs';
import { serverNowMs } from '../api/server-clock';
import './call-outcomes.css';
import { useZone } from './instant';
import { pauseEndsOf, type PauseEndName } from './pause-ends';

/** Calls after which one calls again. */
const UNANSWERED: readonly CallOutcome[] = ['NO_ANSWER', 'VOICEMAIL', 'BUSY'];
const CALL_AGAIN: readonly PauseEndName[] = ['IN_15_MINUTES', 'IN_1_HOUR', 'AFTERNOON', 'TOMORROW'];

export const asksToCallAgain = (outcome: CallOutcome): boolean => UNANSWERED.includes(outcome);

interface OutcomesProps {
  onOutcome: (outcome: CallOutcome) => void;
  /** It was no call after all. */
  onCancel: () => void;
}

/** What came of a call: that somebody was reached is the main answer. */
export function CallOutcomes({ onOutcome, onCancel }: OutcomesProps) {
  const { t } = useTranslation();
  return (
    <div className="call-outcomes" role="group" aria-label={t('call.what')}>
      {CALL_OUTCOMES.map((outcome) => (
        <Button
          key={outcome}
          variant={outcome === 'REACHED' ? 'filled' : 'default'}
          autoFocus={outcome === 'REACHED'}
          onClick={() => onOutcome(outcome)}
        >
          {t(`call.${outcome}`)}
        </Button>
      ))}
      <Button variant="subtle" onClick={onCancel}>
        {t('call.cancel')}
      </Button>
    </div>
  );
}

interface AgainProps {
  /** @param at ISO 8601: until then the lead rests. */
  onAgain: (at: string) => void;
  onClose: () => void;
}

/** Nobody answered: when to call again. */
export function CallAgain({ onAgain, onClose }: AgainProps) {
  const { t } = useTranslation();
  const ends = pauseEndsOf(serverNowMs(), useZone());
  return (
    <div className="call-outcomes" role="group" aria-label={t('call.again')}>
      <span className="call-again">{t('call.again')}</span>
      {ends
        .filter(({ name }) => CALL_AGAIN.includes(name))
        .map(({ name, at }) => (
          <Button key={name} variant="default" onClick={() => onAgain(at)}>
            {t(`pause.${name}`)}
          </Button>
        ))}
      <Button variant="subtle" onClick={onClose}>
        {t('call.notNow')}
      </Button>
    </div>
  );
}
