import { Badge, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Failed, Loading } from '../../../shared/states';
import { useNumbers } from './numbers';
import { Panel } from './panel';
import { useFlows } from './queries';

/** Which flows take leads, whether what is published is what was last edited, and what they have in hand. */
export function Flows() {
  const { t } = useTranslation();
  const { count } = useNumbers();
  const flows = useFlows();
  return (
    <Panel title={t('overview.flows')}>
      {flows.error && !flows.data && <Failed error={flows.error} again={() => void flows.refetch()} />}
      {flows.isPending && <Loading />}
      {flows.data?.length === 0 && <Text c="dimmed">{t('overview.noFlows')}</Text>}
      <ul className="flows">
        {flows.data?.map((flow) => (
          <li key={flow.id}>
            <Group justify="space-between" gap="xs">
              <Link to={`/leads?flowId=${flow.id}`}>{flow.name}</Link>
              <Badge color="teal" variant={flow.active ? 'filled' : 'default'}>
                {t(flow.active ? 'overview.active' : 'overview.inactive')}
              </Badge>
            </Group>
            <Text size="sm" c="dimmed" className="tabular">
              {[
                t(`overview.${flow.publishStatus}`, { version: flow.publishedVersion }),
                t('overview.openOf', { count: flow.openLeads, formatted: count(flow.openLeads) }),
              ].join(' · ')}
              {flow.breached > 0 && (
                <>
                  {' · '}
                  <span className="late">
                    {t('overview.breachedOf', { count: flow.breached, formatted: count(flow.breached) })}
                  </span>
                </>
              )}
            </Text>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
