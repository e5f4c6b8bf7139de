import { ActionIcon, Anchor, Group, Text } from '@mantine/core';
import { IconArrowLeft, IconChevronLeft, IconChevronRight, IconExternalLink } from '@tabler/icons-react';
import type { MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useCameFrom } from '../../../shared/came-from';
import { useKeys } from '../parts/keys';
import { useCan, useMe } from '../../../shared/me';

interface WayProps {
  leadId: string;
  /** Of its workflow in the Temporal UI, where managers look; null: there are no such links. */
  workflowUrl: string | null;
}

/** Back to where the lead was opened from, on to the list’s next one, and one level deeper. */
export function Way({ leadId, workflowUrl }: WayProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const me = useMe();
  const cameFrom = useCameFrom();
  const ids = cameFrom?.leadIds ?? [];
  const place = ids.indexOf(leadId);
  const { before: earlier = 0, count = null } = cameFrom ?? {};
  const n = earlier + place + 1;
  const [before, after] = place < 0 ? [undefined, undefined] : [ids[place - 1], ids[place + 1]];
  const go = (id: string | undefined) => () => {
    if (id !== undefined) void navigate(`/leads/${id}`, { state: cameFrom, replace: true });
  };
  useKeys({ j: go(after), k: go(before) });
  // One step back in the history the list is as it was, down to the place where one had scrolled to.
  const back = (event: MouseEvent): void => {
    if (cameFrom === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void navigate(-1);
  };
  const [seesAll, seesWorkflows] = [useCan('leads.read.all'), useCan('workflows.read')];
  const home = me && !seesAll ? '/my-day' : '/leads';
  return (
    <Group justify="space-between" gap="xs" className="way">
      <Link to={cameFrom?.list ?? home} className="back" onClick={back}>
        <IconArrowLeft size={16} aria-hidden />
        {cameFrom ? t('lead.backToList') : t(seesAll ? 'lead.back' : 'lead.backToMine')}
      </Link>
      <Group gap="xs">
        {place >= 0 && (
          <Group gap={4} role="group" aria-label={t('lead.ofList')}>
            <ActionIcon
              variant="default"
              size="md"
              disabled={!before}
              onClick={go(before)}
              aria-label={t('lead.before')}
            >
              <IconChevronLeft size={16} aria-hidden />
            </ActionIcon>
            <Text size="xs" className="tabular">
              {count === null ? n : t('lead.nOf', { n, count })}
            </Text>
            <ActionIcon variant="default" size="md" disabled={!after} onClick={go(after)} aria-label={t('lead.after')}>
              <IconChevronRight size={16} aria-hidden />
            </ActionIcon>
          </Group>
        )}
        {workflowUrl !== null && seesWorkflows && (
          <Anchor href={workflowUrl} target="_blank" rel="noreferrer" size="sm" className="workflow">
            <IconExternalLink size={15} aria-hidden />
            {t('lead.workflow')}
          </Anchor>
        )}
      </Group>
    </Group>
  );
}
