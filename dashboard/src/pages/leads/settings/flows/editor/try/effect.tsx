import { Alert, List, Stack, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, type Schemas } from '../../../../../../api/client';
import { asError } from '../../../../../../shared/as-error';
import { NotDone } from '../../../../../../shared/states';
import { PAGES } from '../../../../../../shared/pages';
import { useInstantFormat } from '../../../../lead/formats';
import { latest } from '../latest';
import { useFlowNames } from '../names';

type Effect = Schemas['FlowEffect'];
type Moved = Schemas['FlowEffectOn'];

/** It is asked over many leads: once somebody stops for a moment. */
const SOON_MS = 400;

interface EffectProps {
  flowId: string;
  /** The draft as the editor has it; left out: as it is stored. */
  draft?: Record<string, unknown> | undefined;
}

/** What a draft would take from the other flows and give up, asked anew as it changes: one question at a time. */
export default function FlowEffect({ flowId, draft }: EffectProps) {
  const { t } = useTranslation('flowTry');
  const [effect, setEffect] = useState<Effect | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const asking = useRef<{ ask: (draft: EffectProps['draft']) => void; stop: () => void }>(null);
  const [isFirst, setFirst] = useState(true);
  useEffect(() => {
    const one = latest(
      async (about: EffectProps['draft']) =>
        (
          await api.POST('/api/flows/{id}/effect', {
            params: { path: { id: flowId } },
            body: about === undefined ? {} : { draft: about },
          })
        ).data!,
      (answer) => {
        setEffect(answer);
        setError(null);
      },
      (thrown) => setError(asError(thrown)),
    );
    asking.current = one;
    return one.stop;
  }, [flowId]);
  // Whom it takes decides over that, and nothing else of the draft.
  const { match, priority } = draft ?? {};
  useEffect(() => {
    const soon = setTimeout(() => asking.current?.ask(draft), isFirst ? 0 : SOON_MS);
    setFirst(false);
    return () => clearTimeout(soon);
  }, [flowId, match, priority]);
  if (error) return <NotDone error={error} what={t('effect.failed')} />;
  if (effect === null)
    return (
      <Text size="sm" role="status">
        {t('effect.asking')}
      </Text>
    );
  return <EffectWords effect={effect} />;
}

/** The same, as it was answered. */
function EffectWords({ effect }: { effect: Effect }) {
  const { t } = useTranslation('flowTry');
  const { takes, gives, keeps, leads, more, active } = effect;
  if (takes === null || gives === null)
    return (
      <Alert color="orange" title={t('effect.untold')}>
        {t('effect.mend')}
      </Alert>
    );
  return (
    <Stack gap="xs" role="group" aria-label={t('effect.title')}>
      <Text size="sm">
        {t(more ? 'effect.ofLatest' : 'effect.of', { count: leads })}{' '}
        {takes.leads + gives.leads === 0 ? t('effect.nothing') : t('effect.keeps', { count: keeps ?? 0 })}
        {!active && ` ${t('effect.inactive')}`}
      </Text>
      <MovedList moved={takes} kind="takes" names={effect.names} />
      <MovedList moved={gives} kind="gives" names={effect.names} />
    </Stack>
  );
}

interface MovedListProps {
  moved: Moved;
  kind: 'takes' | 'gives';
  names: Effect['names'];
}

function MovedList({ moved: { flows }, kind, names }: MovedListProps) {
  const { t } = useTranslation('flowTry');
  const { flows: known } = useFlowNames();
  const { moment } = useInstantFormat();
  if (flows.length === 0) return null;
  const wordsOf = ({ flowId, leads: count }: Moved['flows'][number]): string => {
    if (flowId === null) return t(kind === 'takes' ? 'effect.takesFromNobody' : 'effect.givesToNobody', { count });
    const name = names[flowId] ?? known.get(flowId) ?? flowId;
    return t(kind === 'takes' ? 'effect.takesFrom' : 'effect.givesTo', { count, name });
  };
  return (
    <List size="sm">
      {flows.map((flow) => (
        <List.Item key={flow.flowId}>
          {wordsOf(flow)}{' '}
          <Text span size="sm" c="dimmed">
            {t('effect.such')}{' '}
            {flow.examples.map(({ leadId, name, source, receivedAt }, index) => (
              <span key={leadId}>
                {index > 0 && '; '}
                <Link to={`${PAGES.leads}/${leadId}`}>{name ?? t('nameless')}</Link> ({source}, {moment(receivedAt)})
              </span>
            ))}
          </Text>
        </List.Item>
      ))}
    </List>
  );
}
