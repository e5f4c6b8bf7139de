import { Alert, Badge, List, Progress, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, type Schemas } from '../../../api/client';
import { Instant } from '../../../shared/instant';
import { Failed, Loading } from '../../../shared/states';
import { useTold } from '../../../shared/told';
import type { HandoverProps } from '../../platform/away/handover';

type Preview = Schemas['HandoverPreview'];

/** So many leads are shown one by one; the counts are of all. */
const MOST_SHOWN = 20;

const COLOURS: Record<Preview['items'][number]['outcome'], string> = {
  GIVEN: 'teal',
  OFFERED: 'blue',
  NOBODY: 'red',
  STAYS: 'gray',
};

/** Who would take over what, before it is done: asked of the routing as it is now. */
export function Handover({ userId, cause, from, replan = true }: HandoverProps) {
  const preview = useQuery({
    queryKey: ['people', 'handover', userId, cause, from, replan],
    // What was true a while ago is not shown as what will be.
    gcTime: 0,
    queryFn: async () => {
      const query = { cause, replan, ...(from !== undefined && { from }) };
      return (await api.GET('/api/users/{id}/handover', { params: { path: { id: userId }, query } })).data!;
    },
  });
  if (preview.error) return <Failed error={preview.error} again={() => void preview.refetch()} />;
  return preview.data ? <Shown preview={preview.data} replan={replan} /> : <Loading />;
}

function Shown({ preview, replan }: { preview: Preview; replan: boolean }) {
  const { t } = useTranslation('people');
  const told = useTold();
  const { counts, takers, items, hangs, refusal, total, more } = preview;
  const sums = [
    counts.given > 0 && t('handover.given', { count: counts.given }),
    counts.offered > 0 && t('handover.offered', { count: counts.offered }),
    counts.nobody > 0 && t('handover.nobody', { count: counts.nobody }),
  ].filter(Boolean);
  return (
    <Stack gap="sm">
      {refusal !== null && (
        <Alert color="red" role="alert">
          {refusal}
        </Alert>
      )}
      <Text role="status">
        {total === 0 ? t(replan ? 'handover.none' : 'handover.stay') : `${sums.join(', ')}.`}
        {more && ` ${t('handover.more', { shown: items.length, total })}`}
      </Text>
      {takers.length > 0 && (
        <List size="sm" listStyleType="none">
          {takers.map(({ userId: id, name, leads, loadBefore, loadAfter, capacity }) => (
            <List.Item key={id}>
              <Text size="sm" className="tabular">
                {t('handover.taker', { name, count: leads, before: loadBefore, after: loadAfter, capacity })}
              </Text>
              <Progress.Root size="sm" aria-hidden w={220} maw="100%">
                <Progress.Section value={(loadBefore / Math.max(capacity, loadAfter, 1)) * 100} color="gray.5" />
                <Progress.Section
                  value={((loadAfter - loadBefore) / Math.max(capacity, loadAfter, 1)) * 100}
                  color={loadAfter > capacity ? 'orange' : 'teal'}
                />
              </Progress.Root>
            </List.Item>
          ))}
        </List>
      )}
      {counts.nobody > 0 && (
        <Alert color="orange" variant="light" title={t('handover.nobodyTitle')}>
          {t('handover.nobodyHint')}
        </Alert>
      )}
      {items.length > 0 && (
        <details>
          <summary>{t('handover.each')}</summary>
          <Table aria-label={t('handover.each')} className="settings-table" verticalSpacing={4}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('handover.lead')}</Table.Th>
                <Table.Th>{t('handover.to')}</Table.Th>
                <Table.Th>{t('handover.clocks')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.slice(0, MOST_SHOWN).map((item) => (
                <Table.Tr key={item.leadId}>
                  <Table.Td data-label={t('handover.lead')}>
                    <Link to={`/leads/${item.leadId}`} target="_blank">
                      {item.name ?? t('handover.unnamed')}
                    </Link>
                  </Table.Td>
                  <Table.Td data-label={t('handover.to')} title={told(item.why)}>
                    <Badge
                      miw="max-content"
                      variant="light"
                      tt="none"
                      color={COLOURS[item.outcome]}
                      c="var(--mantine-color-text)"
                    >
                      {t(`handover.outcomes.${item.outcome}`)}
                    </Badge>{' '}
                    {item.to.map(({ name }) => name).join(', ')}
                  </Table.Td>
                  <Table.Td data-label={t('handover.clocks')}>
                    {item.clocks.map((clock, index) => (
                      <Text size="sm" key={index}>
                        {clock.name}: {clock.restarted ? t('handover.restarts') : t('handover.goesOn')}{' '}
                        {clock.deadlineAfter ? <Instant at={clock.deadlineAfter} /> : '–'}
                      </Text>
                    ))}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          {items.length > MOST_SHOWN && (
            <Text size="sm">{t('handover.moreItems', { count: items.length - MOST_SHOWN })}</Text>
          )}
        </details>
      )}
      {hangs.length > 0 && (
        <Alert color="orange" variant="light" title={t('handover.hangs')}>
          <List size="sm">
            {hangs.map(({ kind, id, name }) => (
              <List.Item key={kind + id}>{t(`handover.hangsBy.${kind}`, { name })}</List.Item>
            ))}
          </List>
        </Alert>
      )}
    </Stack>
  );
}
