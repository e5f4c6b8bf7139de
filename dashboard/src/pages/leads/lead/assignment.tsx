import { Badge, Table, Text } from '@mantine/core';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../api/client';
import { Instant } from '../../../shared/instant';
import { useTold } from '../../../shared/told';
import { PastApprovals } from './approvals/lazy';
import { Disclosure } from './disclosure';
import type { Names } from './names';
import { Offers } from './offers';
import { Section } from '../parts/section';

type Lead = Schemas['Lead'];
type Candidate = Schemas['LeadOffer']['explanation']['candidates'][number];

interface AssignmentProps {
  lead: Lead;
  names: Names;
}

/** Why the owner is the owner, or why there is none, and what became of everybody who was considered. */
export function Assignment({ lead, names }: AssignmentProps) {
  const { t } = useTranslation();
  const told = useTold();
  const { approvals, assignment, offers, ownerId, why } = lead;
  const open = offers.find(({ status }) => status === 'OPEN');
  // What was decided last: an offer that is out comes after the assignment before it.
  const explanation = ownerId === null ? open?.explanation : assignment?.explanation;
  const asked = open?.answers.filter(({ status }) => status === 'PENDING').map(({ userId }) => names.nameOf(userId));
  const title =
    ownerId !== null
      ? t('lead.whyOwner', { name: names.nameOf(ownerId) })
      : asked
        ? t('lead.whyOffered', { names: asked.join(', ') })
        : t('lead.whyNobody');
  return (
    <Section title={title}>
      <Text size="sm">{told(explanation?.text || why.owner)}</Text>
      {ownerId !== null && assignment && (
        <Text size="xs" c="dimmed" mt={2}>
          {t(`lead.mode.${assignment.mode}`)} · <Instant at={assignment.assignedAt} />
        </Text>
      )}
      {explanation && explanation.candidates.length > 0 ? (
        <Candidates candidates={explanation.candidates} names={names} />
      ) : (
        why.others.length > 0 && (
          <ul className="other-candidates">
            {why.others.map((line) => (
              <Text component="li" size="sm" key={line}>
                {told(line)}
              </Text>
            ))}
          </ul>
        )
      )}
      {approvals.some(({ status }) => status !== 'OPEN') && (
        <Suspense fallback={null}>
          <PastApprovals approvals={approvals} names={names} />
        </Suspense>
      )}
      {offers.length > 0 && <Offers offers={offers} names={names} />}
    </Section>
  );
}

const STEP = /^([A-Z_]+): (.+)$/s;

/** What became of each who was considered, and what was compared. */
export function Candidates({ candidates, names }: { candidates: Candidate[]; names: Pick<Names, 'nameOf'> }) {
  const { t } = useTranslation();
  const told = useTold();
  return (
    <>
      <ul className="candidates" aria-label={t('lead.candidates')}>
        {candidates.map(({ userId, outcome, reason }) => {
          const [, step, rest] = STEP.exec(reason) ?? [];
          return (
            <li key={userId} className={outcome}>
              <Text size="sm" fw={600}>
                {names.nameOf(userId)}
              </Text>
              <Badge size="sm" variant="default" tt="none" fw={600} className={`outcome ${outcome}`}>
                {t(`lead.candidate.${outcome}`)}
              </Badge>
              <Text size="sm" c="dimmed" className="candidate-reason">
                {step !== undefined && (
                  <Text span size="sm" fw={600}>
                    {t(`lead.funnel.${step}`, { defaultValue: step })}:{' '}
                  </Text>
                )}
                {told(rest ?? reason)}
              </Text>
            </li>
          );
        })}
      </ul>
      {candidates.some(({ terms }) => Object.keys(terms).length > 0) && (
        <Disclosure label={t('lead.compared')}>
          <Terms candidates={candidates} names={names} />
        </Disclosure>
      )}
    </>
  );
}

function Terms({ candidates, names }: { candidates: Candidate[]; names: Pick<Names, 'nameOf'> }) {
  const { t } = useTranslation();
  const keys = [...new Set(candidates.flatMap(({ terms }) => Object.keys(terms)))];
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={t('lead.compared')}>
      <Table fz="sm" verticalSpacing={4} className="tabular">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('lead.rep')}</Table.Th>
            {keys.map((key) => (
              <Table.Th key={key}>{t(`lead.term.${key}`, { defaultValue: key })}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {candidates.map(({ userId, terms }) => (
            <Table.Tr key={userId}>
              <Table.Th scope="row" fw={500}>
                {names.nameOf(userId)}
              </Table.Th>
              {keys.map((key) => (
                <Table.Td key={key}>
                  <Term name={key} value={terms[key] ?? null} />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Term({ name, value }: { name: string; value: number | string | null }) {
  const { t } = useTranslation();
  if (value === null) return name === 'lastAssignedAt' ? t('lead.never') : '–';
  return name.endsWith('At') && typeof value === 'string' ? <Instant at={value} /> : value;
}
