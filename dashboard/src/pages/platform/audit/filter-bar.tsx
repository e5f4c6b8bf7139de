import { Button, Group, Select, SimpleGrid } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { usePeople } from '../../../shared/names';
import { ACTIONS, actionKey, actionsOf, GROUPS } from './actions';
import type { InAddress } from './filters';
import { LeadFilter } from './lead-filter';
import type { Entry } from './use-audit';
import { WhenFilter } from './when-filter';

const ACTOR_TYPES = ['user', 'system', 'api_key', 'endpoint'] as const;

/** Which entries are shown. @param entries what is shown now: they know the names of what no list offers */
export function FilterBar({ filters, set, clear, entries }: InAddress & { entries: Entry[] }) {
  const { t } = useTranslation();
  const { leadId, action, entityType, entityId } = filters;
  const entityName =
    entries.find(({ entity }) => entity.id === entityId)?.entity.name ?? `${entityType ?? ''} ${entityId}`;
  return (
    <div>
      <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm" verticalSpacing="xs">
        <LeadFilter
          value={leadId ?? null}
          onChange={(id) => set({ leadId: id, ...(id && { entityType: null, entityId: null }) })}
        />
        <ActorFilter filters={filters} set={set} entries={entries} />
        <Select
          label={t('audit.what')}
          placeholder={t('audit.anyAction')}
          searchable
          clearable
          nothingFoundMessage={t('audit.noOption')}
          data={[
            ...GROUPS.map((group) => ({
              group: t(`audit.groups.${group}`),
              items: actionsOf(group).map((value) => ({ value: value, label: t(actionKey(value)) })),
            })),
            // What is no action at all: the answer says so, and this is the way to take it away.
            ...(action && !(ACTIONS as string[]).includes(action) ? [action] : []),
          ]}
          value={action ?? null}
          onChange={(value) => set({ action: value })}
        />
        <WhenFilter filters={filters} set={set} />
      </SimpleGrid>
      {Object.keys(filters).length > 0 && (
        <Group gap="xs" mt="xs">
          {entityId && (
            <Button
              size="compact-sm"
              variant="default"
              rightSection={<IconX size={14} aria-hidden />}
              aria-label={t('audit.remove', { what: entityName })}
              onClick={() => set({ entityType: null, entityId: null })}
            >
              {t('audit.only', { what: entityName })}
            </Button>
          )}
          <Button size="compact-sm" variant="default" leftSection={<IconX size={14} aria-hidden />} onClick={clear}>
            {t('audit.clear')}
          </Button>
        </Group>
      )}
    </div>
  );
}

function ActorFilter({ filters, set, entries }: Pick<InAddress, 'filters' | 'set'> & { entries: Entry[] }) {
  const { t } = useTranslation();
  const people = usePeople();
  const { actorType = '', actorId } = filters;
  const value = actorId ? `${actorType}:${actorId}` : actorType;
  const persons = [...people].map(([id, label]) => ({ value: `user:${id}`, label }));
  const isListed = !actorId || persons.some((one) => one.value === value);
  const name = entries.find(({ actor }) => actor.id === actorId)?.actor.name;
  return (
    <Select
      label={t('audit.who')}
      placeholder={t('audit.anybody')}
      searchable
      clearable
      nothingFoundMessage={t('audit.noOption')}
      data={[
        {
          group: t('audit.kinds'),
          items: ACTOR_TYPES.map((type) => ({ value: type, label: t(`audit.actors.${type}`) })),
        },
        {
          group: t('audit.persons'),
          items: isListed ? persons : [{ value, label: name ?? people.get(actorId) ?? actorId }, ...persons],
        },
      ]}
      value={value || null}
      onChange={(chosen) => {
        const [type, id] = chosen?.split(':') ?? [];
        set({ actorType: type ?? null, actorId: id ?? null });
      }}
    />
  );
}
