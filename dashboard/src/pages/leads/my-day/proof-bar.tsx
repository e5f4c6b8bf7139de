import { Loader, Text, UnstyledButton } from '@mantine/core';
import {
  IconCalendarCheck,
  IconCheck,
  IconMailCheck,
  IconMessageCheck,
  IconPhoneCheck,
  type Icon,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asksToCallAgain, CallAgain, CallOutcomes } from '../../../shared/call-outcomes';
import { useZone } from '../../../shared/instant';
import { PROOF_KINDS, type ProofKind } from '../../../shared/proof-kinds';
import type { Tap } from './kept-taps';
import type { Sent } from './sending';
import { formatter } from '../../../shared/formatter';

/** What is done with it. */
const DONE_ICONS: Record<ProofKind, Icon> = {
  CALL_LOGGED: IconPhoneCheck,
  WHATSAPP_SENT: IconMessageCheck,
  EMAIL_SENT: IconMailCheck,
  MEETING_BOOKED: IconCalendarCheck,
};

interface ProofBarProps {
  name: string;
  taps: Sent<Tap>[];
  onTap: (kind: ProofKind, outcome?: Tap['outcome']) => void;
  /** @param until ISO 8601: until then the lead rests */
  onCallAgain: (until: string) => void;
}

/** One tap, one proof; of a call one more, for what came of it. */
export function ProofBar({ name, taps, onTap, onCallAgain }: ProofBarProps) {
  const [calling, setCalling] = useState<'OUTCOME' | 'AGAIN' | null>(null);
  const { t, i18n } = useTranslation('myDay');
  const timeZone = useZone();
  const time = formatter(i18n.language, { timeStyle: 'short', hourCycle: 'h23', timeZone });
  return (
    <div className="proof-bar">
      <div className="proof-buttons" role="group" aria-label={t('whatYouDid', { name })}>
        {/* All of them: which one stops which clock is the flow's matter. */}
        {PROOF_KINDS.map((kind) => {
          const Sign = DONE_ICONS[kind];
          const last = taps.findLast(({ what }) => what.kind === kind);
          const state = last?.status ?? 'none';
          return (
            <UnstyledButton
              key={kind}
              className="proof"
              data-state={state}
              data-kind={kind}
              aria-disabled={state === 'pending'}
              aria-expanded={kind === 'CALL_LOGGED' ? calling !== null : undefined}
              onClick={() => (kind === 'CALL_LOGGED' ? setCalling('OUTCOME') : onTap(kind))}
            >
              {state === 'pending' ? (
                <Loader size={20} color="currentColor" aria-hidden />
              ) : state === 'done' ? (
                <IconCheck size={22} aria-hidden />
              ) : (
                <Sign size={22} stroke={1.7} aria-hidden />
              )}
              <span>{t(`proof.${kind}`)}</span>
              {last && state === 'done' && (
                <span className="tabular">{time.format(new Date(last.what.occurredAt))}</span>
              )}
            </UnstyledButton>
          );
        })}
      </div>
      {calling === 'OUTCOME' && (
        <CallOutcomes
          onOutcome={(outcome) => {
            onTap('CALL_LOGGED', outcome);
            setCalling(asksToCallAgain(outcome) ? 'AGAIN' : null);
          }}
          onCancel={() => setCalling(null)}
        />
      )}
      {calling === 'AGAIN' && (
        <CallAgain
          onAgain={(until) => {
            onCallAgain(until);
            setCalling(null);
          }}
          onClose={() => setCalling(null)}
        />
      )}
      <div role="status">
        {taps.some(({ status, isLate }) => status === 'pending' && isLate) && (
          <Text size="sm" className="at-risk" mt={6}>
            {t('proofLater')}
          </Text>
        )}
      </div>
    </div>
  );
}
