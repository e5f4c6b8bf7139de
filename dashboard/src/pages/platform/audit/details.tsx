import { Button, Code, Group } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useTold } from '../../../shared/told';
import { actionKey } from './actions';
import { Copy } from './copy';
import type { FilterChange } from './filters';
import type { Entry } from './use-audit';

interface Props {
  entry: Entry;
  /** What it tells of, where that is no change. */
  facts: Entry['changes'];
  onOnly: (filters: FilterChange) => void;
}

/** What only some ask for: the facts of an entry, its trace, and the ways to what belongs together with it. */
export function Details({ entry, facts, onOnly }: Props) {
  const { t } = useTranslation();
  const told = useTold();
  const { actor, action, entity, leadId, traceId } = entry;
  const only = (label: string, filters: FilterChange) => (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconFilter size={14} aria-hidden />}
      onClick={() => onOnly(filters)}
    >
      {label}
    </Button>
  );
  return (
    <div className="audit-details">
      <dl>
        <div>
          <dt>{t('audit.action')}</dt>
          <dd>
            {t(actionKey(action), { defaultValue: action })} <Code>{action}</Code>
          </dd>
        </div>
        {facts.map(({ path, what, from, to, text }) => (
          <div key={path}>
            <dt>{what}</dt>
            <dd>{told(to ?? from ?? text)}</dd>
          </div>
        ))}
        <div>
          <dt>{t('audit.trace')}</dt>
          <dd>{traceId === null ? t('audit.noTrace') : <Trace id={traceId} />}</dd>
        </div>
      </dl>
      <Group gap="xs">
        {leadId !== null && only(t('audit.onlyLead'), { leadId, entityType: null, entityId: null })}
        {leadId === null && only(t('audit.onlyEntity'), { leadId: null, entityType: entity.type, entityId: entity.id })}
        {actor.id !== null &&
          only(t('audit.onlyActor', { name: actor.name ?? actor.id }), { actorType: actor.type, actorId: actor.id })}
        {only(t('audit.onlyAction'), { action })}
      </Group>
    </div>
  );
}

function Trace({ id }: { id: string }) {
  const { t } = useTranslation();
  return (
    <Group gap="xs">
      <Code>{id}</Code>
      <Copy text={id} words={t('audit.copy')} />
    </Group>
  );
}
