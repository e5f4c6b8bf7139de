import { ActionIcon } from '@mantine/core';
import { IconChevronDown, IconKey, IconRobot, IconUser, IconWebhook, type Icon } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useInstantWords, useZone } from '../../../shared/instant';
import { Changes } from './changes';
import { timeWords } from './days';
import { Details } from './details';
import type { FilterChange } from './filters';
import { Sentence } from './sentence';
import type { Entry } from './use-audit';

/** Shown without asking; the others with the details. */
const MOST_CHANGES = 5;

const ACTORS: Record<string, Icon> = { user: IconUser, api_key: IconKey, endpoint: IconWebhook, system: IconRobot };
const TONES: Record<string, string> = { 'sla.breached': 'late', 'sla.at_risk': 'at-risk' };

interface Props {
  entry: Entry;
  opened: boolean;
  onToggle: () => void;
  onOnly: (filters: FilterChange) => void;
  /** Its words are called by this, for whoever names the entry. */
  sentenceId: string;
}

/** One entry: when, who, what, and what it changed. */
export function AuditEntry({ entry, opened, onToggle, onOnly, sentenceId }: Props) {
  const { t, i18n } = useTranslation();
  const words = useInstantWords();
  const timeZone = useZone();
  const detailsId = useId();
  const Sign = ACTORS[entry.actor.type] ?? IconRobot;
  // An entry with one side only happened: what it tells of are facts, and stand among the details.
  const changes = entry.before === null || entry.after === null ? [] : entry.changes;
  return (
    <div className="audit-entry">
      <time className="tabular" dateTime={entry.at} title={words(entry.at)}>
        {timeWords(entry.at, i18n.language, timeZone)}
      </time>
      <span className={`audit-actor ${entry.actor.type} ${TONES[entry.action] ?? ''}`} aria-hidden>
        <Sign size={16} />
      </span>
      <div className="audit-told">
        <p id={sentenceId}>
          <Sentence entry={entry} />
        </p>
        {changes.length > 0 && <Changes changes={changes} most={opened ? changes.length : MOST_CHANGES} />}
      </div>
      <ActionIcon
        variant="subtle"
        color="gray"
        onClick={onToggle}
        aria-expanded={opened}
        aria-controls={detailsId}
        aria-label={t('audit.details')}
        aria-describedby={sentenceId}
      >
        <IconChevronDown size={18} aria-hidden className={opened ? 'turned' : ''} />
      </ActionIcon>
      <div id={detailsId} hidden={!opened} className="audit-more">
        {opened && <Details entry={entry} facts={changes.length > 0 ? [] : entry.changes} onOnly={onOnly} />}
      </div>
    </div>
  );
}
