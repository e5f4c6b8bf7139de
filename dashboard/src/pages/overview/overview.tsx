import { Badge, Card, Group, Progress, Select, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { api } from '../../api/client';
import { Failed, Loading } from '../../shared/states';
import { durationWords } from '../../shared/time';

const RANGES = { hours24: 24, days7: 7 * 24, days30: 30 * 24 } as const;
type Range = keyof typeof RANGES;

/** Each figure, and the list that is behind it. */
const FIGURES = [
  { key: 'slaBreached', to: '/leads?breach=breached', className: 'late' },
  { key: 'slaAtRisk', to: '/leads?breach=at_risk', className: 'at-risk' },
  { key: 'unrouted', to: '/leads?status=UNROUTED', className: 'at-risk' },
  { key: 'activeEscalations', to: '/leads?breach=breached,at_risk', className: '' },
  { key: 'openLeads', to: '/leads', className: '' },
  { key: 'newLeads', to: '/leads', className: '' },
] as const;

export default function Overview() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const given = search.get('range') as Range | null;
  const range: Range = given !== null && Object.hasOwn(RANGES, given) ? given : 'hours24';
  const summary = useQuery({
    queryKey: ['summary', range],
    queryFn: async () => {
      const from = new Date(Date.now() - RANGES[range] * 3_600_000).toISOString();
      const { data } = await api.GET('/api/control-tower/summary', { params: { query: { from } } });
      return data!;
    },
  });
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1}>{t('overview.title')}</Title>
        <Select
          aria-label={t('overview.range')}
          allowDeselect={false}
          data={Object.keys(RANGES).map((value) => ({ value, label: t(`overview.${value as Range}`) }))}
          value={range}
          onChange={(value) => value !== null && setSearch({ range: value }, { replace: true })}
        />
      </Group>
      {summary.error && <Failed error={summary.error} again={() => void summary.refetch()} />}
      {summary.isPending && <Loading />}
      {summary.data && (
        <>
          <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }}>
            {FIGURES.map(({ key, to, className }) => (
              <Link key={key} to={to} className="card-link">
                <Card withBorder h="100%">
                  <Text size="sm">{t(`overview.${key}`)}</Text>
                  <Text fz={34} fw={700} className={`tabular ${summary.data[key] > 0 ? className : ''}`}>
                    {summary.data[key]}
                  </Text>
                </Card>
              </Link>
            ))}
          </SimpleGrid>
          <FirstContact data={summary.data} />
        </>
      )}
      <Reps />
      <Flows />
    </Stack>
  );
}

interface FirstContactData {
  firstContact: { p50: string | null; p90: string | null; attainment: number | null };
  leadsPerMinute: number;
}

function FirstContact({ data: { firstContact, leadsPerMinute } }: { data: FirstContactData }) {
  const { t } = useTranslation();
  const { p50, p90, attainment } = firstContact;
  const shown = [
    { what: t('overview.attainment'), value: attainment === null ? null : `${Math.round(attainment * 1000) / 10} %` },
    { what: t('overview.p50'), value: p50 && durationWords(p50) },
    { what: t('overview.p90'), value: p90 && durationWords(p90) },
    { what: t('overview.perMinute'), value: leadsPerMinute.toFixed(2) },
  ];
  return (
    <Card withBorder>
      <Title order={2} size="h4" mb="xs">
        {t('overview.firstContact')}
      </Title>
      <SimpleGrid cols={{ base: 2, sm: 4 }}>
        {shown.map(({ what, value }) => (
          <div key={what}>
            <Text fz="xl" fw={600} className="tabular">
              {value ?? '–'}
            </Text>
            <Text size="sm">{what}</Text>
          </div>
        ))}
      </SimpleGrid>
    </Card>
  );
}

function Reps() {
  const { t } = useTranslation();
  const reps = useQuery({
    queryKey: ['reps'],
    queryFn: async () => (await api.GET('/api/control-tower/reps', { params: { query: {} } })).data!,
  });
  if (!reps.data) return reps.error ? <Failed error={reps.error} /> : null;
  return (
    <Card withBorder>
      <Title order={2} size="h4" mb="xs">
        {t('overview.reps')}
      </Title>
      <Table.ScrollContainer minWidth={420}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('overview.rep')}</Table.Th>
              <Table.Th>{t('overview.load')}</Table.Th>
              <Table.Th>{t('overview.breached')}</Table.Th>
              <Table.Th>{t('overview.inTime')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {reps.data.items.map((rep) => (
              <Table.Tr key={rep.id}>
                <Table.Td>
                  <Link to={`/leads?ownerId=${rep.id}`}>{rep.name}</Link>
                </Table.Td>
                <Table.Td>
                  <Text size="sm" className="tabular">
                    {t('overview.loadOf', { open: rep.openLeads, capacity: rep.capacity })}
                  </Text>
                  <Progress value={rep.load * 100} aria-label={`${rep.name}: ${t('overview.load')}`} />
                </Table.Td>
                <Table.Td className="tabular">{rep.breached}</Table.Td>
                <Table.Td className="tabular">
                  {rep.attainment === null ? '–' : `${Math.round(rep.attainment * 100)} %`}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  );
}

function Flows() {
  const { t } = useTranslation();
  const flows = useQuery({
    queryKey: ['flows'],
    queryFn: async () => (await api.GET('/api/control-tower/flows')).data!,
  });
  if (!flows.data) return flows.error ? <Failed error={flows.error} /> : null;
  return (
    <Card withBorder>
      <Title order={2} size="h4" mb="xs">
        {t('overview.flows')}
      </Title>
      <Stack gap="xs">
        {flows.data.items.map((flow) => (
          <Group key={flow.id} justify="space-between">
            <Link to={`/leads?flowId=${flow.id}`}>{flow.name}</Link>
            <Group gap="xs">
              <Badge color={flow.active ? 'teal' : 'gray'}>
                {t(flow.active ? 'overview.active' : 'overview.inactive')}
              </Badge>
              <Badge color="gray">{t(`overview.${flow.publishStatus}`)}</Badge>
            </Group>
          </Group>
        ))}
      </Stack>
    </Card>
  );
}
