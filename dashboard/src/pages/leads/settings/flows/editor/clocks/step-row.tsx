import { ActionIcon, Badge, Group, Paper, Text, UnstyledButton } from '@mantine/core';
import { IconCopy, IconPointFilled, IconTrash } from '@tabler/icons-react';
import { useId, type KeyboardEvent, type RefCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { known } from '../../../../../../api/vocabulary';
import { STEP_SIGNS } from '../../../../../../shared/signs';
import type { Path } from '../document';
import { useDraft, useIssuesUnder } from '../editing';
import { Unreadable } from '../fields/unreadable';
import { isMembers, readStep } from './read';
import { StepFields } from './step-fields';
import type { StepInstants } from './use-instants';
import type { ClockWords } from './words';
import { OpenSign } from '../fields/open-sign';

interface StepRowProps {
  path: Path;
  value: unknown;
  words: ClockWords;
  instants: StepInstants | null;
  targetMs: number | null;
  isOpen: boolean;
  headOf: RefCallback<HTMLElement>;
  bodyOf: RefCallback<HTMLElement>;
  onToggle: () => void;
  onEscape: () => void;
  onCopy: () => void;
  onRemove: () => void;
}

/** A step in words, with the instants that a lead would get; opened, its fields. */
export function StepRow(props: StepRowProps) {
  const { path, value, words, instants, isOpen } = props;
  const { t } = useTranslation('flowClocks');
  const { t: flows } = useTranslation('flows');
  const { readOnly } = useDraft();
  const wrong = useIssuesUnder(path);
  const bodyId = useId();
  const what = words.stepName(value);
  const more = words.stepMore(value);
  const Sign = known(STEP_SIGNS, readStep(value).action ?? '') ?? IconPointFilled;

  const onKey = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    // An open list closes first.
    if ((event.target as HTMLElement).getAttribute('aria-expanded') === 'true') return;
    event.stopPropagation();
    props.onEscape();
  };

  return (
    <Paper component="li" withBorder p="xs" className="ladder-step">
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <UnstyledButton
          ref={props.headOf}
          className="ladder-step-head"
          aria-expanded={isOpen}
          aria-controls={bodyId}
          aria-label={t(isOpen ? 'ladder.close' : 'ladder.open', { what })}
          onClick={props.onToggle}
        >
          <Group gap="xs" wrap="nowrap" align="flex-start">
            <OpenSign isOpen={isOpen} />
            <Sign size={18} aria-hidden className="ladder-step-sign" />
            <span className="ladder-step-words">
              {what}
              {more !== '' && (
                <Text span size="sm" c="dimmed">
                  {' · '}
                  {more}
                </Text>
              )}
            </span>
          </Group>
        </UnstyledButton>
        {wrong > 0 && (
          <Badge color="red" variant="light">
            {flows('list.wrong', { count: wrong })}
          </Badge>
        )}
        {!readOnly && (
          <Group gap={4} wrap="nowrap">
            <ActionIcon
              variant="subtle"
              color="gray"
              disabled={!isMembers(value)}
              aria-label={t('ladder.copy', { what })}
              onClick={props.onCopy}
            >
              <IconCopy size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon variant="subtle" color="red" aria-label={t('ladder.remove', { what })} onClick={props.onRemove}>
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Group>
        )}
      </Group>
      {instants && (
        <Text size="sm" className="ladder-step-instants tabular">
          {[
            instants.due,
            instants.waitsFrom !== null && t('outlook.waits', { at: instants.waitsFrom }),
            instants.repeats.length > 0 && t('outlook.repeats', { instants: instants.repeats.join(', ') }),
            instants.more > 0 && t('outlook.more', { count: instants.more }),
          ]
            .filter((one) => one !== false)
            .join(' · ')}
        </Text>
      )}
      <div id={bodyId} ref={props.bodyOf} hidden={!isOpen} className="ladder-step-body" onKeyDown={onKey}>
        {isOpen &&
          (isMembers(value) ? (
            <StepFields path={path} targetMs={props.targetMs} />
          ) : (
            <Unreadable
              path={path}
              label={what}
              value={value}
              anew={{ key: 'step', at: { share: 0.5 }, action: 'REMINDER' }}
            />
          ))}
      </div>
    </Paper>
  );
}
