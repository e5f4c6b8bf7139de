import { Group, Progress, Select, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { useMe } from '../../../shared/me';
import { Failed } from '../../../shared/states';
import { Dialog } from './dialog';
import { Reason } from './reason';

interface AskProps {
  ownerId: string | null;
  onAssign: (ownerId: string, name: string, reason: string) => void;
  onClose: () => void;
}

/** Who gets it, with the load that each has. */
export function AskAssign({ ownerId, onAssign, onClose }: AskProps) {
  const { t } = useTranslation();
  const me = useMe();
  const [chosen, choose] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const reps = useQuery({
    queryKey: ['reps', 'to-assign'],
    queryFn: async () => (await api.GET('/api/control-tower/reps', { params: { query: {} } })).data!.items,
  });
  const items = (reps.data ?? []).filter(({ id, status }) => id !== ownerId && status !== 'INACTIVE');
  const byId = new Map(items.map((rep) => [rep.id, rep]));
  const freest = items.toSorted((a, b) => a.load - b.load || a.name.localeCompare(b.name));
  const options = freest.map(({ id, name }) => ({ value: id, label: name }));
  if (me && me.id !== ownerId && !byId.has(me.id)) options.push({ value: me.id, label: me.name });
  const nameOf = (id: string): string => options.find(({ value }) => value === id)?.label ?? id;
  return (
    <Dialog
      title={t('lead.assign')}
      submit={t('lead.assign')}
      disabled={chosen === null}
      onSubmit={() => chosen !== null && onAssign(chosen, nameOf(chosen), reason)}
      onClose={onClose}
    >
      {reps.error && <Failed error={reps.error} again={() => void reps.refetch()} />}
      <Select
        label={t('lead.assignTo')}
        data={options}
        value={chosen}
        onChange={choose}
        searchable
        allowDeselect={false}
        selectFirstOptionOnChange
        data-autofocus
        nothingFoundMessage={reps.isPending ? t('state.loading') : t('lead.nobodyFound')}
        maxDropdownHeight={280}
        renderOption={({ option }) => {
          const rep = byId.get(option.value);
          return (
            <div className="rep-option">
              <Group justify="space-between" wrap="nowrap" gap="xs">
                <Text size="sm">{option.label}</Text>
                <Text size="xs" className="tabular">
                  {!rep
                    ? t('lead.yourself')
                    : rep.status === 'AWAY'
                      ? t('lead.away')
                      : t('lead.loadOf', { open: rep.openLeads, capacity: rep.capacity })}
                </Text>
              </Group>
              {rep && (
                <Progress
                  value={rep.load * 100}
                  size={4}
                  color={rep.load >= 1 ? 'red' : 'teal'}
                  aria-hidden
                  tabIndex={-1}
                />
              )}
            </div>
          );
        }}
      />
      <Reason value={reason} onChange={setReason} />
    </Dialog>
  );
}
