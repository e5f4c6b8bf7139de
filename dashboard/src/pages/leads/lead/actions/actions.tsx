import { Button, Menu, Text } from '@mantine/core';
import {
  IconCheck,
  IconDots,
  IconLock,
  IconLockOpen,
  IconPencilPlus,
  IconPlayerPause,
  IconPlayerPlay,
  IconUserShare,
  IconX,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../../api/client';
import { useKeys } from '../../parts/keys';
import type { CallOutcome } from '../../../../../../domain/leads/vocabulary/proofs';
import { isEnded } from '../../../../../../domain/leads/vocabulary/ended';
import { asksToCallAgain, CallAgain, CallOutcomes } from '../../../../shared/call-outcomes';
import { PROOF_KINDS, proofIcon, type ProofKind } from '../../../../shared/proof-kinds';
import { NotDone } from '../../../../shared/states';
import { ByHandActions } from '../../by-hand/by-hand-actions';
import { AskAssign } from './ask-assign';
import { AskClose } from './ask-close';
import { AskPause } from './ask-pause';
import { AskProof } from './ask-proof';
import { AskCancelClock, AskReason } from './ask-reason';
import { canDo, clocksToCancel, type LeadAction } from './can';
import { OpenOffer } from './open-offer';
import type { Actions } from './pending';
import { sendersFor } from './send';

type Lead = Schemas['Lead'];
type Asking = Exclude<LeadAction, 'RESUME' | 'ACCEPT' | 'DECLINE' | 'APPROVE' | 'DECLINE_APPROVAL'>;

/**
 * What the person can do about the lead, as the API says. What somebody else did meanwhile it judges when it is asked: a
 * refusal is shown in its own words.
 */
export function ActionBar({ lead, actions }: { lead: Lead; actions: Actions }) {
  const { t } = useTranslation();
  const [asking, ask] = useState<Asking | null>(null);
  const send = sendersFor(lead.id);
  const { act, isBusy } = actions;
  const can = (action: LeadAction): boolean => canDo(lead, action);
  const cancellable = clocksToCancel(lead);

  /** What a call that was made is asked: what came of it, then when to call again. */
  const [calling, setCalling] = useState<'OUTCOME' | 'AGAIN' | null>(null);
  // A proof of a lead that has ended can correct a verdict; it is not what one comes for.
  const hasEnded = isEnded(lead.status);
  const pauseWords = t(lead.pausedAt === null ? 'lead.pause' : 'pause.change');

  const prove = (kind: ProofKind, more: { outcome?: CallOutcome; occurredAt?: string; note?: string } = {}): void =>
    act({ kind: 'RECORD_PROOF', words: t(`lead.proof.${kind}`), send: () => send.proof({ kind, ...more }) });
  const pause = (reason: string, until?: string): void =>
    act({ kind: 'PAUSE', words: pauseWords, send: () => send.pause(reason, until) });
  const resume = (): void => act({ kind: 'RESUME', words: t('lead.resume'), send: send.resume });

  useKeys({
    ...(can('RECORD_PROOF') && !hasEnded && { c: () => setCalling('OUTCOME') }),
    ...(can('ASSIGN') && { a: () => ask('ASSIGN') }),
    ...(can('PAUSE') && { p: () => ask('PAUSE') }),
    ...(can('RESUME') && { p: resume }),
  });

  const close = (): void => ask(null);
  return (
    <div className="actions">
      <OpenOffer lead={lead} actions={actions} />
      {can('REOPEN') && (
        <div className="proofs">
          <Button
            leftSection={<IconLockOpen size={18} aria-hidden />}
            loading={isBusy('REOPEN')}
            onClick={() => ask('REOPEN')}
          >
            {t('lead.reopen')}
          </Button>
        </div>
      )}
      {can('RECORD_PROOF') && (
        <div className="proofs" role="group" aria-label={t('lead.logProof')}>
          {(hasEnded ? [] : PROOF_KINDS).map((kind) => {
            const Sign = proofIcon(kind);
            return (
              <Button
                key={kind}
                variant={kind === 'CALL_LOGGED' ? 'filled' : 'default'}
                leftSection={Sign && <Sign size={18} aria-hidden />}
                onClick={() => (kind === 'CALL_LOGGED' ? setCalling('OUTCOME') : prove(kind))}
                aria-expanded={kind === 'CALL_LOGGED' ? calling !== null : undefined}
              >
                {t(`lead.logIt.${kind}`)}
              </Button>
            );
          })}
          <Button
            variant="default"
            leftSection={<IconPencilPlus size={18} aria-hidden />}
            onClick={() => ask('RECORD_PROOF')}
            className="with-note"
          >
            {t(hasEnded ? 'lead.logProof' : 'lead.withNote')}
          </Button>
        </div>
      )}
      {calling === 'OUTCOME' && (
        <CallOutcomes
          onOutcome={(outcome) => {
            prove('CALL_LOGGED', { outcome });
            setCalling(asksToCallAgain(outcome) && can('PAUSE') ? 'AGAIN' : null);
          }}
          onCancel={() => setCalling(null)}
        />
      )}
      {calling === 'AGAIN' && (
        <CallAgain
          onAgain={(until) => {
            pause(t('call.againReason'), until);
            setCalling(null);
          }}
          onClose={() => setCalling(null)}
        />
      )}
      <div className="commands">
        {can('ASSIGN') && (
          <Button
            variant="default"
            leftSection={<IconUserShare size={18} aria-hidden />}
            loading={isBusy('ASSIGN')}
            onClick={() => ask('ASSIGN')}
          >
            {t('lead.assign')}
          </Button>
        )}
        {can('RESUME') && (
          <Button
            variant="default"
            leftSection={<IconPlayerPlay size={18} aria-hidden />}
            loading={isBusy('RESUME')}
            onClick={resume}
          >
            {t('lead.resume')}
          </Button>
        )}
        {can('PAUSE') && (
          <Button
            variant="default"
            leftSection={<IconPlayerPause size={18} aria-hidden />}
            loading={isBusy('PAUSE')}
            onClick={() => ask('PAUSE')}
          >
            {pauseWords}
          </Button>
        )}
        {can('CLOSE') && (
          <Button
            variant="default"
            leftSection={<IconLock size={18} aria-hidden />}
            loading={isBusy('CLOSE')}
            onClick={() => ask('CLOSE')}
          >
            {t('lead.close')}
          </Button>
        )}
        <ByHandActions lead={lead} />
        {(can('ACKNOWLEDGE') || cancellable.length > 0) && (
          <Menu withinPortal position="bottom-end">
            <Menu.Target>
              <Button variant="default" px="xs" aria-label={t('lead.moreActions')}>
                <IconDots size={18} aria-hidden />
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {can('ACKNOWLEDGE') && (
                <Menu.Item leftSection={<IconCheck size={16} aria-hidden />} onClick={() => ask('ACKNOWLEDGE')}>
                  {t('lead.acknowledge')}
                </Menu.Item>
              )}
              {cancellable.length > 0 && (
                <Menu.Item leftSection={<IconX size={16} aria-hidden />} onClick={() => ask('CANCEL_CLOCK')}>
                  {t('lead.cancelClock')}
                </Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      <div role="status" className="pending-words">
        {actions.pending.map(({ id, words }) => (
          <Text key={id} size="sm">
            <b>{words}</b>: {t('lead.writtenDown')}
          </Text>
        ))}
      </div>
      {actions.error && <NotDone error={actions.error} />}
      {asking === 'RECORD_PROOF' && <AskProof onProof={({ kind, ...more }) => prove(kind, more)} onClose={close} />}
      {asking === 'ASSIGN' && (
        <AskAssign
          ownerId={lead.ownerId}
          onAssign={(ownerId, name, reason) =>
            act({ kind: 'ASSIGN', words: t('lead.assigning', { name }), send: () => send.assign(ownerId, reason) })
          }
          onClose={close}
        />
      )}
      {asking === 'PAUSE' && <AskPause title={pauseWords} onPause={pause} onClose={close} />}
      {asking === 'REOPEN' && (
        <AskReason
          title={t('lead.reopen')}
          required
          onReason={(reason) => act({ kind: 'REOPEN', words: t('lead.reopen'), send: () => send.reopen(reason) })}
          onClose={close}
        />
      )}
      {asking === 'ACKNOWLEDGE' && (
        <AskReason
          title={t('lead.acknowledge')}
          onReason={(reason) =>
            act({ kind: 'ACKNOWLEDGE', words: t('lead.acknowledge'), send: () => send.acknowledge(reason) })
          }
          onClose={close}
        />
      )}
      {asking === 'CLOSE' && (
        <AskClose
          lead={lead}
          onOutcome={(outcome, reason, duplicateOfId) =>
            act({
              kind: 'CLOSE',
              words: t('lead.closing', { outcome: t(`outcome.${outcome}`) }),
              send: () => send.close(outcome, reason, duplicateOfId),
            })
          }
          onClose={close}
        />
      )}
      {asking === 'CANCEL_CLOCK' && (
        <AskCancelClock
          clocks={cancellable}
          onCancel={({ key, name }, reason) =>
            act({
              kind: 'CANCEL_CLOCK',
              words: t('lead.cancelling', { name }),
              send: () => send.cancelClock(key, reason),
            })
          }
          onClose={close}
        />
      )}
    </div>
  );
}
