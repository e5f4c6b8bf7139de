import { Badge, Button, Chip, Group, Text, Title } from '@mantine/core';
import { IconHourglass } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Schemas } from '../../../../api/client';
import { useInstantWords } from '../../../../shared/instant';
import { useInstantFormat } from '../formats';
import type { Names } from '../names';
import { Section } from '../../parts/section';
import { FILTERS, filterOf, keyOf, type Entry, type Filter } from './entry';
import { iconOf } from './icons';
import { useFresh } from './fresh';
import { useEntryWords } from './words';

/** So many are shown before somebody asks for all. */
const MOST_SHOWN = 30;

interface TimelineProps {
  lead: Schemas['Lead'];
  names: Names;
  /** What was asked and is not among the entries yet. */
  pending: readonly { id: string; words: string }[];
}

/** All that happened to the lead, the newest first, by day in the org’s time zone. */
export function Timeline({ lead, names, pending }: TimelineProps) {
  const { t } = useTranslation();
  const { date } = useInstantFormat();
  const [filters, setFilters] = useState<string[]>([]);
  const [isAll, setAll] = useState(false);
  const entries = (lead.timeline as Entry[]).toReversed();
  const fresh = useFresh(entries.map(keyOf));
  const fitting = entries.filter((entry) => filters.length === 0 || filters.includes(filterOf(entry)));
  const shown = isAll ? fitting : fitting.slice(0, MOST_SHOWN);
  const there = new Set<Filter>(entries.map(filterOf));
  return (
    <Section title={t('lead.timeline')}>
      <Chip.Group multiple value={filters} onChange={setFilters}>
        <Group gap={6} mb="sm" role="group" aria-label={t('lead.filter')}>
          {FILTERS.filter((filter) => there.has(filter)).map((filter) => (
            <Chip key={filter} value={filter} size="xs" variant="outline">
              {t(`lead.filters.${filter}`)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      {pending.length > 0 && (
        <ol className="timeline pending">
          {pending.map(({ id, words }) => (
            <li key={id}>
              <span className="bullet" aria-hidden>
                <IconHourglass size={14} />
              </span>
              <div>
                <Text size="sm" fw={600}>
                  {words}
                </Text>
                <Text size="xs" c="dimmed">
                  {t('lead.writtenDown')}
                </Text>
              </div>
            </li>
          ))}
        </ol>
      )}
      {shown.length === 0 && <Text size="sm">{t('lead.nothingYet')}</Text>}
      {daysOf(shown, (entry) => date(entry.at)).map(({ day, entries }) => (
        <div key={day}>
          <Title order={3} className="timeline-day">
            {day}
          </Title>
          <ol className="timeline">
            {entries.map((entry) => (
              <EntryItem key={keyOf(entry)} entry={entry} lead={lead} names={names} isFresh={fresh.has(keyOf(entry))} />
            ))}
          </ol>
        </div>
      ))}
      {fitting.length > shown.length && (
        <Button variant="default" size="xs" mt="sm" fullWidth onClick={() => setAll(true)}>
          {t('lead.showAll', { count: fitting.length })}
        </Button>
      )}
    </Section>
  );
}

function daysOf(entries: Entry[], dayOf: (entry: Entry) => string): { day: string; entries: Entry[] }[] {
  const days: { day: string; entries: Entry[] }[] = [];
  for (const entry of entries) {
    const day = dayOf(entry);
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}

interface EntryProps {
  entry: Entry;
  lead: Schemas['Lead'];
  names: Names;
  isFresh: boolean;
}

function EntryItem({ entry, lead, names, isFresh }: EntryProps) {
  const { t } = useTranslation();
  const { second } = useInstantFormat();
  const titled = useInstantWords();
  const { title, lines, fate } = useEntryWords(lead, names)(entry);
  const Sign = iconOf(entry);
  const other = entry.leadId ?? entry.linkedToId ?? entry.duplicateOfId;
  const isVoid = entry.overtaken === true || Boolean(entry.compensatedAt);
  const className = [`entry ${entry.type}`, isFresh && 'fresh', isVoid && 'void'].filter(Boolean).join(' ');
  return (
    <li className={className}>
      <span className="bullet" aria-hidden>
        <Sign size={14} />
      </span>
      <div>
        <div className="entry-head">
          <Text size="sm" fw={600} component="div" className="entry-title">
            {title}
            {fate !== null && (
              <Badge size="sm" variant="default" tt="none" fw={600} ml={6} className="fate">
                {fate}
              </Badge>
            )}
          </Text>
          <Text size="xs" c="dimmed" className="tabular entry-when">
            {entry.actor && `${names.actorName(entry.actor)} · `}
            <time dateTime={entry.at} title={titled(entry.at)}>
              {second(entry.at)}
            </time>
          </Text>
        </div>
        {/* A receipt is long, and whole among the clocks. */}
        {lines.map((line) => (
          <Text
            key={line}
            size="sm"
            c="dimmed"
            className="entry-line"
            lineClamp={entry.type === 'CLOCK_STARTED' ? 2 : undefined}
          >
            {line}
          </Text>
        ))}
        {other !== undefined && other !== lead.id && (
          <Link to={`/leads/${other}`} className="entry-link">
            {t('lead.thatLead')}
          </Link>
        )}
      </div>
    </li>
  );
}
