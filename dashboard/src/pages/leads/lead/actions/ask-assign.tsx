import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../../api/client';
import { useMe } from '../../../../shared/me';
import { Failed } from '../../../../shared/states';
import { Dialog } from './dialog';
import { PickRep, type RepToPick } from './pick-rep';
import { Reason } from './reason';

interface AskProps {
  ownerId: string | null;
  onAssign: (ownerId: string, name: string, reason: string) => void;
  onClose: () => void;
}

/** Who gets it: those with the most room first. */
export function AskAssign({ ownerId, onAssign, onClose }: AskProps) {
  const { t } = useTranslation();
  const me = useMe();
  const [chosen, choose] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const reps = useQuery({
    queryKey: ['reps', 'to-assign'],
    queryFn: async () => (await api.GET('/api/control-tower/reps', { params: { query: {} } })).data!.items,
  });
  const all = (reps.data ?? [])
    .filter(({ status }) => status !== 'INACTIVE')
    .toSorted((a, b) => a.load - b.load || a.name.localeCompare(b.name))
    .map(({ id, name, status, load, openLeads, capacity }): RepToPick => ({
      id,
      name,
      load,
      words: status === 'AWAY' ? t('lead.away') : t('lead.loadOf', { open: openLeads, capacity }),
    }));
  // Whoever looks may take it themselves.
  if (reps.data && me && !all.some(({ id }) => id === me.id))
    all.push({ id: me.id, name: me.name, load: null, words: t('lead.yourself') });
  const others = all.filter(({ id }) => id !== ownerId);
  const rep = others.find(({ id }) => id === chosen);
  return (
    <Dialog
      title={t('lead.assign')}
      submit={t('lead.assign')}
      disabled={!rep}
      onSubmit={() => rep && onAssign(rep.id, rep.name, reason)}
      onClose={onClose}
    >
      {reps.error && <Failed error={reps.error} again={() => void reps.refetch()} />}
      <PickRep
        reps={others}
        nobody={t(reps.isPending ? 'state.loading' : 'lead.nobodyFound')}
        value={chosen}
        onChange={choose}
      />
      <Reason value={reason} onChange={setReason} />
    </Dialog>
  );
}
