import { Fieldset, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Path } from '../document';
import { useAt } from '../editing';
import { DurationAt } from '../fields/duration-at';
import { TeamAt } from '../fields/named';
import { NumberAt, SelectAt, SwitchAt } from '../fields/simple';
import { Unreadable } from '../fields/unreadable';
import type { FlowNames } from '../names';
import { membersOf } from './sentence';
import { SkillsAt } from './skills-at';
import { TeamHint } from './team-hint';

const STRATEGIES = ['BALANCED', 'ROUND_ROBIN', 'WEIGHTED'] as const;
const WEIGHTS = ['freeCapacity', 'skillLevel', 'shiftLeft', 'waiting'] as const;

/** Whom a new rule asks: the first team that there is. */
export const freshTarget = ({ teams }: Pick<FlowNames, 'teams'>) => ({
  teamId: [...teams].find(([, { archived }]) => !archived)?.[0] ?? '',
  strategy: 'BALANCED',
});

/** Whom to ask: the team, what its people must have, and who of them is first. */
export function TargetFields({ path }: { path: Path }) {
  const { t } = useTranslation('flowRouting');
  const value = useAt(path);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return <Unreadable path={path} label={t('whom')} value={value} anew={{ teamId: '', strategy: 'BALANCED' }} />;
  const { teamId, strategy, weights, skills } = membersOf(value);
  return (
    <Stack gap="sm">
      <div className="routing-fields">
        <div>
          <TeamAt path={[...path, 'teamId']} label={t('team')} />
          {typeof teamId === 'string' && <TeamHint teamId={teamId} skills={skills} />}
        </div>
        <SelectAt
          path={[...path, 'strategy']}
          label={t('strategy.label')}
          data={STRATEGIES.map((one) => ({ value: one, label: t(`strategy.${one}`) }))}
        />
        <DurationAt
          path={[...path, 'minShiftLeft']}
          label={t('shift')}
          description={t('shiftHint')}
          placeholder={t('noMatter')}
          optional
        />
      </div>
      {(strategy === 'WEIGHTED' || weights !== undefined) && <Weights path={[...path, 'weights']} />}
      <SkillsAt path={[...path, 'skills']} teamId={typeof teamId === 'string' ? teamId : null} />
      <div className="routing-fields">
        <SwitchAt path={[...path, 'matchLanguage']} label={t('language')} description={t('languageHint')} />
        <SwitchAt path={[...path, 'matchTerritory']} label={t('territory')} description={t('territoryHint')} />
      </div>
    </Stack>
  );
}

function Weights({ path }: { path: Path }) {
  const { t } = useTranslation('flowRouting');
  const value = useAt(path);
  if (value !== undefined && (typeof value !== 'object' || value === null || Array.isArray(value)))
    return <Unreadable path={path} label={t('weights.title')} value={value} />;
  return (
    <Fieldset legend={t('weights.title')}>
      <div className="routing-fields">
        {WEIGHTS.map((name) => (
          <NumberAt
            key={name}
            path={[...path, name]}
            label={t(`weights.${name}`)}
            placeholder={name === 'freeCapacity' && value === undefined ? '1' : '0'}
            min={0}
            optional
          />
        ))}
      </div>
    </Fieldset>
  );
}
