import { Button, Group, Modal, Select, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../api/client';
import { usePeople } from '../../shared/people';
import { Failed } from '../../shared/states';

type LeadDetail = Schemas['Lead'];
const OUTCOMES = ['WON', 'LOST', 'INVALID', 'DUPLICATE'] as const;
type Outcome = (typeof OUTCOMES)[number];

/** What a person can do about a lead. The API judges it: a refusal is shown in its own words. */
export function Actions({ lead }: { lead: LeadDetail }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const path = { id: lead.id };
  const act = useMutation({
    mutationFn: (work: () => Promise<unknown>) => work(),
    onSuccess: async () => {
      notifications.show({ message: t('lead.done') });
      await queries.invalidateQueries({ queryKey: ['lead', lead.id] });
    },
  });
  if (lead.status === 'CLOSED' || lead.status === 'UNQUALIFIED') return null;
  return (
    <Stack gap="xs">
      <Group>
        <Button
          onClick={() =>
            act.mutate(() => api.POST('/api/leads/{id}/proofs', { params: { path }, body: { kind: 'CALL_LOGGED' } }))
          }
        >
          {t('lead.call')}
        </Button>
        {lead.pausedAt === null ? (
          <Button
            variant="default"
            onClick={() => act.mutate(() => api.POST('/api/leads/{id}/pause', { params: { path }, body: {} }))}
          >
            {t('lead.pause')}
          </Button>
        ) : (
          <Button
            variant="default"
            onClick={() => act.mutate(() => api.POST('/api/leads/{id}/resume', { params: { path }, body: {} }))}
          >
            {t('lead.resume')}
          </Button>
        )}
        <Assign
          onChoose={(ownerId) =>
            act.mutate(() => api.POST('/api/leads/{id}/assign', { params: { path }, body: { ownerId } }))
          }
        />
        <Close
          onChoose={(outcome) =>
            act.mutate(() => api.POST('/api/leads/{id}/close', { params: { path }, body: { outcome } }))
          }
        />
      </Group>
      {act.error && <Failed error={act.error} />}
    </Stack>
  );
}

function Assign({ onChoose }: { onChoose: (ownerId: string) => void }) {
  const { t } = useTranslation();
  const people = usePeople();
  return (
    <Choice
      label={t('lead.assign')}
      question={t('lead.assignTo')}
      options={[...people].map(([value, label]) => ({ value, label }))}
      onChoose={onChoose}
    />
  );
}

function Close({ onChoose }: { onChoose: (outcome: Outcome) => void }) {
  const { t } = useTranslation();
  const options = OUTCOMES.map((value) => ({ value, label: t(`outcome.${value}`) }));
  return (
    <Choice
      label={t('lead.close')}
      question={t('lead.outcome')}
      options={options}
      onChoose={(value) => onChoose(value as Outcome)}
    />
  );
}

interface ChoiceProps {
  label: string;
  question: string;
  options: { value: string; label: string }[];
  onChoose: (value: string) => void;
}

/** A button that asks one question before it acts. */
function Choice({ label, question, options, onChoose }: ChoiceProps) {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure();
  const [value, setValue] = useState<string | null>(null);
  return (
    <>
      <Button
        variant="default"
        onClick={() => {
          setValue(null);
          open();
        }}
      >
        {label}
      </Button>
      <Modal opened={opened} onClose={close} title={label} closeButtonProps={{ 'aria-label': t('lead.cancel') }}>
        <Stack>
          <Select
            label={question}
            data={options}
            value={value}
            onChange={setValue}
            searchable
            allowDeselect={false}
            data-autofocus
            comboboxProps={{ withinPortal: true }}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('lead.cancel')}
            </Button>
            <Button
              disabled={value === null}
              onClick={() => {
                if (value !== null) onChoose(value);
                close();
              }}
            >
              {label}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
