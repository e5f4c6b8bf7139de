import { Text, VisuallyHidden } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight, createSpotlight } from '@mantine/spotlight';
import '@mantine/spotlight/styles.css';
import { IconSearch, IconUser, IconUserPlus } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { PAGES } from '../../../domain/leads/vocabulary/pages.js';
import { api } from '../api/client';
import { Status } from '../shared/badges';
import { can, type Me } from '../shared/me';
import type { PageEntry } from './pages';
import { useFirstHit } from './use-first-hit';

const [store, finder] = createSpotlight();
export const openFinderDialog = finder.open;

const MIN_LETTERS = 2;
/** Finds a lead, a rep’s leads, a flow’s leads or a page by its first letters. */
export function FinderDialog({ me, pages }: { me: Me; pages: PageEntry[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), 150);
  const isAsked = asked.length >= MIN_LETTERS && can(me, 'leads.search');
  const found = useQuery({
    queryKey: ['search', asked],
    enabled: isAsked,
    placeholderData: keepPreviousData,
    queryFn: async () => (await api.GET('/api/search', { params: { query: { q: asked } } })).data!,
  });
  const data = isAsked ? found.data : undefined;
  const go = (to: string) => () => void navigate(to);
  const addsLead = can(me, 'leads.write') && t('leads.add').toLowerCase().includes(text.trim().toLowerCase());
  const fitting = pages.filter(({ key }) => t(`nav.${key}`).toLowerCase().includes(text.trim().toLowerCase()));
  const groups = [
    {
      label: t('finder.leads'),
      actions: (data?.leads ?? []).map((lead) => (
        <Spotlight.Action key={lead.id} onClick={go(`/leads/${lead.id}`)}>
          <div className="found">
            <div>
              <Text size="sm">{lead.name ?? t('leads.unnamed')}</Text>
              <Text size="xs" className="found-by">
                {[lead.email, lead.phone, lead.externalId].filter(Boolean).join(' · ')}
              </Text>
            </div>
            <Status status={lead.status} />
          </div>
        </Spotlight.Action>
      )),
    },
    {
      label: t('finder.people'),
      actions: (data?.users ?? []).map((user) => (
        <Spotlight.Action
          key={user.id}
          label={user.name}
          description={t('finder.theirLeads')}
          leftSection={<IconUser size={18} aria-hidden />}
          onClick={go(`/leads?ownerId=${user.id}`)}
        />
      )),
    },
    {
      label: t('finder.flows'),
      actions: (data?.flows ?? []).map((flow) => (
        <Spotlight.Action
          key={flow.id}
          label={flow.name}
          description={t('finder.itsLeads')}
          onClick={go(`/leads?flowId=${flow.id}`)}
        />
      )),
    },
    {
      label: t('finder.pages'),
      actions: [
        ...fitting.map(({ key, to, icon: Sign }) => (
          <Spotlight.Action
            key={key}
            label={t(`nav.${key}`)}
            leftSection={<Sign size={18} aria-hidden />}
            onClick={go(to)}
          />
        )),
        ...(addsLead
          ? [
              <Spotlight.Action
                key="new-lead"
                label={t('leads.add')}
                leftSection={<IconUserPlus size={18} aria-hidden />}
                onClick={go(PAGES.newLead)}
              />,
            ]
          : []),
      ],
    },
  ].filter(({ actions }) => actions.length > 0);

  const wanted = text.trim();
  const isAnswered =
    wanted.length < MIN_LETTERS ||
    !can(me, 'leads.search') ||
    (asked === wanted && (found.isError || (found.isSuccess && !found.isPlaceholderData)));
  const hits = groups.flatMap(({ actions }) => actions.map(({ key }) => key)).join();
  const keys = useFirstHit({ store, text: wanted, isAnswered, hits });

  return (
    <Spotlight.Root
      store={store}
      query={text}
      onQueryChange={setText}
      shortcut={null}
      scrollable
      maxHeight={420}
      styles={{ header: { minHeight: 0 } }}
      title={<VisuallyHidden>{t('finder.open')}</VisuallyHidden>}
    >
      <Spotlight.Search
        placeholder={t('finder.placeholder')}
        aria-label={t('finder.placeholder')}
        leftSection={<IconSearch size={18} aria-hidden />}
        {...keys}
      />
      <Spotlight.ActionsList>
        {groups.map(({ label, actions }) => (
          <Spotlight.ActionsGroup key={label} label={label}>
            {actions}
          </Spotlight.ActionsGroup>
        ))}
        {groups.length === 0 && (
          <Spotlight.Empty>{!isAnswered ? t('state.loading') : t('finder.nothing')}</Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
