import { SegmentedControl, Select, SimpleGrid, Stack, Switch, Text } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { ESCALATION_ACTIONS } from '../../../../../../../../domain/leads/vocabulary/escalations.js';
import { ConditionAt } from '../conditions/condition-at';
import type { Path } from '../document';
import { useAt, useDraft, useIssues } from '../editing';
import { DurationAt } from '../fields/duration-at';
import { MultiSelectAt, NumberAt, SelectAt, ShareAt, TextAt } from '../fields/simple';
import { Unreadable } from '../fields/unreadable';
import { CHANNELS, oneOf, WINDOWS_OF } from './choices';
import { HoursAt } from './hours-at';
import { asOther } from './places';
import { atOf, isMembers, readStep } from './read';
import { RecipientsAt } from './recipients-at';

/** The fields of one step of a ladder. @param targetMs of its clock; null: it has none yet */
export function StepFields({ path, targetMs }: { path: Path; targetMs: number | null }) {
  const { t } = useTranslation('flowClocks');
  const action = oneOf(ESCALATION_ACTIONS, useAt([...path, 'action']));
  return (
    <Stack>
      <PlaceAt path={[...path, 'at']} targetMs={targetMs} />
      <SelectAt
        path={[...path, 'action']}
        label={t('step.action')}
        data={ESCALATION_ACTIONS.map((value) => ({ value, label: t(`action.${value}`) }))}
      />
      <RecipientsAt
        path={[...path, 'to']}
        label={t('step.to')}
        description={action === null ? undefined : t(`step.toHint.${action}`)}
      />
      <MultiSelectAt
        path={[...path, 'channels']}
        label={t('step.channels')}
        description={t('step.channelsHint')}
        optional
        data={CHANNELS.map((value) => ({ value, label: t(`step.channel.${value}`) }))}
      />
      <RepeatAt path={[...path, 'repeat']} />
      <HoursAt
        path={[...path, 'within']}
        label={t('step.within')}
        description={t('step.withinHint')}
        of={WINDOWS_OF}
        optional
      />
      <ConditionAt path={[...path, 'stopWhen']} label={t('step.stopWhen')} phase="LADDER" optional />
      <TextAt path={[...path, 'key']} label={t('step.key')} />
    </Stack>
  );
}

/** When: a share of the target, or a time before or after the deadline. */
function PlaceAt({ path, targetMs }: { path: Path; targetMs: number | null }) {
  const { t } = useTranslation('flowClocks');
  const { document, readOnly } = useDraft();
  const value = useAt(path);
  const error = useIssues(path);
  const labelId = useId();
  if (!isMembers(value) || !('share' in value || 'offset' in value))
    return <Unreadable path={path} label={t('step.kind')} value={value} anew={{ share: 0.5 }} />;
  const kind = 'share' in value ? 'SHARE' : 'OFFSET';
  const { place } = readStep({ at: value });
  return (
    <Stack gap="xs">
      <div>
        <Text size="sm" fw={500} id={labelId}>
          {t('step.kind')}
        </Text>
        <SegmentedControl
          aria-labelledby={labelId}
          classNames={{ label: 'ladder-kind' }}
          readOnly={readOnly}
          data={[
            { value: 'SHARE', label: t('step.share') },
            { value: 'OFFSET', label: t('step.offset') },
          ]}
          value={kind}
          onChange={(next) => {
            if (next === kind) return;
            const other = place !== null && targetMs !== null ? asOther(place, targetMs) : null;
            const anew = next === 'SHARE' ? { share: 0.5 } : { offset: 'PT0S' };
            document.set(path, other === null ? anew : atOf(other));
          }}
        />
        {error !== undefined && (
          <Text size="sm" c="red" role="alert">
            {error}
          </Text>
        )}
      </div>
      {kind === 'SHARE' ? (
        <ShareAt path={[...path, 'share']} label={t('step.shareOf')} min={1} />
      ) : (
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <DurationAt path={[...path, 'offset']} label={t('step.amount')} />
          <SideAt path={[...path, 'offset']} />
        </SimpleGrid>
      )}
    </Stack>
  );
}

/** Whether an offset is before or after the deadline: its sign. */
function SideAt({ path }: { path: Path }) {
  const { t } = useTranslation('flowClocks');
  const { document, readOnly } = useDraft();
  const value = useAt(path);
  if (typeof value !== 'string') return null;
  const isBefore = value.startsWith('-');
  return (
    <Select
      label={t('step.side')}
      readOnly={readOnly}
      allowDeselect={false}
      data={(['BEFORE', 'AFTER'] as const).map((side) => ({ value: side, label: t(`step.${side}`) }))}
      value={isBefore ? 'BEFORE' : 'AFTER'}
      onChange={(side) => {
        if ((side === 'BEFORE') === isBefore) return;
        // At the very deadline there is no other side.
        document.set(path, isBefore ? value.slice(1) : /^PT?0[SMHD]$/.test(value) ? '-PT5M' : `-${value}`);
      }}
    />
  );
}

function RepeatAt({ path }: { path: Path }) {
  const { t } = useTranslation('flowClocks');
  const { document, readOnly } = useDraft();
  const value = useAt(path);
  const error = useIssues(path);
  if (value !== undefined && !isMembers(value))
    return <Unreadable path={path} label={t('step.repeat')} value={value} />;
  return (
    <Stack gap="xs">
      <Switch
        label={t('step.repeat')}
        error={error}
        disabled={readOnly}
        checked={value !== undefined}
        onChange={({ currentTarget }) =>
          document.set(path, currentTarget.checked ? { every: 'PT30M', times: 3 } : undefined)
        }
      />
      {value !== undefined && (
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <DurationAt path={[...path, 'every']} label={t('step.every')} />
          <NumberAt path={[...path, 'times']} label={t('step.times')} min={1} max={100} />
        </SimpleGrid>
      )}
    </Stack>
  );
}
