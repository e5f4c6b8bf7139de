import { Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../../../api/client';
import { ifMatch } from '../../../../../api/if-match';
import { asError } from '../../../../../shared/as-error';
import { NotDone } from '../../../../../shared/states';
import type { Flow } from '../data';
import { useDraft } from './editing';
import { latest } from './latest';

const PAUSE_MS = 600;

/** Saves the draft when somebody pauses, and says so. */
export function SaveState({ flow }: { flow: Flow }) {
  const { t } = useTranslation('flows');
  const { flowId, document, readOnly } = useDraft();
  const queries = useQueryClient();
  const revision = useRef(flow.revision);
  const [state, setState] = useState<'SAVED' | 'CHANGED' | Error>('SAVED');
  useEffect(() => {
    if (readOnly) return;
    const { ask, stop } = latest(
      async (draft: unknown) =>
        (
          await api.PATCH('/api/flows/{id}', {
            params: { path: { id: flowId }, header: ifMatch(revision.current) },
            body: { draft: draft as Record<string, unknown> },
          })
        ).data!,
      (saved, draft) => {
        revision.current = saved.revision;
        queries.setQueryData(['flow', flowId], saved);
        if (draft === document.value) setState('SAVED');
      },
      (error) => setState(asError(error)),
    );
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = document.subscribe((draft) => {
      setState('CHANGED');
      clearTimeout(timer);
      timer = setTimeout(() => ask(draft), PAUSE_MS);
    });
    return () => {
      end();
      clearTimeout(timer);
      stop();
    };
  }, [flowId, document, readOnly, queries]);
  if (readOnly) return <Text c="dimmed">{t('save.readOnly')}</Text>;
  if (state instanceof Error) return <NotDone error={state} what={t('save.notSaved')} />;
  return (
    <Text c="dimmed" role="status">
      {t(state === 'SAVED' ? 'save.saved' : 'save.saving')}
    </Text>
  );
}
