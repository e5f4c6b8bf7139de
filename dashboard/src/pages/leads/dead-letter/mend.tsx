import { Button, Group, Paper, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api, Refused, type Schemas } from '../../../api/client';
import { Failed } from '../../../shared/states';

const FIELDS = ['name', 'email', 'phone'] as const;
type Field = (typeof FIELDS)[number] | 'message';

/** The lead as it should have come, to be taken in; or that there was nobody. */
export function Mend({ letter }: { letter: Schemas['DeadLetter'] }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [typed, setTyped] = useState<Record<Field, string>>({
    name: letter.draft?.name ?? '',
    email: letter.draft?.email ?? '',
    phone: letter.draft?.phone ?? '',
    message: letter.draft?.message ?? '',
  });
  const path = { id: letter.id };
  const settled = (): void => {
    for (const queryKey of [['dead-letter', letter.id], ['work-items']]) void queries.invalidateQueries({ queryKey });
  };
  const replay = useMutation({
    mutationFn: async () => {
      const filled = Object.entries(typed).flatMap(([field, text]) =>
        text.trim() === '' ? [] : [[field, text.trim()]],
      );
      const body = Object.fromEntries(filled) as Partial<Record<Field, string>>;
      return (await api.POST('/api/dead-letters/{id}/replay', { params: { path }, body })).data!;
    },
    onSuccess: ({ leadId }) => {
      notifications.show({ color: 'teal', message: t('deadLetter.replayed') });
      void navigate(`/leads/${leadId}`);
    },
    // Also when it is refused: then somebody else may have decided it before.
    onSettled: settled,
  });
  const discard = useMutation({
    mutationFn: () => api.POST('/api/dead-letters/{id}/discard', { params: { path }, body: {} }),
    onSuccess: () => notifications.show({ color: 'teal', message: t('deadLetter.discarded') }),
    onSettled: settled,
  });
  const change = (field: Field) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setTyped((before) => ({ ...before, [field]: value }));
  };
  const issues = replay.error instanceof Refused ? replay.error.issues : [];
  const wrong = (field: Field) => issues.find(({ path }) => path === field)?.message;
  const isTold = issues.some(({ path }) => FIELDS.some((field) => field === path));
  const isReachable = typed.email.trim() !== '' || typed.phone.trim() !== '';
  return (
    <Paper withBorder p="md">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReachable) replay.mutate();
        }}
      >
        <Stack gap="sm">
          <div>
            <Title order={2} size="h4">
              {t('deadLetter.mend')}
            </Title>
            <Text size="sm" c="dimmed">
              {t('deadLetter.mendHint')}
            </Text>
          </div>
          {FIELDS.map((field) => (
            <TextInput
              key={field}
              label={t(`deadLetter.${field}`)}
              value={typed[field]}
              error={wrong(field)}
              onChange={change(field)}
            />
          ))}
          <Textarea
            label={t('deadLetter.message')}
            autosize
            minRows={2}
            maxRows={10}
            value={typed.message}
            error={wrong('message')}
            onChange={change('message')}
          />
          {replay.error && !isTold && <Failed error={replay.error} />}
          {discard.error && <Failed error={discard.error} />}
          <Group justify="space-between" gap="sm">
            <Button variant="default" loading={discard.isPending} onClick={() => discard.mutate()}>
              {t('deadLetter.discard')}
            </Button>
            <Button type="submit" disabled={!isReachable} loading={replay.isPending}>
              {t('deadLetter.takeIn')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
