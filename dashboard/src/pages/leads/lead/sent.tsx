import { Button, Code, Title } from '@mantine/core';
import { lazy, Suspense, useState, type PropsWithChildren, type ReactNode } from 'react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Schemas } from '../../../api/client';
import { Status } from '../../../shared/badges';
import { Instant } from '../../../shared/instant';
import { useCan } from '../../../shared/me';
import { isEnded } from '../../../../../domain/leads/vocabulary/ended.js';
import { Section } from '../parts/section';

const Merge = lazy(() => import('../by-hand/merge'));

type Lead = Schemas['Lead'];

/** What the source sent, as it was understood; and the same person’s other leads. */
export function Sent({ lead }: { lead: Lead }) {
  const { t } = useTranslation();
  const { message, language, country, emailRaw, phoneRaw, email, phone, attributes, consents, externalId } = lead;
  const known: [string, ReactNode][] = [
    [t('lead.externalId'), externalId],
    [t('lead.language'), language],
    [t('lead.country'), country],
    [t('lead.emailRaw'), emailRaw === email ? null : emailRaw],
    [t('lead.phoneRaw'), phoneRaw === phone ? null : phoneRaw],
    ...Object.entries(attributes).map(([name, value]): [string, ReactNode] => [name, wordsOf(value, t)]),
    ...Object.entries(consents).map(([name, given]): [string, string] => [
      t('lead.consent', { name }),
      t(given ? 'lead.yes' : 'lead.no'),
    ]),
  ];
  return (
    <Section title={t('lead.sent')}>
      {message !== null && <blockquote className="sent-message">{message}</blockquote>}
      <dl className="facts">
        <Fact name={t('lead.received')}>
          <Instant at={lead.receivedAt} seconds />
        </Fact>
        {lead.occurredAt !== null && (
          <Fact name={t('lead.occurred')}>
            <Instant at={lead.occurredAt} seconds />
          </Fact>
        )}
        {known.map(
          ([name, value]) =>
            value !== null && (
              <Fact key={name} name={name}>
                {value}
              </Fact>
            ),
        )}
      </dl>
      {lead.intakeNotes.length > 0 && <Notes notes={lead.intakeNotes} />}
      {lead.samePerson.length > 0 && <SamePerson lead={lead} />}
    </Section>
  );
}

function Fact({ name, children }: PropsWithChildren<{ name: string }>) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What came by webhook may be of any shape. */
function wordsOf(value: unknown, t: TFunction): ReactNode {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return t(value ? 'lead.yes' : 'lead.no');
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return <Code className="fact-json">{JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ')}</Code>;
}

/** How it was read, where that is not plain: quietly, for who wonders. */
function Notes({ notes }: { notes: Lead['intakeNotes'] }) {
  const { t, i18n } = useTranslation();
  const named = (field: string): string =>
    i18n.exists(`lead.intake.field.${field}`) ? t(`lead.intake.field.${field}` as 'lead.intake.field.phone') : field;
  return (
    <>
      <Title order={3} size="h6" mt="md" mb={4}>
        {t('lead.intake.title')}
      </Title>
      <ul className="intake-notes">
        {notes.map(({ field, code, text, from }) => (
          <li key={`${field} ${code} ${text} ${from}`}>
            {t(`lead.intake.code.${code}`, {
              field: field === '' ? t('lead.intake.all') : named(field),
              text: text ?? from ?? '–',
              from: from ?? '–',
            })}
          </li>
        ))}
      </ul>
    </>
  );
}

function SamePerson({ lead }: { lead: Lead }) {
  const { t } = useTranslation();
  const { t: byHand } = useTranslation('byHand');
  const canMerge = useCan('leads.merge') && !isEnded(lead.status);
  const [merging, merge] = useState<string | null>(null);
  return (
    <>
      <Title order={3} size="h6" mt="md" mb={4}>
        {t('lead.samePerson')}
      </Title>
      <ul className="same-person">
        {lead.samePerson.map(({ leadId, receivedAt, status, relation }) => (
          <li key={leadId}>
            <Link to={`/leads/${leadId}`}>
              {t(`lead.relation.${relation}`)} · <Instant at={receivedAt} />
            </Link>
            <Status status={status} />
            {canMerge && !isEnded(status) && (
              <Button size="compact-sm" variant="default" onClick={() => merge(leadId)}>
                {byHand('merge.thisOne')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Suspense>{merging !== null && <Merge lead={lead} otherId={merging} onClose={() => merge(null)} />}</Suspense>
    </>
  );
}
