import { Button, Group } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../../../shared/instant';
import { usePeople } from '../../../shared/names';
import { instantWords } from '../../../shared/time';
import type { FilterName, ListFilters } from './filters';

/** Filters that come with a link from elsewhere and have no field here: what they are, and the way out. */
export function FilterChips({ query: { filters, set } }: { query: ListFilters }) {
  const { t, i18n } = useTranslation();
  const timeZone = useZone();
  const people = usePeople();
  const { escalatedFrom, escalatedTo, breachedOwnerId, open } = filters;
  // What is no instant stands there as it was given: the API says what is wrong with it.
  const words = (at: string): string =>
    Number.isNaN(Date.parse(at)) ? at : instantWords(at, { language: i18n.language, timeZone });
  const chips: { names: FilterName[]; text: string }[] = [];
  if (escalatedFrom !== undefined || escalatedTo !== undefined)
    chips.push({
      names: ['escalatedFrom', 'escalatedTo'],
      text: [
        t('leads.escalated'),
        escalatedFrom !== undefined && t('leads.since', { at: words(escalatedFrom) }),
        escalatedTo !== undefined && t('leads.before', { at: words(escalatedTo) }),
      ]
        .filter(Boolean)
        .join(' '),
    });
  if (breachedOwnerId !== undefined) {
    const name = breachedOwnerId === 'nobody' ? t('leads.nobody') : (people.get(breachedOwnerId) ?? '…');
    chips.push({ names: ['breachedOwnerId'], text: t('leads.breachedOf', { name }) });
  }
  if (open !== undefined)
    chips.push({ names: ['open'], text: t(open === 'false' ? 'leads.onlyEnded' : 'leads.onlyOpen') });
  if (chips.length === 0) return null;
  return (
    <Group gap="xs">
      {chips.map(({ names, text }) => (
        <Button
          key={text}
          size="compact-sm"
          variant="default"
          radius="xl"
          rightSection={<IconX size={14} aria-hidden />}
          aria-label={t('leads.remove', { what: text })}
          onClick={() => set(Object.fromEntries(names.map((name) => [name, null])))}
        >
          {text}
        </Button>
      ))}
    </Group>
  );
}
