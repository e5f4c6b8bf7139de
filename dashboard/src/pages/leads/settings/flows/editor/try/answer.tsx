import { Alert, Badge, Group, List, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Instant } from '../../../../../../shared/instant';
import { PAGES } from '../../../../../../shared/pages';
import { useTold } from '../../../../../../shared/told';
import { Candidates } from '../../../../lead/assignment';
import { Disclosure } from '../../../../lead/disclosure';
import { ScoreCard } from '../../../../lead/score';
import { Section } from '../../../../parts/section';
import { Clocks } from './clocks';
import { Happens } from './happens';
import { useTrialNames } from './trial-names';
import type { TrialAnswer } from './use-trial';
import '../../../../lead/lead.css';

/** What becomes of the lead, from whether it is taken to whom the ladder tells. */
export function Answer({ trial }: { trial: TrialAnswer }) {
  const { score, status } = trial;
  return (
    <>
      <Untold trial={trial} />
      <Match trial={trial} />
      <SamePerson trial={trial} />
      {score && <ScoreCard score={score} />}
      {status !== 'UNQUALIFIED' && status !== 'CLOSED' && (
        <>
          <Routing trial={trial} />
          <Clocks trial={trial} />
          <Happens trial={trial} />
        </>
      )}
    </>
  );
}

/** Which parts cannot be told, and what keeps them from being told. */
function Untold({ trial: { untold } }: { trial: TrialAnswer }) {
  const { t } = useTranslation('flowTry');
  const told = useTold();
  if (untold.length === 0) return null;
  return (
    <Alert color="orange" title={t('untold.title')}>
      <List size="sm">
        {untold.map(({ part, clockKey, issues }) => (
          <List.Item key={`${part}:${clockKey}`}>
            <b>{clockKey === null ? t(`part.${part}`) : t('part.clock', { key: clockKey })}</b>:{' '}
            {issues.map(({ path, message }) => `${told(message)} (${path})`).join(' ')}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}

function Match({ trial }: { trial: TrialAnswer }) {
  const { t } = useTranslation('flowTry');
  const told = useTold();
  const { nameOf } = useTrialNames(trial);
  const { match, active } = trial;
  if (match === null) return null;
  const { takes, text, otherFlowId, candidates } = match;
  return (
    <Section
      title={t('match.title')}
      aside={
        <Badge variant="default" tt="none">
          {t(takes ? 'match.takes' : 'match.takesNot')}
        </Badge>
      }
    >
      <Text size="sm">{told(text)}</Text>
      {!takes && (
        <Text size="sm">
          {otherFlowId === null ? (
            t('match.nobody')
          ) : (
            <>
              {t('match.instead')} <Link to={`${PAGES.flows}/${otherFlowId}`}>{nameOf(otherFlowId)}</Link>
            </>
          )}{' '}
          {t('match.asIf')}
        </Text>
      )}
      {!active && (
        <Text size="sm" c="dimmed">
          {t('match.inactive')}
        </Text>
      )}
      {candidates.length > 1 && (
        <Disclosure label={t('match.order', { count: candidates.length })}>
          <List size="sm" type="ordered">
            {candidates.map(({ flowId, text: why, matches }) => (
              <List.Item key={flowId} c={matches ? undefined : 'dimmed'}>
                <b>{nameOf(flowId)}</b>: {told(why)}
              </List.Item>
            ))}
          </List>
        </Disclosure>
      )}
    </Section>
  );
}

function SamePerson({ trial }: { trial: TrialAnswer }) {
  const { t } = useTranslation('flowTry');
  const { nameOf } = useTrialNames(trial);
  const { samePerson } = trial;
  if (samePerson === null) return null;
  const { leadId, action } = samePerson;
  return (
    <Section title={t('same.title')}>
      <Text size="sm">
        {t(`same.${action}`)} <Link to={`${PAGES.leads}/${leadId}`}>{nameOf(leadId)}</Link>
      </Text>
    </Section>
  );
}

function Routing({ trial }: { trial: TrialAnswer }) {
  const { t } = useTranslation('flowTry');
  const told = useTold();
  const names = useTrialNames(trial);
  const { routing } = trial;
  if (routing === null) return null;
  const { ownerId, mode, askedUserIds, answerUntil, approval, text, candidates, teamId } = routing;
  const asked = askedUserIds.map(names.nameOf).join(', ');
  const title =
    approval !== null
      ? t('routing.approval', {
          names: [...approval.userIds.map(names.nameOf), ...(approval.managers ? [t('happens.managers')] : [])].join(
            ', ',
          ),
        })
      : ownerId !== null
        ? t('routing.owner', { name: names.nameOf(ownerId) })
        : askedUserIds.length > 0
          ? t(mode === 'BROADCAST' ? 'routing.askedAll' : 'routing.asked', { names: asked })
          : t('routing.nobody');
  return (
    <Section title={title} aside={teamId !== null && <Badge variant="default">{names.nameOf(teamId)}</Badge>}>
      {(answerUntil ?? approval?.until) && (
        <Group gap={4}>
          <Text size="sm">{t(approval ? 'routing.decideUntil' : 'routing.until')}</Text>
          <Instant at={(answerUntil ?? approval?.until)!} seconds />
        </Group>
      )}
      {approval && <Text size="sm">{t(`routing.otherwise.${approval.otherwise}`)}</Text>}
      <Text size="sm">{told(text)}</Text>
      {candidates.length > 0 && <Candidates candidates={candidates} names={names} />}
    </Section>
  );
}
