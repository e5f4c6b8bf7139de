import { Alert } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../../../shared/me';
import { Failed } from '../../../../shared/states';
import { useAssignees, useAvailabilityWords } from '../../assignees';
import { Dialog } from './dialog';
import { PickRep, type RepToPick } from './pick-rep';
import { Reason } from '../../parts/reason';

interface AskProps {
  ownerId: string | null;
  onAssign: (ownerId: string, name: string, reason: string) => void;
  onClose: () => void;
}

/** Who gets it: those who can work now first, with the most room; of another it is asked once whether they are meant. */
export function AskAssign({ ownerId, onAssign, onClose }: AskProps) {
  const { t } = useTranslation();
  const me = useMe();
  const [chosen, choose] = useState<string | null>(null);
  const [isAsked, setAsked] = useState(false);
  const [reason, setReason] = useState('');
  const assignees = useAssignees();
  const wordsOf = useAvailabilityWords();
  const others = (assignees.data ?? [])
    .filter(({ id }) => id !== ownerId)
    // Routing gives nothing to others than reps: of those only whoever looks is offered.
    .filter(({ id, isRep, openLeads }) => isRep || openLeads > 0 || id === me?.id)
    .map(({ id, name, isRep, share, openLeads, capacity, availability }): RepToPick => ({
      id,
      name,
      load: isRep ? share : null,
      words: id === me?.id ? t('lead.yourself') : t('lead.loadOf', { open: openLeads, capacity }),
      // Whoever looks is here.
      ...(id === me?.id ? { notNow: null, shift: null } : wordsOf(availability)),
      disabled: availability.now === 'INACTIVE',
    }));
  const rep = others.find(({ id, disabled }) => id === chosen && !disabled);
  const isAsking = isAsked && rep !== undefined && rep.notNow !== null;
  return (
    <Dialog
      title={t('lead.assign')}
      submit={t(isAsking ? 'lead.assignAnyway' : 'lead.assign')}
      disabled={!rep}
      onSubmit={() => {
        if (!rep) return false;
        if (rep.notNow !== null && !isAsked) {
          setAsked(true);
          return false;
        }
        onAssign(rep.id, rep.name, reason);
        return true;
      }}
      onClose={onClose}
    >
      {assignees.error && <Failed error={assignees.error} again={() => void assignees.refetch()} />}
      <PickRep
        reps={others}
        nobody={t(assignees.isPending ? 'state.loading' : 'lead.nobodyFound')}
        value={chosen}
        onChange={(id) => {
          choose(id);
          setAsked(false);
        }}
      />
      <Reason value={reason} onChange={setReason} />
      {isAsking && (
        <Alert color="orange" role="alert">
          {t('lead.notNow', { name: rep.name, why: rep.notNow })}
        </Alert>
      )}
    </Dialog>
  );
}
