import { Button, Menu, Text } from '@mantine/core';
import {
  IconCheck,
  IconDots,
  IconLock,
  IconPencilPlus,
  IconPlayerPause,
  IconPlayerPlay,
  IconUserShare,
  IconX,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../../api/client';
import { useKeys } from '../keys';
import { PROOF_KINDS, proofIcon, type ProofKind } from '../../../../shared/proof-kinds';
import { NotDone } from '../../../../shared/states';
import { AskAssign } from './ask-assign';
import { AskProof } from './ask-proof';
import { AskCancelClock, AskClose, AskReason } from './ask-reason';
import { canDo, clocksToCancel, type LeadAction } from './can';
import { OpenOffer } from './open-offer';
import type { Actions } from './pending';
import { sendersFor } from './send';

type Lead = Schemas['Lead'];
type Asking = Exclude<LeadAction, 'RESUME' | 'ACCEPT' | 'DECLINE'>;

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

  const prove = (kind: ProofKind, more: { occurredAt?: string; note?: string } = {}): void =>
    act({ kind: 'RECORD_PROOF', words: t(`lead.proof.${kind}`), send: () => send.proof({ kind, ...more }) });
  const resume = (): void => act({ kind: 'RESUME', words: t('lead.resume'), send: send.resume });

  useKeys({
    ...(can('RECORD_PROOF') && { c: () => prove('CALL_LOGGED') }),
    ...(can('ASSIGN') && { a: () => ask('ASSIGN') }),
    ...(can('RESUME') && { p: resume }),
    ...(can('PAUSE') && { p: () => ask('PAUSE') }),
  });

  const close = (): void => ask(null);
  return (
    <div className="actions">
      <OpenOffer lead={lead} actions={actions} />
      {can('RECORD_PROOF') && (
        <div className="proofs" role="group" aria-label={t('lead.logProof')}>
          {PROOF_KINDS.map((kind) => {
            const Sign = proofIcon(kind);
            return (
              <Button
                key={kind}
                variant={kind === 'CALL_LOGGED' ? 'filled' : 'default'}
                leftSection={Sign && <Sign size={18} aria-hidden />}
                onClick={() => prove(kind)}
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
            {t('lead.withNote')}
          </Button>
        </div>
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
            {t('lead.pause')}
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
      {asking === 'PAUSE' && (
        <AskReason
          title={t('lead.pause')}
          onReason={(reason) => act({ kind: 'PAUSE', words: t('lead.pause'), send: () => send.pause(reason) })}
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
          onOutcome={(outcome, reason) =>
            act({
              kind: 'CLOSE',
              words: t('lead.closing', { outcome: t(`outcome.${outcome}`) }),
              send: () => send.close(outcome, reason),
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
