import { Anchor, Card, Grid, Group, List, Stack, Text, Timeline, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { api, type Schemas } from '../../api/client';
import { Deadline, Status } from '../../shared/badges';
import { Failed, Loading } from '../../shared/states';
import { Instant } from '../../shared/instant';
import { Actions } from './actions';

type LeadDetail = Schemas['Lead'];

export default function Lead() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const lead = useQuery({
    queryKey: ['lead', id],
    queryFn: async () => (await api.GET('/api/leads/{id}', { params: { path: { id } } })).data!,
  });
  if (lead.error && !lead.data) return <Failed error={lead.error} again={() => void lead.refetch()} />;
  if (!lead.data) return <Loading />;
  const { data } = lead;
  return (
    <Stack>
      <Link to="/leads">← {t('lead.back')}</Link>
      <Group justify="space-between">
        <div>
          <Title order={1}>{data.name ?? t('leads.unnamed')}</Title>
          <Text>{[data.source, data.email, data.phone].filter(Boolean).join(' · ')}</Text>
        </div>
        <Group>
          <Deadline at={data.deadlineAt} breach={data.breach} />
          <Status status={data.status} />
        </Group>
      </Group>
      <Actions lead={data} />
      <Grid>
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack>
            <Why lead={data} />
            <Clocks lead={data} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <History lead={data} />
        </Grid.Col>
      </Grid>
      {data.workflow.url !== null && (
        <Anchor href={data.workflow.url} target="_blank" rel="noreferrer">
          {t('lead.workflow')}
        </Anchor>
      )}
    </Stack>
  );
}

function Why({ lead: { why } }: { lead: LeadDetail }) {
  const { t } = useTranslation();
  const lists = [
    { title: t('lead.score'), lines: why.score === null ? [] : [why.score] },
    { title: t('lead.owner'), lines: [why.owner] },
    { title: t('lead.others'), lines: why.others },
    { title: t('lead.deadlines'), lines: why.deadlines },
    { title: t('lead.next'), lines: why.next.length > 0 ? why.next : [t('lead.nothing')] },
  ];
  return (
    <Card withBorder>
      <Title order={2} size="h4">
        {t('lead.why')}
      </Title>
      {lists
        .filter(({ lines }) => lines.length > 0)
        .map(({ title, lines }) => (
          <div key={title}>
            <Title order={3} size="h6" mt="sm">
              {title}
            </Title>
            <List size="sm">
              {lines.map((line) => (
                <List.Item key={line}>{line}</List.Item>
              ))}
            </List>
          </div>
        ))}
    </Card>
  );
}

function Clocks({ lead: { clocks } }: { lead: LeadDetail }) {
  const { t } = useTranslation();
  if (clocks.length === 0) return null;
  return (
    <Card withBorder>
      <Title order={2} size="h4" mb="xs">
        {t('lead.clocks')}
      </Title>
      <Stack gap="xs">
        {clocks.map((clock) => (
          <Group key={clock.id} justify="space-between" wrap="nowrap">
            <Text size="sm">
              {clock.key}
              {clock.cycle > 1 ? ` (${clock.cycle})` : ''}: {t(`clock.${clock.status}`)}
            </Text>
            <Text size="sm" className="tabular">
              {clock.metAt !== null ? (
                <>
                  {t('lead.met')} <Instant at={clock.metAt} />
                </>
              ) : clock.deadlineAt === null ? (
                t('lead.stands')
              ) : (
                <Instant at={clock.deadlineAt} />
              )}
            </Text>
          </Group>
        ))}
      </Stack>
    </Card>
  );
}

/** What an entry says beyond its type, in the words that the contract gives it. */
function saying(entry: LeadDetail['timeline'][number]): string {
  const { text, status, clockKey, action, kind } = entry as Record<string, unknown>;
  return [clockKey, action, kind, text ?? status].filter((part) => typeof part === 'string').join(' · ');
}

function History({ lead: { timeline } }: { lead: LeadDetail }) {
  const { t } = useTranslation();
  return (
    <Card withBorder>
      <Title order={2} size="h4" mb="md">
        {t('lead.timeline')}
      </Title>
      <Timeline active={timeline.length} bulletSize={14} lineWidth={2}>
        {timeline.toReversed().map((entry) => (
          <Timeline.Item key={`${entry.type}-${entry.id}`} title={entry.type}>
            <Text size="sm">{saying(entry)}</Text>
            <Text size="xs">
              <Instant at={entry.at} />
            </Text>
          </Timeline.Item>
        ))}
      </Timeline>
    </Card>
  );
}
