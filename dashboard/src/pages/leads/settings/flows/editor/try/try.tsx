import { Button, Group, Stack, Switch, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../../../../../shared/me';
import { NotDone } from '../../../../../../shared/states';
import { useDraft } from '../editing';
import { Answer } from './answer';
import { useAsked } from './asked';
import { useBeside } from './beside-state';
import { LeadToTry } from './lead-to-try';
import { useTrial } from './use-trial';
import './try.css';

/** What the draft would make of a lead, while it is edited. */
export default function TryIt() {
  const { t } = useTranslation('flowTry');
  const [beside, setBeside] = useBeside();
  const isAllowed = useCan('flows.draft');
  if (!isAllowed) return <Text>{t('notYours')}</Text>;
  return (
    <Stack>
      <Group justify="space-between" align="flex-start">
        <Text c="dimmed" size="sm" maw="46rem">
          {t('about')}
        </Text>
        <Switch
          visibleFrom="lg"
          label={t('beside')}
          checked={beside}
          onChange={({ currentTarget }) => setBeside(currentTarget.checked)}
        />
      </Group>
      <Trial />
    </Stack>
  );
}

/** The lead, and what becomes of it. */
export function Trial() {
  const { t } = useTranslation('flowTry');
  const { flowId } = useDraft();
  const [asked, change] = useAsked(flowId);
  const { answer, error, isAsking, again } = useTrial(asked);
  const nothingChosen = asked.by === 'STORED' && asked.stored === null;
  return (
    <div className="try">
      <LeadToTry asked={asked} change={change} />
      <section className="try-answer lead-parts" aria-label={t('answer')} aria-busy={isAsking}>
        <Group justify="space-between" mih={28}>
          <Text size="sm" c="dimmed" role="status">
            {nothingChosen ? t('choose') : isAsking ? t('asking') : answer ? t('answered') : ''}
          </Text>
          {asked.at === '' && answer && (
            <Button size="compact-sm" variant="default" onClick={again}>
              {t('again')}
            </Button>
          )}
        </Group>
        {error && <NotDone error={error} again={again} />}
        {answer && !nothingChosen && <Answer trial={answer} />}
      </section>
    </div>
  );
}
