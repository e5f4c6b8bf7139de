import { Card, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { isPaused, Paused, Status } from '../../../shared/badges';
import { Instant } from '../../../shared/instant';
import type { Me } from '../../../shared/me';
import { isDue, useContactedToday, type LeadItem } from './data';

/** What was reached today, and what else of the own leads waits for nothing. */
export function Done({ me, leads }: { me: Me; leads: LeadItem[] }) {
  const { t } = useTranslation('myDay');
  const today = useContactedToday(me).data ?? [];
  const resting = leads.filter((lead) => !isDue(lead) && !today.some(({ id }) => id === lead.id));
  if (today.length + resting.length === 0) return null;
  return (
    <div className="done">
      <Leads title={t('contactedToday', { count: today.length })} leads={today} />
      <Leads title={t('resting', { count: resting.length })} leads={resting} />
    </div>
  );
}

function Leads({ title, leads }: { title: string; leads: LeadItem[] }) {
  const { t } = useTranslation('myDay');
  if (leads.length === 0) return null;
  return (
    <Card withBorder component="section" aria-label={title} padding="sm">
      <Title order={2} size="h5" mb={4}>
        {title}
      </Title>
      {leads.map((lead) => (
        <Link key={lead.id} to={`/leads/${lead.id}`} className="done-lead card-link">
          <div className="grow">
            <Text size="sm" fw={600} truncate>
              {lead.name ?? t('leads.unnamed')}
            </Text>
            {lead.contactedAt !== null && (
              <Text size="xs" c="dimmed">
                <Instant at={lead.contactedAt} />
              </Text>
            )}
          </div>
          {isPaused(lead) ? <Paused lead={lead} /> : <Status status={lead.status} />}
        </Link>
      ))}
    </Card>
  );
}
