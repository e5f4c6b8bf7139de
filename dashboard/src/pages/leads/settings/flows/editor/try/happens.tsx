import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Instant } from '../../../../../../shared/instant';
import { useTold } from '../../../../../../shared/told';
import { Section } from '../../../../parts/section';
import { useTrialNames } from './trial-names';
import type { TrialAnswer } from './use-trial';

type Happening = TrialAnswer['happens'][number];

/** What the machine does by itself, in its order, where nobody reacts. */
export function Happens({ trial }: { trial: TrialAnswer }) {
  const { t } = useTranslation('flowTry');
  const { happens, more, routing } = trial;
  if (happens.length === 0) return null;
  return (
    <Section title={t('happens.title')}>
      <Text size="sm" c="dimmed">
        {t('happens.unless')}
      </Text>
      <ol className="try-happens" aria-label={t('happens.title')}>
        {happens.map((one, index) => (
          <li key={index}>
            <Instant at={one.at} />
            <Words one={one} trial={trial} />
          </li>
        ))}
      </ol>
      {more && <Text size="sm">{t('happens.more', { count: happens.length })}</Text>}
      {routing === null && <Text size="sm">{t('happens.unknown')}</Text>}
    </Section>
  );
}

function Words({ one, trial }: { one: Happening; trial: TrialAnswer }) {
  const { t } = useTranslation('flowTry');
  const told = useTold();
  const { nameOf } = useTrialNames(trial);
  const clock = trial.clocks.find(({ key }) => key === one.clockKey)?.name ?? one.clockKey ?? '';
  const people = one.userIds.map(nameOf).join(', ');
  const { userIds, managers, team } = one.tells;
  const whom = [
    ...userIds.map(nameOf),
    ...(managers ? [t('happens.managers')] : []),
    ...(team ? [t('happens.team')] : []),
  ];
  return (
    <div>
      <Text size="sm" fw={500} td={one.overtaken ? 'line-through' : undefined}>
        {one.what === 'escalation.fired'
          ? t('happens.step', {
              action: t(`happens.action.${one.action}`, { defaultValue: one.action ?? '' }),
              clock,
              step: one.stepKey,
            }) + (one.repeat ? ` ${t('happens.repeat', { number: one.repeat })}` : '')
          : t(`happens.what.${one.what.replace('.', '_')}`, { clock, people })}
      </Text>
      {whom.length > 0 && <Text size="sm">{t('happens.tells', { whom: whom.join(', ') })}</Text>}
      {one.overtaken && <Text size="sm">{t('happens.overtaken')}</Text>}
      {one.what === 'lead.unrouted' && one.text !== null && (
        <Text size="sm" c="dimmed">
          {told(one.text)}
        </Text>
      )}
    </div>
  );
}
