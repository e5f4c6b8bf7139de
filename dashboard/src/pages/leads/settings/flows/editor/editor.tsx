import { Badge, Group, Stack, Tabs, Text, Title } from '@mantine/core';
import { Suspense, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { Refused } from '../../../../../api/client';
import { useAddress } from '../../../../../shared/address';
import { useCan } from '../../../../../shared/me';
import { PAGES } from '../../../../../shared/pages';
import { Failed, Loading } from '../../../../../shared/states';
import { useFlow, type Flow } from '../data';
import { DraftDocument } from './document';
import { EditingProvider, useDraft, useIssuesUnder, type Editing } from './editing';
import { IssueStore } from './issue-store';
import { EditorParts, type EditorPart } from './editor-part';
import { PARTS } from './parts';
import { FlowActions } from './actions';
import { useNews } from './saving/news';
import { SaveState, SaveTrouble } from './saving/save-state';
import { SavingProvider } from './saving/saving';
import { EffectOfDraft } from './try/lazy-effect';
import { WithTrial } from './try/with-trial';
import { useChecked } from './use-checked';

/** The page of one flow. */
export function FlowPage() {
  const { t } = useTranslation('flows');
  const { id = '' } = useParams();
  const { data, error, refetch } = useFlow(id);
  const isGone = error instanceof Refused && error.status === 404;
  return (
    <Stack>
      <Link to={PAGES.flows}>{t('page.back')}</Link>
      {isGone ? (
        <Text role="status">{t('page.gone')}</Text>
      ) : data ? (
        <Editor key={data.id} flow={data} />
      ) : error ? (
        <Failed error={error} again={() => void refetch()} />
      ) : (
        <Loading />
      )}
    </Stack>
  );
}

function Editor({ flow }: { flow: Flow }) {
  const readOnly = !useCan('flows.draft');
  const at = useAddress()[0].get('at');
  const editing = useMemo<Editing>(
    () => ({
      flowId: flow.id,
      document: new DraftDocument(flow.draft),
      issues: new IssueStore(),
      readOnly,
      // What leads there: `?part=score&at=scoring.rules.2.points`.
      opens: (place) => at !== null && `${at}.`.startsWith(`${place}.`),
    }),
    // Opened once: from then on the draft is what is on this page.
    [flow.id, readOnly],
  );
  return (
    <EditingProvider editing={editing}>
      <SavingProvider flow={flow} onNews={useNews(flow)}>
        <EditorParts value={PARTS}>
          <Opened flow={flow} />
        </EditorParts>
      </SavingProvider>
    </EditingProvider>
  );
}

function Opened({ flow }: { flow: Flow }) {
  const { t } = useTranslation('flows');
  const [address, setAddress] = useAddress();
  const part = PARTS.find(({ key }) => key === address.get('part')) ?? PARTS[0]!;
  useChecked();
  useEffect(() => {
    document.title = `${flow.name} · Pinggo`;
  }, [flow.name]);
  return (
    <>
      <Group justify="space-between" align="flex-start">
        <div>
          <Title order={1}>{flow.name}</Title>
          <Text c="dimmed">
            {flow.key} ·{' '}
            {flow.publishedVersion === null
              ? t('page.unpublished')
              : t('page.version', { version: flow.publishedVersion })}{' '}
            · {t(flow.active ? 'page.active' : 'page.inactive')}
          </Text>
        </div>
        <Group gap="xs">
          <SaveState />
          <FlowActions flow={flow} />
        </Group>
      </Group>
      <SaveTrouble />
      <WithTrial isShown={part.key !== 'try'}>
        <Tabs value={part.key} onChange={(value) => setAddress({ part: value })} keepMounted={false}>
          <Tabs.List>
            {PARTS.map((one) => (
              <Tab key={one.key} part={one} />
            ))}
          </Tabs.List>
          {PARTS.map(({ key, View }) => (
            <Tabs.Panel key={key} value={key} pt="md">
              <Suspense fallback={<Loading />}>
                <View />
              </Suspense>
              {key === 'takes' && <EffectOfDraft />}
            </Tabs.Panel>
          ))}
        </Tabs>
      </WithTrial>
    </>
  );
}

function Tab({ part: { key, of } }: { part: EditorPart }) {
  const { t } = useTranslation('flows');
  const wrong = useWrong(of);
  return (
    <Tabs.Tab
      value={key}
      rightSection={
        wrong > 0 && (
          <Badge size="sm" color="red" variant="light" aria-label={t('list.wrong', { count: wrong })}>
            {wrong}
          </Badge>
        )
      }
    >
      {t(`part.${key}`)}
    </Tabs.Tab>
  );
}

/** How many things are wrong in any of these places. */
function useWrong(of: EditorPart['of']): number {
  const { issues } = useDraft();
  useIssuesUnder([]);
  return of.reduce((sum, path) => sum + issues.countUnder(path.join('.')), 0);
}
